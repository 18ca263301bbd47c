"""Tells Django that the room is there."""

from django.apps import AppConfig


class InnovationConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.innovation"
    label = "innovation"
    default_auto_field = "django.db.models.BigAutoField"
