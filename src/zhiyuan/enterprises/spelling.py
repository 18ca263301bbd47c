"""One name written in several ways: what is left of it when width, case, blanks, signs and the long form are gone."""

import unicodedata

LONG, SHORT = "有限责任公司", "有限公司"


def spelling(name: str) -> str:
    """What two ways of writing one name have in common.

    >>> spelling("南阳 模拟光电（宛城）有限责任公司") == spelling("南阳模拟光电(宛城)有限公司")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(c for c in folded if unicodedata.category(c)[0] in "LN")
    return kept.replace(LONG, SHORT)
