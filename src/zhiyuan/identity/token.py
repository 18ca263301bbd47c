"""How a program's token is kept: never itself, only what proves it."""

import hashlib


def token_digest(secret: str) -> str:
    """What is kept of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
