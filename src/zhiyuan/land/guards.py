"""Triggers: while a parcel is leased it is neither transferred nor sub-let nor mortgaged, whatever the code does."""

from zhiyuan.kernel import trigger

SAYS = "leased land is neither transferred nor sub-let nor mortgaged"
TABLE, NAME = "land_deed", "land_deed_lease"
_WHEN = (
    "NEW.what IN ('transfer', 'sublease', 'mortgage') AND "
    "EXISTS (SELECT 1 FROM land_parcel p WHERE p.id = NEW.parcel_id AND p.mode = 'leased')"
)


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    if vendor == "postgresql":
        lock = "PERFORM 1 FROM land_parcel WHERE id = NEW.parcel_id FOR NO KEY UPDATE;"
        body = f"{lock} {trigger.refusing(_WHEN, SAYS)} RETURN NEW;"
        return trigger.postgres(NAME, TABLE, "INSERT OR UPDATE", body)
    events = (("insert", "INSERT"), ("update", "UPDATE"))
    return [s for end, event in events for s in trigger.sqlite(f"{NAME}_{end}", f"{event} ON {TABLE}", _WHEN, SAYS)]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    if vendor == "postgresql":
        return trigger.lifted({NAME: TABLE})
    return [f"DROP TRIGGER IF EXISTS {NAME}_{end}" for end in ("insert", "update")]
