"""The one condition that policies have beside those of the ladder: an industry, or a place on a chain."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhiyuan.enterprises.ladder.exact import Truth
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.limit import Limit


@dataclass(frozen=True, slots=True)
class Among:
    """One of a firm's names begins with one of these: ``C39`` holds for C3976, ``optics`` for each of its segments.

    A firm of which no name is known is not known to fall under it or not.
    """

    name: str
    beginnings: tuple[str, ...]
    wanted: bool = True

    def holds(self, firm: Firm) -> Truth:
        """The answer."""
        known = firm[self.name]
        return None if not known else any(one.startswith(self.beginnings) for one in known) is self.wanted

    def open(self, firm: Firm) -> set[str]:
        """The field itself, where nothing is known."""
        return set() if firm[self.name] else {self.name}

    def limits(self) -> Iterable[Limit]:
        """It has no figures."""
        return ()

    def unsettled(self) -> bool:
        """It is always settled."""
        return False
