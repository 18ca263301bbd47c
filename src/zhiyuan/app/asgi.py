"""The ASGI door: ``/live/`` streams, everything else is Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyuan.app.settings")
application = get_asgi_application()
