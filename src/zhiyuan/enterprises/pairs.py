"""Pairs of neighbouring characters: what a name is found by where words have no spaces between them."""

import string

LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(text: str) -> str:
    """A text with its ASCII letters small, as both databases fold it.

    >>> folded("科拓LED")
    '科拓led'
    """
    return text.translate(LOWER)


def pairs(text: str) -> list[str]:
    """Every pair of neighbours in a text, once.

    >>> pairs("科拓光电")
    ['科拓', '拓光', '光电']
    """
    return list(dict.fromkeys(text[n : n + 2] for n in range(len(text) - 1)))
