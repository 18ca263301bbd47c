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
    """What a report's saving is worth, re-billed period by period, with its band; or why nobody can say yet. [CNY]"""

    cny: Decimal | None = None
    half_width: Decimal | None = None
    waits: ZhiyuanError | None = None


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
