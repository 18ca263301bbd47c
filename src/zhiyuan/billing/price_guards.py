"""Triggers: entered prices never change, checked ones never vanish, and no two that stand hold on one day.

The database refuses, on SQLite and on PostgreSQL; no code path can forget it. PostgreSQL locks the
site's (the account's) row while it looks, so that two transactions cannot each miss what the other does.
"""

from dataclasses import dataclass

from zhiyuan.kernel import trigger

OVERLAPS = "two checked price sheets or curves never hold on one day"
NO_PRICE = "a price is a number that is not below zero"
CHANGED = "what was entered is never changed; correct it with a new version"
VANISHES = "what was checked is never deleted"
ENTERED = ("start", "end", "source", "note", "version", "corrects_id", "reason", "entered_by_id", "entered_at")
ONCE = ("checked_by_id", "checked_at", "rejected_at", "superseded_at")
PRICES = ("energy", "loss", "td", "system", "fund", "capacity", "demand")
TERMS = ("account_id", "start", "tou_elected", "mode", "basic", "kva", "contract_kw", "pf_standard", "market")


@dataclass(frozen=True)
class Guarded:
    """A table: what of a row never changes, what is written once, and which rows are rivals for a day."""

    table: str
    fixed: tuple[str, ...]
    once: tuple[str, ...]
    rivals: tuple[str, ...] = ()
    locks: str = ""
    prices: tuple[str, ...] = ()


TABLES = (
    Guarded(
        "billing_pricesheet",
        (*ENTERED, *PRICES),
        ONCE,
        ("site_id", "customer_class", "mode", "voltage"),
        "park_site WHERE id = NEW.site_id",
        PRICES,
    ),
    Guarded(
        "billing_contractcurve",
        (*ENTERED, "hourly"),
        ONCE,
        ("account_id",),
        "billing_account WHERE id = NEW.account_id",
    ),
    Guarded("billing_accountterms", (*TERMS, "entered_at"), ("superseded_at",)),
)


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    laid = _postgres if vendor == "postgresql" else _sqlite
    return [statement for table in TABLES for statement in laid(table)]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name}" for t in TABLES for name, _, _, _ in _sqlite_triggers(t)]
    return trigger.lifted({f"{t.table}_kept": t.table for t in TABLES})


def _differs(column: str, word: str) -> str:
    return f'OLD."{column}" {word} NEW."{column}"'


def _changed(t: Guarded, word: str) -> str:
    fixed = [_differs(c, word) for c in (*t.fixed, *t.rivals)]
    once = [f'(OLD."{c}" IS NOT NULL AND {_differs(c, word)})' for c in t.once]
    return " OR ".join(fixed + once)


def _overlaps(t: Guarded) -> str:
    same = " AND ".join(f"o.{c} = NEW.{c}" for c in t.rivals)
    stand = [f"{row}.checked_at IS NOT NULL AND {row}.superseded_at IS NULL" for row in ("NEW", "o")]
    days = 'o."start" < NEW."end" AND NEW."start" < o."end"'
    rival = f"SELECT 1 FROM {t.table} o WHERE o.id <> NEW.id AND {same} AND {stand[1]} AND {days}"  # noqa: S608
    return f"{stand[0]} AND EXISTS ({rival})"


def _vanishes(t: Guarded) -> str:
    return "OLD.checked_at IS NOT NULL" if t.rivals else "1 = 1"


def _sqlite(t: Guarded) -> list[str]:
    return [
        statement
        for name, event, condition, says in _sqlite_triggers(t)
        for statement in trigger.sqlite(name, f"{event} ON {t.table}", condition, says)
    ]


def _sqlite_triggers(t: Guarded) -> list[tuple[str, str, str, str]]:
    triggers = [
        (f"{t.table}_changed", "UPDATE", _changed(t, "IS NOT"), CHANGED),
        (f"{t.table}_vanishes", "DELETE", _vanishes(t), VANISHES),
    ]
    if t.rivals:
        triggers += [(f"{t.table}_overlaps_{e.lower()}", e, _overlaps(t), OVERLAPS) for e in ("INSERT", "UPDATE")]
    if t.prices:
        odd = " OR ".join(f"""NEW."{c}" = '' OR NEW."{c}" GLOB '*[^0-9.]*'""" for c in t.prices)
        triggers.append((f"{t.table}_no_price", "INSERT", odd, NO_PRICE))
    return triggers


def _postgres(t: Guarded) -> list[str]:
    steps = [
        f"IF TG_OP = 'DELETE' THEN {trigger.refusing(_vanishes(t), VANISHES)} RETURN OLD; END IF;",
        f"IF TG_OP = 'UPDATE' THEN {trigger.refusing(_changed(t, 'IS DISTINCT FROM'), CHANGED)} END IF;",
    ]
    if t.rivals:
        steps.append(f"PERFORM 1 FROM {t.locks} FOR NO KEY UPDATE; {trigger.refusing(_overlaps(t), OVERLAPS)}")
    if t.prices:
        odd = " OR ".join(f"""NEW."{c}" !~ '^[0-9]+([.][0-9]+)?$'""" for c in t.prices)
        steps.append(trigger.refusing(odd, NO_PRICE))
    body = f"{' '.join(steps)} RETURN NEW;"
    return trigger.postgres(f"{t.table}_kept", t.table, "INSERT OR UPDATE OR DELETE", body)
