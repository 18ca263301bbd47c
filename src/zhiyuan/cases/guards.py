"""Triggers: what was written in a case, or handed in to it, is neither changed nor deleted, whatever the code does."""

from collections.abc import Collection
from dataclasses import dataclass

from zhiyuan.kernel import trigger


@dataclass(frozen=True, slots=True)
class Guard:
    """What is said to whoever tries, and when a row is fixed: a condition on OLD."""

    says: str
    when: str = "1 = 1"


FIXED = {
    "cases_event": Guard("what happened in a case is never changed"),
    "cases_datacheck": Guard("what an authority was asked and said is never changed"),
    "cases_edition": Guard("what a case was opened under is never changed"),
    "cases_kindproposal": Guard("what was proposed is never changed"),
    "cases_kindpublication": Guard("what was published is never changed"),
    "cases_pledge": Guard("what was promised is never changed"),
    "cases_pledgeentry": Guard("what happened to a promise is never changed"),
    "cases_paper": Guard("what was handed in to a case is never changed", "OLD.seq IS NOT NULL"),
}


def lay(vendor: str, tables: Collection[str] = frozenset(FIXED)) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    guards = [(table, FIXED[table]) for table in sorted(tables)]
    return [s for table, guard in guards for s in trigger.fixed(vendor, table, guard.says, guard.when)]


def lift(vendor: str, tables: Collection[str] = frozenset(FIXED)) -> list[str]:
    """The statements that take the triggers away: the way back of a migration."""
    return trigger.unfixed(vendor, tables)
