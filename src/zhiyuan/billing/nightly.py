"""Every night the issued bills are held against what is known by then: corrections are proposed, nothing changes.

Run by ``jobs`` once each day of the site. A second look finds the same proposals and adds none; one whose
reason went away goes with it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyuan.billing import bill_queries, writes_close
from zhiyuan.billing.models import MonthClose
from zhiyuan.billing.models.bill import ISSUED
from zhiyuan.kernel.errors import NotFound, NotReady, Refused
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.span import month_before


@dataclass
class Looked:
    """How many issued months were looked at, what is proposed in them, and why some could not be computed."""

    closes: int = 0
    proposals: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def propose_corrections(site: Any, day: date) -> Looked:
    """Look at the issued months of the last so many before ``day`` (``billing/close#correction_months``).

    A month that can not be computed now, as while a corrected price waits for its check, keeps the
    proposals it has and is named in ``failed``; the others are still looked at.
    """
    looked = Looked()
    for close in _recent(site, day):
        looked.closes += 1
        try:
            looked.proposals += len(writes_close.propose(close))
        except (NotReady, NotFound, Refused) as why:
            looked.failed[str(close)] = str(why)
    return looked


def _recent(site: Any, day: date) -> list[MonthClose]:
    first = day.replace(day=1)
    for _ in range(int(value("billing/close#correction_months", day))):
        first = month_before(first)
    return list(bill_queries.closes(site).filter(state=ISSUED, month__gte=first))
