"""Tells Django that the room is there."""

from django.apps import AppConfig


class LightingConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.lighting"
    label = "lighting"
    default_auto_field = "django.db.models.BigAutoField"
