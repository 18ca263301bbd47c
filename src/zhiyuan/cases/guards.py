"""Triggers: what was written in a case, or handed in to it, is neither changed nor deleted, whatever the code does."""

from dataclasses import dataclass

from zhiyuan.kernel import trigger


@dataclass(frozen=True, slots=True)
class Guard:
    """What is said to whoever tries, and when a row is fixed: a condition on OLD."""

    says: str
    when: str = "1 = 1"


FIXED = {
    "cases_event": Guard("what happened in a case is never changed"),
    "cases_edition": Guard("what a case was opened under is never changed"),
    "cases_kindproposal": Guard("what was proposed is never changed"),
    "cases_kindpublication": Guard("what was published is never changed"),
    "cases_paper": Guard("what was handed in to a case is never changed", "OLD.seq IS NOT NULL"),
}


def lay(vendor: str, tables: frozenset[str] = frozenset(FIXED)) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    laid = _postgres if vendor == "postgresql" else _sqlite
    return [statement for table in sorted(tables) for statement in laid(table, FIXED[table])]


def lift(vendor: str, tables: frozenset[str] = frozenset(FIXED)) -> list[str]:
    """The statements that take the triggers away: the way back of a migration."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {t}_fixed_{event}" for t in sorted(tables) for event in ("update", "delete")]
    return trigger.lifted({f"{table}_fixed": table for table in sorted(tables)})


def _sqlite(table: str, guard: Guard) -> list[str]:
    return [
        statement
        for event in ("update", "delete")
        for statement in trigger.sqlite(f"{table}_fixed_{event}", f"{event.upper()} ON {table}", guard.when, guard.says)
    ]


def _postgres(table: str, guard: Guard) -> list[str]:
    # A row that is not fixed goes on: NEW for an update, OLD for a deletion.
    going = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    body = f"{trigger.refusing(guard.when, guard.says)} {going}"
    return trigger.postgres(f"{table}_fixed", table, "UPDATE OR DELETE", body)
