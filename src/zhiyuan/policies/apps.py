"""Tells Django that the room is there."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
