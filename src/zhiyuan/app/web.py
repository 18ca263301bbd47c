"""The web server as one process of the tree: Granian serves Django's ASGI application.

Granian's embedded server keeps it to a single process, which the supervisor can watch and end.
"""

import asyncio
import os
import signal

from granian.constants import Interfaces
from granian.server.embed import Server

from zhiyuan.app import home

BACKLOG = 4096
LONGEST_STOP_S = 3.0


async def serve() -> None:
    """Serve until SIGTERM; open streams get three seconds."""
    from zhiyuan.app.asgi import application

    host, port = home.current().address("http")
    server = Server(
        application,
        address=host.strip("[]"),
        port=port,
        interface=Interfaces.ASGI,
        backlog=BACKLOG,
        websockets=False,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.signal_handler_interrupt()  # type: ignore[no-untyped-call]
        loop.call_later(LONGEST_STOP_S, os._exit, 0)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()


if __name__ == "__main__":
    home.enter(home.current().path)
    asyncio.run(serve())
