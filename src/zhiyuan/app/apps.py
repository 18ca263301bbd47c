"""Tells Django that the shell is there."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base templates, static files, message catalogues, template tags."""

    name = "zhiyuan.app"
    label = "shell"
