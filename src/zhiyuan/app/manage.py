"""Start Django in a process that is not the web server: commands, store, steer, jobs."""

import os

import django
from django.apps import apps

from zhiyuan.app import home


def ready() -> None:
    """Set Django up once; harmless to call again."""
    home.enter(home.current().path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyuan.app.settings")
    if not apps.ready:
        django.setup()
