"""Triggers: an issued bill is neither changed nor deleted, and what it was computed from stays.

The database refuses, on SQLite and on PostgreSQL, whatever the code does. A draft may change, may be
issued, and may go.
"""

from dataclasses import dataclass

from zhiyuan.kernel import trigger


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
    return trigger.lifted({f"{f.table}_fixed": f.table for f in FIXED})


def _sqlite(fixed: Fixed) -> list[str]:
    return [
        statement
        for event in ("update", "delete")
        for statement in trigger.sqlite(
            f"{fixed.table}_fixed_{event}", f"{event.upper()} ON {fixed.table}", fixed.when, fixed.says
        )
    ]


def _postgres(fixed: Fixed) -> list[str]:
    body = f"{trigger.refusing(fixed.when, fixed.says)} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    return trigger.postgres(f"{fixed.table}_fixed", fixed.table, "UPDATE OR DELETE", body)
