"""Statements that lay a trigger which refuses, on SQLite and on PostgreSQL, whether or not it was there."""

from collections.abc import Iterable


def sqlite(name: str, event: str, condition: str, says: str) -> list[str]:
    """Refuse an event (``UPDATE ON table``) where a condition on NEW and OLD holds."""
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END",
    ]


def postgres(name: str, table: str, event: str, body: str, declare: str = "") -> list[str]:
    """Run a body before an event (``UPDATE OF column``); it ends by returning the row."""
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {declare}BEGIN {body} END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def refusing(condition: str, says: str) -> str:
    """The step of a PostgreSQL body that refuses where a condition holds."""
    return f"IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation'; END IF;"


def lifted(names: dict[str, str]) -> list[str]:
    """The statements that take PostgreSQL triggers away, with their functions: trigger → table."""
    return [
        *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in names.items()),
        *(f"DROP FUNCTION IF EXISTS {name}()" for name in names),
    ]


def fixed(vendor: str, table: str, says: str, when: str = "1 = 1") -> list[str]:
    """Refuse to change or delete the rows of a table for which a condition on OLD holds."""
    if vendor != "postgresql":
        events = ("update", "delete")
        laid = (sqlite(f"{table}_fixed_{event}", f"{event.upper()} ON {table}", when, says) for event in events)
        return [statement for statements in laid for statement in statements]
    # A row that is not fixed goes on: NEW for an update, OLD for a deletion.
    going = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    return postgres(f"{table}_fixed", table, "UPDATE OR DELETE", f"{refusing(when, says)} {going}")


def unfixed(vendor: str, tables: Iterable[str]) -> list[str]:
    """The statements that take ``fixed`` away again."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {t}_fixed_{event}" for t in sorted(tables) for event in ("update", "delete")]
    return lifted({f"{table}_fixed": table for table in sorted(tables)})
