"""Triggers: a space or a meter is in one tenancy at a time, whichever side moves.

Either the thing comes to a tenancy, or a tenancy's days move over it. The database refuses; no
code path can forget it. PostgreSQL locks the thing's row while it looks, so that two transactions
cannot each miss what the other does. SQLite writes one at a time and needs no lock, but loses a
table's triggers when a migration remakes the table, so that they are laid again (``apps``).
"""

from dataclasses import dataclass

from zhiyuan.kernel import trigger

SAYS = "a space or a meter is in one tenancy at a time"
OPEN = "'9999-12-31'"


@dataclass(frozen=True)
class Held:
    """A table of what tenancies hold, its column for the thing, and the thing's own table."""

    table: str
    column: str
    thing: str


HELD = (
    Held("enterprises_tenancyspace", "space_id", "park_space"),
    Held("enterprises_tenancymeter", "meter_id", "park_meter"),
)
TENANCY = "enterprises_tenancy"


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    return _postgres() if vendor == "postgresql" else _sqlite()


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    tables = [TENANCY, *(held.table for held in HELD)]
    if vendor == "postgresql":
        return trigger.lifted({f"{table}_once": table for table in tables})
    return [f"DROP TRIGGER IF EXISTS {name}" for name, _, _ in _sqlite_triggers()]


def _days_meet(one: str, other: str) -> str:
    return f'{one}.start < COALESCE({other}."end", {OPEN}) AND {other}.start < COALESCE({one}."end", {OPEN})'


def _comes(held: Held) -> str:
    """Whether the row that comes is in another tenancy on a day of its own."""
    return (
        f"EXISTS (SELECT 1 FROM {held.table} o JOIN {TENANCY} t ON t.id = o.tenancy_id "  # noqa: S608
        f"JOIN {TENANCY} n ON n.id = NEW.tenancy_id "
        f"WHERE o.{held.column} = NEW.{held.column} AND o.tenancy_id <> NEW.tenancy_id AND {_days_meet('t', 'n')})"
    )


def _moves(held: Held) -> str:
    """Whether the tenancy whose days move would meet another over something it holds."""
    return (
        f"EXISTS (SELECT 1 FROM {held.table} mine JOIN {held.table} o "  # noqa: S608
        f"ON o.{held.column} = mine.{held.column} AND o.tenancy_id <> mine.tenancy_id "
        f"JOIN {TENANCY} t ON t.id = o.tenancy_id WHERE mine.tenancy_id = NEW.id AND {_days_meet('t', 'NEW')})"
    )


def _sqlite() -> list[str]:
    return [line for name, event, when in _sqlite_triggers() for line in trigger.sqlite(name, event, when, SAYS)]


def _sqlite_triggers() -> list[tuple[str, str, str]]:
    triggers = []
    for held in HELD:
        triggers.append((f"{held.table}_once_insert", f"INSERT ON {held.table}", _comes(held)))
        triggers.append((f"{held.table}_once_update", f"UPDATE ON {held.table}", _comes(held)))
        triggers.append(
            (f"{TENANCY}_once_{held.column}", f'UPDATE OF start, "end" ON {TENANCY}', _moves(held)),
        )
    return triggers


def _postgres() -> list[str]:
    statements = []
    for held in HELD:
        lock = f"PERFORM 1 FROM {held.thing} WHERE id = NEW.{held.column} FOR NO KEY UPDATE;"
        statements += _postgres_trigger(held.table, "INSERT OR UPDATE", f"{lock} {_refuse(_comes(held))}")
    locks = " ".join(
        f"PERFORM 1 FROM {held.thing} WHERE id IN (SELECT {held.column} FROM {held.table} "  # noqa: S608
        f"WHERE tenancy_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;"
        for held in HELD
    )
    looks = " ".join(_refuse(_moves(held)) for held in HELD)
    return statements + _postgres_trigger(TENANCY, 'UPDATE OF start, "end"', f"{locks} {looks}")


def _refuse(condition: str) -> str:
    return trigger.refusing(condition, SAYS)


def _postgres_trigger(table: str, event: str, body: str) -> list[str]:
    return trigger.postgres(f"{table}_once", table, event, f"{body} RETURN NEW;")
