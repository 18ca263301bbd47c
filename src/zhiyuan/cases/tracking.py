"""The code by which whoever holds a receipt follows a case without signing in. Pure.

It is derived from the installation's secret, so nothing is kept; 50 bits and a limit on wrong tries stand
between a guess and a case. A number that does not exist is answered like a wrong code, after the same work.
"""

import hashlib
import hmac

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 symbols without 0, 1, I and O, which look like each other."""
LENGTH = 10


def code(secret: str, number: str, case: int) -> str:
    """The code of a case, as it is printed.

    >>> code("secret", "20260928-0001", 1)
    '...-...'
    """
    said = hmac.new(secret.encode(), f"track:{case}:{number}".encode(), hashlib.sha256).digest()
    bits = int.from_bytes(said)
    symbols = "".join(SYMBOLS[(bits >> 5 * place) & 31] for place in range(LENGTH))
    return f"{symbols[:5]}-{symbols[5:]}"


def same(given: str, right: str) -> bool:
    """Whether a code is the right one, in a time that does not tell where it differs; blanks and case do not matter."""
    plain = "".join(symbol for symbol in given.upper() if symbol.isalnum())[:64]
    return hmac.compare_digest(plain.encode(), right.replace("-", "").encode())
