"""Tells Django that the room is there."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"
