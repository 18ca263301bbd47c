"""The ASGI door: ``/live/`` streams, everything else is Django."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyuan.app.settings")
django_application = get_asgi_application()

from zhiyuan.app import bodylimit, live_door  # noqa: E402  # needs Django's apps

live = live_door.application()
pages = bodylimit.limited(django_application)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One request."""
    if scope["type"] == "http" and scope["path"] == "/live/":
        await live(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await pages(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
