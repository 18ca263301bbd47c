"""Tells Django that the room is there."""

from django.apps import AppConfig


class ParkConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.park"
    label = "park"
    default_auto_field = "django.db.models.BigAutoField"
