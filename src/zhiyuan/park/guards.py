"""Triggers: a circuit that feeds what must stay on can never have a contactor of ours.

What must stay on: emergency luminaires (GB 51309-2018 3.3.2), explosion-proof ones (GB 50058), and
the sensors and gateways that control itself lives by. The rule holds whichever side moves: the
circuit gets a contactor, or the luminaire, sensor or gateway comes to the circuit, or a luminaire's
duty changes. The database refuses; no code path can forget it.

SQLite loses a table's triggers when a later migration remakes the table, so that they are laid
again after every migration (``apps``). PostgreSQL locks the circuit's row while it looks, so that
two transactions cannot each miss what the other does.
"""

from dataclasses import dataclass

from zhiyuan.kernel import trigger

SAYS = "a circuit that feeds an emergency or explosion-proof luminaire, a sensor or a gateway has no contactor"


@dataclass(frozen=True)
class Fed:
    """A table of what hangs on circuits, and which of its rows must stay on."""

    table: str
    columns: str
    must_stay_on: str = ""

    def where(self, row: str) -> str:
        """The condition that a row must stay on, as SQL that follows another condition."""
        return f" AND {self.must_stay_on.format(row=row)}" if self.must_stay_on else ""


FED = (
    Fed("park_luminaire", "circuit_id, duty", "{row}.duty <> 'normal'"),
    Fed("park_sensor", "circuit_id"),
    Fed("park_gateway", "circuit_id"),
)


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    return _postgres() if vendor == "postgresql" else _sqlite()


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    if vendor == "postgresql":
        return trigger.lifted({f"{table}_stays_on": table for table in ("park_circuit", *(fed.table for fed in FED))})
    return [f"DROP TRIGGER IF EXISTS {name}" for name, _, _ in _sqlite_triggers()]


def _feeds(fed: Fed) -> str:
    return f"EXISTS (SELECT 1 FROM {fed.table} f WHERE f.circuit_id = NEW.id{fed.where('f')})"  # noqa: S608


def _sqlite() -> list[str]:
    return [line for name, event, when in _sqlite_triggers() for line in trigger.sqlite(name, event, when, SAYS)]


def _sqlite_triggers() -> list[tuple[str, str, str]]:
    feeds = f"NEW.contactor AND ({' OR '.join(_feeds(fed) for fed in FED)})"
    switched = "EXISTS (SELECT 1 FROM park_circuit c WHERE c.id = NEW.circuit_id AND c.contactor)"
    triggers = [
        ("park_circuit_stays_on_insert", "INSERT ON park_circuit", feeds),
        ("park_circuit_stays_on_update", "UPDATE ON park_circuit", feeds),
    ]
    for fed in FED:
        condition = switched + fed.where("NEW")
        triggers.append((f"{fed.table}_stays_on_insert", f"INSERT ON {fed.table}", condition))
        triggers.append((f"{fed.table}_stays_on_update", f"UPDATE OF {fed.columns} ON {fed.table}", condition))
    return triggers


def _postgres() -> list[str]:
    statements = _postgres_trigger(
        "park_circuit", "contactor", f"NEW.contactor AND ({' OR '.join(map(_feeds, FED))})", ""
    )
    for fed in FED:
        # FOR SHARE waits for whoever is changing the circuit, and makes them wait for us.
        look = "SELECT c.contactor INTO switched FROM park_circuit c WHERE c.id = NEW.circuit_id FOR SHARE;"
        statements += _postgres_trigger(fed.table, fed.columns, f"switched{fed.where('NEW')}", look)
    return statements


def _postgres_trigger(table: str, columns: str, condition: str, look: str) -> list[str]:
    body = f"{look} {trigger.refusing(condition, SAYS)} RETURN NEW;"
    event = f"INSERT OR UPDATE OF {columns}"
    return trigger.postgres(f"{table}_stays_on", table, event, body, "DECLARE switched boolean; ")
