"""Triggers: what was said once is neither changed nor deleted, whatever the code does; it is superseded."""

from zhiyuan.kernel import trigger

TABLE, SAYS = "enterprises_fact", "what was said of somebody is never changed, only superseded"
NAMES = {event: f"{TABLE}_fixed_{event}" for event in ("update", "delete")}


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    if vendor == "postgresql":
        return trigger.postgres(
            f"{TABLE}_fixed", TABLE, "UPDATE OR DELETE", f"{trigger.refusing('TRUE', SAYS)} RETURN NULL;"
        )
    return [
        statement
        for event, name in NAMES.items()
        for statement in trigger.sqlite(name, f"{event.upper()} ON {TABLE}", "1 = 1", SAYS)
    ]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of the migration."""
    if vendor == "postgresql":
        return trigger.lifted({f"{TABLE}_fixed": TABLE})
    return [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES.values()]
