"""The process that steers the lights of every site of an installation, until SIGTERM."""

import asyncio
import gc
import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from zhiyuan.app import clock, home, manage
from zhiyuan.app.jobs import connect

PATIENCE_S = 5.0
FEW_ROUNDS = (20_000, 20, 50)  # messages, orders and rows hold no circles; looking for some stops the loop
LONGEST_TURN_S = 0.0005  # rows are laid out in another thread; a light does not wait for its turn
log = logging.getLogger("zhiyuan.steer")


async def serve() -> None:
    """Steer all sites; a park that is imported later is taken up within seconds."""
    from zhiyuan.app.steering.books import sites
    from zhiyuan.app.steering.loop import Loop

    installation, stop = home.current(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    bus = await connect(installation)
    thread = ThreadPoolExecutor(1, "database")
    steered: dict[int, asyncio.Task[None]] = {}
    while not stop.is_set():
        for site in await asyncio.get_running_loop().run_in_executor(thread, sites):
            if site.pk not in steered or steered[site.pk].done():
                _say_why(steered.get(site.pk))
                loop = Loop(bus, site, clock.read(installation.clock_file), thread, quarantine=installation.quarantine)
                steered[site.pk] = asyncio.create_task(loop.run())
        await _either(stop, PATIENCE_S)
    for task in steered.values():
        task.cancel()
    await asyncio.gather(*steered.values(), return_exceptions=True)
    await bus.close()
    thread.shutdown()


def _say_why(task: "asyncio.Task[None] | None") -> None:
    if task is not None and not task.cancelled() and (failure := task.exception()) is not None:
        log.error("steering ended and begins again", exc_info=failure)


async def _either(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


if __name__ == "__main__":
    sys.setswitchinterval(LONGEST_TURN_S)
    gc.set_threshold(*FEW_ROUNDS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    manage.ready()
    asyncio.run(serve())
