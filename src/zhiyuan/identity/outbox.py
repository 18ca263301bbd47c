"""What becomes of a delivery after a try. Pure; ``writes_outbox`` keeps it.

What certainly did not arrive is tried again with waits that double, until the book's tries are over. What may have
arrived is sent once more and no oftener, under the same name: at worst somebody gets it twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiyuan.identity.notification import wait_s

WAITING, SENDING, SENT, READ, FAILED = "waiting", "sending", "sent", "read", "failed"
OPEN = (WAITING, SENDING)
MAYBE_AT_MOST = 2
STALE = timedelta(minutes=10)
"""A sender that holds a delivery so long has died: by real time, longer than any port is patient."""
ARRIVED, NOT_SENT, NEVER_SENT, MAYBE_SENT = "arrived", "not sent", "never", "maybe"


@dataclass(frozen=True, slots=True)
class After:
    """Where a delivery stands after a try."""

    state: str
    tries: int
    maybe: int
    due: datetime


def after(outcome: str, tries: int, maybe: int, now: datetime, day: date) -> After:
    """A delivery after one more try that had this outcome.

    >>> from datetime import UTC
    >>> night = datetime(2026, 3, 2, tzinfo=UTC)
    >>> after(MAYBE_SENT, 0, 0, night, night.date()).state, after(MAYBE_SENT, 1, 1, night, night.date()).state
    ('waiting', 'failed')
    """
    tries, maybe = tries + 1, maybe + (outcome == MAYBE_SENT)
    if outcome == ARRIVED:
        return After(SENT, tries, maybe, now)
    wait = None if outcome == NEVER_SENT or maybe >= MAYBE_AT_MOST else wait_s(tries, day)
    if wait is None:
        return After(FAILED, tries, maybe, now)
    return After(WAITING, tries, maybe, now + timedelta(seconds=wait))
