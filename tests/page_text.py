"""A page as a test reads it: how its source is broken into lines means nothing."""

import re


def flat(page: str) -> str:
    """The source of a page with every tag on one line and single spaces between words."""
    return re.sub(r"\s*(/?>)", r"\1", " ".join(page.split()))
