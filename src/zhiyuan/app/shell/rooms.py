"""What the shell shows of the rooms on every page."""

from typing import Any


def site() -> Any:
    """The park of this installation, or None before one is imported."""
    from django.apps import apps

    return apps.get_model("park", "Site").objects.order_by("pk").first()


def open_alarms(person: Any) -> int | None:
    """How many alarms are open, or None for those who do not see alarms."""
    return None
