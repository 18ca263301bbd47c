"""How files and programs call an enterprise, a project: letters, digits, - and _."""

import re

from zhiyuan.kernel.errors import Malformed

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def checked(key: str) -> str:
    """A key as it is."""
    if not KEY.fullmatch(key):
        raise Malformed("{key} is no key: letters, digits, - and _, at most 60, no other signs", key=repr(key))
    return key
