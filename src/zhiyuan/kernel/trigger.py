"""Statements that lay a trigger which refuses, on SQLite and on PostgreSQL, whether or not it was there."""


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
