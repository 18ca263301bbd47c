"""Tells Django that the room is there."""

from django.apps import AppConfig


class SavingsConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.savings"
    label = "savings"
    default_auto_field = "django.db.models.BigAutoField"
