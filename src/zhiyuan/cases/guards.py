"""Triggers: an event and an edition, once written, are neither changed nor deleted, whatever the code does."""

from zhiyuan.kernel import trigger

FIXED = {
    "cases_event": "what happened in a case is never changed",
    "cases_edition": "what a case was opened under is never changed",
}


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    laid = _postgres if vendor == "postgresql" else _sqlite
    return [statement for table, says in FIXED.items() for statement in laid(table, says)]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_fixed_{event}" for table in FIXED for event in ("update", "delete")]
    return trigger.lifted({f"{table}_fixed": table for table in FIXED})


def _sqlite(table: str, says: str) -> list[str]:
    return [
        statement
        for event in ("update", "delete")
        for statement in trigger.sqlite(f"{table}_fixed_{event}", f"{event.upper()} ON {table}", "1 = 1", says)
    ]


def _postgres(table: str, says: str) -> list[str]:
    body = f"{trigger.refusing('true', says)} RETURN NULL;"
    return trigger.postgres(f"{table}_fixed", table, "UPDATE OR DELETE", body)
