"""Personal data in a chain that is never changed: a salted digest in the line, the salt in the row that can be erased.

With the row goes the salt, and what is left in the trail says nothing of anybody; the chain still fits.
"""

import hashlib
import secrets
from typing import Annotated

PERSONAL = "personal"
"""Annotates a verb's parameter that its trail line does not keep; the object's salted digests say what came of it."""
Personal = Annotated[str, PERSONAL]
SALTED = "salted:"


def new_salt() -> str:
    """A salt of 128 bits."""
    return secrets.token_hex(16)


def digested(value: object, salt: str) -> str:
    """What a line keeps instead of a value; empty for none, so that a line says whether there was one.

    >>> digested("", "00"), digested("138", "00")[:7]
    ('', 'salted:')
    """
    if not value:
        return ""
    return f"{SALTED}{hashlib.sha256(f'{salt}:{value}'.encode()).hexdigest()}"
