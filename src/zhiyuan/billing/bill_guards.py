"""Triggers: an issued bill is neither changed nor deleted, and what it was computed from stays.

The database refuses, on SQLite and on PostgreSQL, whatever the code does. A draft may change, may be
issued, and may go.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fixed:
    """A table whose rows are fixed under a condition on the old row."""

    table: str
    when: str
    says: str


FIXED = (
    Fixed(
        "billing_bill", "OLD.state = 'issued'", "an issued bill is never changed; a correction is a credit and a bill"
    ),
    Fixed("billing_kept", "1 = 1", "what a bill was computed from is never changed"),
)


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    laid = _postgres if vendor == "postgresql" else _sqlite
    return [statement for fixed in FIXED for statement in laid(fixed)]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {f.table}_fixed_{event}" for f in FIXED for event in ("update", "delete")]
    return [
        statement
        for f in FIXED
        for statement in (
            f"DROP TRIGGER IF EXISTS {f.table}_fixed ON {f.table}",
            f"DROP FUNCTION IF EXISTS {f.table}_fixed()",
        )
    ]


def _sqlite(fixed: Fixed) -> list[str]:
    statements = []
    for event in ("update", "delete"):
        name = f"{fixed.table}_fixed_{event}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {fixed.table} FOR EACH ROW WHEN {fixed.when} "
            f"BEGIN SELECT RAISE(ABORT, '{fixed.says}'); END",
        ]
    return statements


def _postgres(fixed: Fixed) -> list[str]:
    name = f"{fixed.table}_fixed"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {fixed.when} THEN RAISE EXCEPTION '{fixed.says}' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {fixed.table}",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {fixed.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
