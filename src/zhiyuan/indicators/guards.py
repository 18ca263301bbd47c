"""Triggers: a fact, a target or a proposed page is neither changed nor deleted, whatever the code does."""

from collections.abc import Collection

from zhiyuan.kernel import trigger

FIXED = {
    "indicators_fact": "a fact is never changed; a newer one supersedes it",
    "indicators_target": "a target is never changed; a newer one supersedes it",
    "indicators_proposal": "what was proposed is never changed",
}
FIRST = frozenset(FIXED) - {"indicators_target"}
"""The tables of the room's first migration."""


def lay(vendor: str, tables: Collection[str] = frozenset(FIXED)) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    return [statement for table in sorted(tables) for statement in trigger.fixed(vendor, table, FIXED[table])]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    return trigger.unfixed(vendor, FIXED)
