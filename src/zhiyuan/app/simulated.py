"""The process of a demo that plays all devices of the invented park, and the authorities it asks."""

import asyncio
import json
import logging
import signal

from zhiyuan.app import clock, gateways, home, manage
from zhiyuan.app.load import STATE, Plan


async def serve() -> None:
    """Play until SIGTERM."""
    from zhiyuan.app import demo_authorities
    from zhiyuan.park import queries
    from zhiyuan.simpark.line import Address
    from zhiyuan.simpark.live import LivePark
    from zhiyuan.simpark.surroundings import Surroundings

    installation, stop = home.current(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    park = await asyncio.to_thread(lambda: queries.park_document(queries.site()))
    host, port = installation.address("mqtt")
    addresses = {}
    for gateway in park.gateways:
        user, password = gateways.password(installation, gateway.key, park.site.key)
        addresses[gateway.key] = Address(host, port, user.split(".", 1)[0], password)
    seed, tick = Plan.read(installation.path).seed, clock.read(installation.clock_file)
    live = LivePark(park, Surroundings(park, seed), addresses, tick.time, tick.speed, installation.path / STATE, seed)
    playing = asyncio.create_task(live.run())
    stopped = asyncio.create_task(stop.wait())
    with demo_authorities.playing(installation):
        await asyncio.wait((playing, stopped), return_when=asyncio.FIRST_COMPLETED)
    if playing.done():
        playing.result()
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)


def last_moment(installation: home.Home) -> float:
    """Park time at which the invented park was last alive. [s since 1970]"""
    kept = json.loads((installation.path / STATE).read_text())
    return float(kept["now"])


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    manage.ready()
    asyncio.run(serve())
