"""The seven steps of acting for a firm: 委托 → 受理 → 办理 → 送达 → 归档 → 上报 → 回访, as a case's log shows them.

The names are a common practice (秦皇岛 2014); what a case does not record has no day here and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Words

DELEGATED = Words("委托", "delegated")
ACCEPTED = Words("受理", "accepted")
HANDLED = Words("办理", "handled")
DELIVERED = Words("送达", "delivered")
FILED = Words("归档", "filed")
REPORTED = Words("上报", "reported")
ASKED = Words("回访", "asked how it was")
UNKNOWN = Words("平台外进行，未登记", "done outside the platform, not recorded")


@dataclass(frozen=True, slots=True)
class Step:
    """A step with the day on which it was done; ``note`` says why there will be none."""

    title: Words
    day: date | None = None
    note: Words | None = None


def steps(delegated: Iterable[date], log: Iterable[Event], closed: date | None) -> tuple[Step, ...]:
    """The seven steps of a case that an agent follows; ``closed`` is the day on which it ended.

    Handled is the last step of a desk. What a closed case issued lies in it for the firm from that day, so it is
    delivered and filed at once. A rating, or the call back after a bad one, is how the firm was asked.
    """
    acts: dict[str, list[date]] = {}
    for event in log:
        acts.setdefault(event.act, []).append(event.day)
    handled = max((day for act in ("pass", "skip", "silence") for day in acts.get(act, [])), default=None)
    asked = max((day for act in ("rate", "call_back") for day in acts.get(act, [])), default=None)
    return (
        Step(DELEGATED, min(delegated, default=None)),
        Step(ACCEPTED, next(iter(acts.get("accept", [])), None)),
        Step(HANDLED, handled),
        Step(DELIVERED, closed),
        Step(FILED, closed),
        Step(REPORTED, note=UNKNOWN),
        Step(ASKED, asked),
    )
