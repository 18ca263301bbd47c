"""What a saving is worth. Prices are known on a floor above, so whoever bills says so here; see ``use``.

Until somebody does, or where prices are missing, a report says in words what its money waits for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhiyuan.kernel.errors import NotReady, ZhiyuanError
from zhiyuan.savings.report import Report


@dataclass(frozen=True, slots=True)
class Money:
    """What a report's saving is worth, re-billed period by period, with its band; or why nobody can say yet. [CNY]

    ``pages`` lead to where each month is re-billed: what they are of, and their address.
    """

    cny: Decimal | None = None
    half_width: Decimal | None = None
    waits: ZhiyuanError | None = None
    pages: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, str | None]:
        """As the machine-readable twin carries it."""
        if self.cny is None or self.half_width is None:
            return {"cny": None, "half_width_cny": None, "waits_for": str(self.waits) if self.waits else None}
        return {"cny": f"{self.cny:f}", "half_width_cny": f"{self.half_width:f}", "waits_for": None}


Pricer = Callable[[Any, Report], Money]
_pricers: list[Pricer] = []


def use(pricer: Pricer) -> None:
    """Let this price the savings of a site; the app's doing, at start."""
    _pricers[:] = [pricer]


def worth(site: Any, report: Report) -> Money:
    """What the saving of a report is worth. [CNY]"""
    if not report.counted:
        return Money(waits=NotReady("nothing is soundly measured yet, so nothing can be priced"))
    if not _pricers:
        return Money(waits=NotReady("there is nobody here who knows prices"))
    return _pricers[0](site, report)
