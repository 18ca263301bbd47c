"""The loop with a real broker, real MQTT gateways and a database: event → command, news, restart."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client

from ports import free_port
from small_park import person
from steer_park import NINE, ack, park
from zhiyuan.adapters.mqtt import Adapter, Command, encode_ack, encode_up
from zhiyuan.app.clock import Clock, starting
from zhiyuan.app.steering.loop import Loop
from zhiyuan.kernel import parktime
from zhiyuan.lighting import services
from zhiyuan.lighting.models import Command as Logged
from zhiyuan.lighting.models import FireState, SteerState
from zhiyuan.maintenance.models import Alarm
from zhiyuan.park.models import Building, Space
from zhiyuan.park.writes import save_park
from zhiyuan.telemetry.broker import Broker, core_user, gateway_user

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    server = Broker(tmp_path / "broker", f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    server.write_config([core_user("secret"), *(gateway_user("park", g, "secret") for g in ("g1", "g2"))])
    server.start()
    yield server
    server.stop()


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    from django.db import connections

    pool = ThreadPoolExecutor(1, "database")
    yield pool
    pool.submit(connections.close_all).result()
    pool.shutdown()


class Gateway:
    """A gateway as a device sees it: says readings, obeys commands and acknowledges them."""

    def __init__(self, adapter: Adapter, ground: Any, clock: Clock) -> None:
        self.adapter, self.ground, self.clock = adapter, ground, clock
        self.heard: list[Command] = []
        self.mute = False

    async def says(self, point: str, value: float) -> None:
        await self.adapter.publish(encode_up(round(self.clock.time() * 1000), [point], [value]))

    async def obey(self) -> None:
        async for command in self.adapter.commands():
            self.heard.append(command)
            if not self.mute:
                said = ack(self.ground, self.adapter.gateway, command)
                await self.adapter.publish(encode_ack(said.id, said.t, said.levels, said.contactors), "ack")

    def levels(self) -> dict[str, float]:
        return {s.g: s.level for command in self.heard for s in command.set}


class House:
    """The broker's line of our processes, the loop under test, two gateways."""

    def __init__(self, bus: Client, loop: Loop, g1: Gateway, g2: Gateway) -> None:
        self.bus, self.loop, self.g1, self.g2 = bus, loop, g1, g2

    async def in_thread(self, what: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """A verb as the web does it: in the database's thread, told on the bus."""
        done = await self.loop.ask(lambda: what(*args, **kwargs))
        await self.bus.publish(f"news.{getattr(what, 'verb_name', 'lighting.x')}", b"{}")
        return done

    async def quiet(self) -> None:
        """Nobody is there: as after a hold time without movement."""
        state = self.loop.steer.state
        state.since_hit[:] = 1000.0
        state.since_rise[:] = 1000.0
        for _ in range(3):
            self.loop._cause()
            await asyncio.sleep(0.1)
        for gateway in (self.g1, self.g2):
            gateway.heard.clear()


@asynccontextmanager
async def house(broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock) -> AsyncIterator[House]:
    bus = await nats.connect(f"nats://{broker.nats}", user="core", password="secret")
    loop = Loop(bus, site, clock, thread)
    tasks = [asyncio.create_task(loop.run())]
    host, port = broker.mqtt.split(":")
    a, b = (Adapter(host, int(port), "park", g, "secret") for g in ("g1", "g2"))
    try:
        await until(lambda: hasattr(loop, "lamps") or tasks[0].done())
        async with a, b:
            g1, g2 = (Gateway(x, loop.books.ground, clock) for x in (a, b))
            tasks += [asyncio.create_task(g.obey()) for g in (g1, g2)]
            await until(lambda: len(g1.levels()) == 2 and len(g2.levels()) == 1)
            yield House(bus, loop, g1, g2)
            await end(tasks)
    finally:
        await end(tasks)
        await bus.close()
    assert [task.exception() for task in tasks if not task.cancelled()] == []


async def end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until it is done: aiomqtt may swallow a cancellation that meets an acknowledgement."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.2)


async def until(true: Callable[[], bool], seconds: float = 8.0) -> None:
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def site() -> Any:
    return save_park(park())


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = starting(NINE * 60, 1.0)
    parktime.use(made.now)
    yield made
    parktime.use(lambda: datetime.now(UTC))


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def test_movement_becomes_a_command_within_a_tenth_of_a_second(
    broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock
) -> None:
    async def story() -> None:
        async with house(broker, thread, site, clock) as h:
            await h.quiet()
            begun = asyncio.get_running_loop().time()
            await h.g1.says("sensor/P1/presence", 1)
            await until(lambda: len(h.g1.levels()) == 2)
            assert asyncio.get_running_loop().time() - begun < 0.5
            assert h.g1.heard[0].reason == "occupancy"
            assert h.g2.heard == []
            await until(lambda: h.loop.steer.dispatch.pending.waiting == {})

    run(story)


def test_an_override_reaches_the_lamps_by_the_news_and_is_logged_with_its_outcome(
    broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock
) -> None:
    operator = person()

    async def story() -> None:
        async with house(broker, thread, site, clock) as h:
            await h.quiet()
            heard: list[Any] = []
            sub = await h.bus.subscribe("state.groups")
            space = await h.loop.ask(lambda: Space.objects.get(key="o101"))
            await h.in_thread(services.override_space, operator, space, level=0.95, minutes=30)
            await until(lambda: h.g1.levels() == {"o101-w": 0.95, "o101-c": 0.95})
            assert h.g1.heard[0].reason == "manual"
            heard.append(json.loads((await sub.next_msg(2)).data))
            state = next(s["g"]["o101-w"] for s in heard if "o101-w" in s["g"])
            assert (state[0], state[1], state[3]) == (0.95, "manual", "manual")
            await asyncio.sleep(1.3)
            rows = await h.loop.ask(
                lambda: list(Logged.objects.filter(reason="manual").values_list("actor", "outcome"))
            )
            assert set(rows) == {("operator", "reached")}

    run(story)


def test_an_expired_override_returns_to_automatic(broker: Broker, thread: ThreadPoolExecutor, site: Any) -> None:
    fast = starting(NINE * 60, 60.0)
    parktime.use(fast.now)
    operator = person()

    async def story() -> None:
        async with house(broker, thread, site, fast) as h:
            space = await h.loop.ask(lambda: Space.objects.get(key="o101"))
            await h.in_thread(services.override_space, operator, space, level=0.95, minutes=2)
            await until(lambda: h.g1.levels().get("o101-w") == 0.95)
            await until(lambda: h.g1.levels().get("o101-w") != 0.95)
            assert h.g1.heard[-1].reason != "manual"

    run(story)
    parktime.use(lambda: datetime.now(UTC))


def test_fire_is_latched_in_the_database_and_released_by_the_reset(
    broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock
) -> None:
    operator = person()

    async def story() -> None:
        async with house(broker, thread, site, clock) as h:
            await h.quiet()
            await h.g2.says("sensor/F1/fire", 1)
            await until(lambda: h.g1.levels() == {"o101-w": 1.0, "o101-c": 1.0} and h.g2.levels() == {"k1-a": 1.0})
            await h.g2.says("sensor/F1/fire", 0)
            await until(lambda: h.loop.steer.heard.fires == {"b1": False})
            latched = await h.loop.ask(FireState.objects.get)
            assert (latched.latched, latched.input_active) == (True, False)
            building = await h.loop.ask(lambda: Building.objects.get(key="b1"))
            await asyncio.sleep(1.2)
            assert await h.loop.ask(lambda: Alarm.objects.filter(kind="fireInput", cleared__isnull=True).exists())
            await h.in_thread(services.reset_fire, operator, building)
            await until(lambda: h.g2.heard[-1].reason != "fire")

    run(story)


def test_a_silent_gateway_is_asked_again_and_a_gone_one_is_an_alarm(
    broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock
) -> None:
    async def story() -> None:
        async with house(broker, thread, site, clock) as h:
            await h.quiet()
            h.loop.steer.dispatch.pending.timeout_s = h.loop.steer.dispatch.timeout_s = 0.2
            h.g1.mute = True
            await h.g1.says("sensor/P1/presence", 1)
            await until(lambda: len([c for c in h.g1.heard if any(s.g == "o101-w" for s in c.set)]) == 4)
            await until(lambda: ("g1", "o101-w") in h.loop.steer.dispatch.stragglers)
            h.g1.mute = False
            await h.bus.publish("zy.park.g1.status", b"offline")
            await until(lambda: "g1" in h.loop.steer.heard.offline)
            h.g1.heard.clear()
            await h.bus.publish("zy.park.g1.status", b"online")
            await until(lambda: len(h.g1.levels()) == 2)
            assert h.loop.steer.dispatch.stragglers == {}

    run(story)


def test_a_restart_resumes_holds_and_tells_every_lamp_where_it_should_be(
    broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock
) -> None:
    async def story() -> None:
        async with house(broker, thread, site, clock) as h:
            h.loop.steer.state.since_hit[:] = 1000.0
            h.loop.steer.state.since_hit[0] = 4.0
        kept = await asyncio.get_running_loop().run_in_executor(thread, SteerState.objects.get)
        assert kept.memory["arrays"]["since_hit"][0] == pytest.approx(4.0, abs=0.5)
        async with house(broker, thread, site, clock) as h:
            assert 3.9 < h.loop.steer.state.since_hit[0] < 6
            assert h.loop.steer.dispatch.commands_to_uncontrollable == 0

    run(story)


def test_everything_may_be_asked_for_at_once(
    broker: Broker, thread: ThreadPoolExecutor, site: Any, clock: Clock
) -> None:
    async def story() -> None:
        async with house(broker, thread, site, clock) as h:
            answer = json.loads((await h.bus.request("state.groups.get", b"", timeout=2)).data)
            assert set(answer["g"]) == {"o101-w", "o101-c", "k1-a"}

    run(story)
