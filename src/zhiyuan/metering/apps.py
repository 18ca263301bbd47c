"""Tells Django that the room is there."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.metering"
    label = "metering"
    default_auto_field = "django.db.models.BigAutoField"
