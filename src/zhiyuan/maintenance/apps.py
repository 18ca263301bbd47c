"""Tells Django that the room is there."""

from django.apps import AppConfig


class MaintenanceConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.maintenance"
    label = "maintenance"
    default_auto_field = "django.db.models.BigAutoField"
