"""Tells Django that the room is there."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """People, grants, trail."""

    name = "zhiyuan.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
