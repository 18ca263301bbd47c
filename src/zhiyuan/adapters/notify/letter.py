"""What is sent, and the three ways in which sending may fail; pure.

Whoever sends has to know whether the other side may have taken it: what certainly did not arrive is tried again, what
certainly never will is not, and what may have arrived is tried again once at most.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. Mail says it all; SMS and groups say ``number`` and ``link`` only."""

    ident: str
    """The same whenever the same message is sent again."""
    to: str
    title: str
    text: str
    number: str
    link: str


class NotSent(Exception):
    """It certainly did not arrive; trying again may help."""


class NeverSent(NotSent):
    """It certainly did not arrive, and trying again does not help: the address is wrong, the content is refused."""


class MaybeSent(Exception):
    """The other side did not say whether it took the message."""


class Port(Protocol):
    """A way out of the house; tests and installations may bring another."""

    def send(self, letter: Letter) -> None:
        """Send once. Raises NotSent, NeverSent or MaybeSent."""
