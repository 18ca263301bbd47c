"""The loop of one site: messages in, a decision at once or each minute, orders out, rows kept.

The steersman never waits for the database: rows are read and written in one thread beside the loop,
in the order in which they were asked for. What a switch or a fire input says holds at once and is
written behind.
"""

import asyncio
import contextlib
import gc
import json
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from nats.aio.client import Client
from nats.aio.msg import Msg

from zhiyuan.adapters.mqtt import decode_ack
from zhiyuan.app.clock import Clock
from zhiyuan.app.steering.acknowledgement import Verdict
from zhiyuan.app.steering.books import Books, Orders
from zhiyuan.app.steering.facts import Lamps, facts, refused_facts, silent_gateways
from zhiyuan.app.steering.inputs import Event
from zhiyuan.app.steering.memory import carry, resumed
from zhiyuan.app.steering.publishing import groups_message, log_lines, luminaires_message, outcomes, snapshot
from zhiyuan.app.steering.steersman import FIRE, SWITCH, Now, Steersman, read_figures, steersman
from zhiyuan.app.steering.steptest import StepTests
from zhiyuan.app.steering.wishes import Wishes
from zhiyuan.kernel.errors import Malformed
from zhiyuan.maintenance.alarm import Watch
from zhiyuan.telemetry.messages import decode_up

LONGEST_WAIT_S = 1.0
SHORTEST_TICK_S, SHORTEST_WAIT_S = 0.05, 0.001
KEEP_SHARE = 50  # a large park's snapshot may take one fiftieth of the time
KEEP_EVERY_S, KEEP_SOON_S, LOG_EVERY_S, FACTS_EVERY_S, LAMPS_EVERY_S = 5.0, 0.5, 1.0, 1.0, 1.0
WISHES_EVERY_S, REFUSED_EVERY_S = 60.0, 60.0
log = logging.getLogger("zhiyuan.steer")


@dataclass
class Loop:
    """One site while it is steered."""

    bus: Client
    site: Any
    clock: Clock
    thread: ThreadPoolExecutor
    books: Books = field(init=False)
    steer: Steersman = field(init=False)
    lamps: Lamps = field(init=False)
    watch: Watch = field(default_factory=Watch)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    born: float | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    since: dict[str, int] = field(default_factory=dict)
    tests: StepTests = field(default_factory=StepTests)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    day: date | None = None
    quarantine: Path | None = None
    refused: dict[str, int] = field(default_factory=dict)
    refused_row: int = 0
    chores: set[asyncio.Task[None]] = field(default_factory=set)
    burnt: Any = None
    version: int = 0
    keep_s: float = 0.0
    acted: bool = False
    done: dict[str, float] = field(default_factory=dict)
    events: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def now(self) -> Now:
        """Both clocks."""
        return Now(self.clock.time() / 60, time.monotonic())

    # -- the database, in its own thread ----------------------------------------------------------

    async def ask(self, what: Callable[..., Any], *args: Any) -> Any:
        """Run something in the database's thread and wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, what, *args)

    def later(self, what: Callable[..., Any], *args: Any) -> None:
        """Run something in the database's thread; the loop goes on."""
        asyncio.get_running_loop().run_in_executor(self.thread, _safely, what, *args)

    async def come_on_deck(self) -> None:
        """Read the park, what was kept and what is wanted; then change over at once, so that fire never lapses."""
        async with self.reading:
            now = self.now()
            books = await self.ask(Books, self.site, now.instant)
            today = books.ground.day(now.instant)
            steer = steersman(books.ground, now, read_figures(today), f"{time.time_ns() >> 20:x}")
            if self.day is not None:
                carry(self.steer, steer, now.minute)
            else:
                steer.state = resumed(books.ground, await self.ask(books.memory), now.minute)
                self.watch.raised = await self.ask(books.open_facts)
            orders = await self._orders(books)
            self._lay(steer, orders)
            self.books, self.steer, self.lamps = books, steer, Lamps(books.ground)
            self.burnt = np.zeros(len(books.ground.park.luminaires))
            self.day = today
            gc.collect()
            gc.freeze()  # the park does not change while it is steered; looking through it costs a tenth of a second
        self._cause()

    async def read_wishes(self) -> None:
        """Take up what the database wants."""
        async with self.reading:
            self._lay(self.steer, await self._orders(self.books))
        self._cause()

    async def _orders(self, books: Books) -> Orders:
        """What the database wants; once more when a switch or a fire input spoke meanwhile."""
        while True:
            version = self.version
            orders: Orders = await self.ask(books.orders, self.now().instant)
            if version == self.version:
                return orders

    def _lay(self, steer: Steersman, orders: Orders) -> None:
        minute = self.now().minute
        steer.wishes = Wishes.lay(steer.ground, orders.wanted, minute, orders.fires, orders.baseline)
        self.tests.waiting = dict(orders.tests)

    # -- what is heard ------------------------------------------------------------------------------

    async def up(self, message: Msg) -> None:
        """Readings of a gateway; what cannot be read is the store's to quarantine."""
        items = decode_up(message.data)
        if not isinstance(items, str):
            for event in self.steer.hear(_gateway(message), items, self.now()):
                self._event(event)
        if self.steer.urgent:
            self._cause()

    def _event(self, event: Event) -> None:
        now = self.now()
        if event.what == SWITCH:
            wish = self.steer.switched(event, now)
            if wish is not None:
                self.version += 1
                self.later(self.books.switched, wish, self.steer.switch_min, now.instant)
        elif event.what == FIRE:
            self.steer.fire(event)
            self.version += 1
            self.later(self.books.fire, event.key, event.value > 0, now.instant)
        self._cause()

    async def ack(self, message: Msg) -> None:
        """Levels read back."""
        with contextlib.suppress(Malformed):
            self.verdicts += self.steer.acknowledged(_gateway(message), decode_ack(message.data), self.now())
        if self.steer.urgent:
            self._cause()

    async def status(self, message: Msg) -> None:
        """A gateway comes or goes."""
        self.steer.status(_gateway(message), message.data.strip() == b"online", self.now())
        self._cause()

    async def news(self, message: Msg) -> None:
        """An act was committed: read what it changed."""
        room, act = message.subject.split(".")[1:3]
        if room == "park" or act == "record_meter_reading":
            await self.come_on_deck()
        elif room in {"lighting", "savings"}:
            await self.read_wishes()
            self.acted = True  # who acted looks at the page next

    async def asked(self, message: Msg) -> None:
        """Somebody wants to know everything at once."""
        await self.bus.publish(message.reply or "state.groups", self._all_groups())

    def _cause(self) -> None:
        if self.born is None:
            self.born = time.monotonic()
        self.wake.set()

    # -- what is done ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Steer until cancelled; then keep what is known."""
        subjects = {"up": self.up, "ack": self.ack, "status": self.status}
        await self.come_on_deck()
        for channel, hear in subjects.items():
            await self.bus.subscribe(f"zy.{self.site.key}.*.{channel}", cb=hear)
        await self.bus.subscribe("news.>", cb=self.news)
        await self.bus.subscribe("state.groups.get", cb=self.asked)
        try:
            while True:
                await self._turn()
        finally:
            await self.ask(_safely, self._keep, self.steer, self.now(), self._silent())

    async def _turn(self) -> None:
        """One turn: decide when there is a cause or the minute has come, send what may leave, keep books."""
        now = self.now()
        self.verdicts += self.steer.overdue(now)
        due = int(now.minute) != int(self.steer.last)
        if self.wake.is_set() or due or self.steer.urgent:
            self.wake.clear()
            born, self.born = self.born, None
            self.steer.decide(now, born)
            self._note_since(now)
        if due:
            self._minute(now)
        await self._send(now)
        await self._tell(now, minute=due)
        self._keep_books(now)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._wait_s()):  # wait_for may swallow the order to stop (Python 3.11)
                await self.wake.wait()

    def _minute(self, now: Now) -> None:
        """What is looked at once a minute: a step test, a new day."""
        result = self.tests.minute(self.steer, now)
        if result is not None:
            self.later(self.books.tested, result, now.instant)
            self._begin(self.come_on_deck())  # reads after what was just written: one thread, in order
        if self.tests.number is not None or result is not None:
            self._cause()
        if self.steer.ground.day(now.instant) != self.day:
            self._begin(self.come_on_deck())

    def _begin(self, chore: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(chore)
        self.chores.add(task)
        task.add_done_callback(self.chores.discard)

    async def _send(self, now: Now) -> None:
        messages, sent = self.steer.leaving(now)
        for subject, payload in messages:
            await self.bus.publish(subject, payload)
        self.lines += log_lines(sent, now)

    async def _tell(self, now: Now, *, minute: bool) -> None:
        """Changed groups at once, everything each minute; luminaires once a second."""
        if minute:
            await self.bus.publish("state.groups", self._all_groups())
        elif self.steer.changed:
            await self.bus.publish("state.groups", groups_message(self.steer, self.steer.changed, now))
        self.steer.changed.clear()
        if self.steer.heard.touched and self._due("lamps", LAMPS_EVERY_S):
            places, self.steer.heard.touched = self.steer.heard.touched, set()
            await self.bus.publish("state.luminaires", luminaires_message(self.steer, places, now))

    def _all_groups(self) -> bytes:
        return groups_message(self.steer, range(len(self.steer.ground.model.groups)), self.now())

    def _note_since(self, now: Now) -> None:
        for group in self.steer.changed:
            self.since[self.steer.ground.model.groups[group]] = now.ms

    def _keep_books(self, now: Now) -> None:
        if (self.lines or self.verdicts) and self._due("log", LOG_EVERY_S):
            self.later(self.books.log, self.lines, outcomes(self.verdicts), now.instant)
            self.lines, self.verdicts = [], []
        if self._due("wishes", WISHES_EVERY_S):  # news may be lost with the broker; the database is not
            self._begin(self.read_wishes())
        if self.quarantine is not None and self._due("refused", REFUSED_EVERY_S):
            self.later(self._count_refused)
        if self._due("facts", FACTS_EVERY_S):
            self._alarms(now)
        if self._due("keep", max(KEEP_SOON_S if self.acted else KEEP_EVERY_S, KEEP_SHARE * self.keep_s)):
            self.acted = False
            self._burn(now)
            self.later(self._keep, self.steer, now, self._silent())

    def _silent(self) -> frozenset[str]:
        return frozenset(silent_gateways(self.steer, self.now().minute))

    def _keep(self, steer: Steersman, now: Now, silent: frozenset[str]) -> None:
        """Lay the snapshot out and write it, both in the database's thread."""
        begun = time.monotonic()
        self.books.keep(snapshot(steer, now, self.since, silent), now.instant)
        self.keep_s = time.monotonic() - begun

    def _alarms(self, now: Now) -> None:
        true = facts(self.steer, self.lamps, now.minute, self.watch.raised) | refused_facts(
            self.refused, self.steer, now
        )
        up, down = self.watch.settle(true, now.minute * 60, self.steer.ground.day(now.instant))
        if up or down:
            self.later(self._raise, [(fact, true.get(fact, {})) for fact in up], down, now.instant)

    def _count_refused(self) -> None:
        """Readings that were quarantined since the last look, by gateway."""
        assert self.quarantine is not None
        first = "refused_once" not in self.done
        self.refused_row, counted = self.books.refused(self.quarantine, self.refused_row)
        self.refused, self.done["refused_once"] = ({} if first else counted), 1.0

    def _raise(self, *args: Any) -> None:
        for number in self.books.alarm(*args):
            told = json.dumps(
                {"verb": "maintenance.raise_alarm", "object_type": "maintenance.alarm", "object_id": number}
            )
            asyncio.run_coroutine_threadsafe(
                self.bus.publish("news.maintenance.raise_alarm", told.encode()), self.events
            )

    def _burn(self, now: Now) -> None:
        """Burning hours at full-output equivalent, for constant light output; written about once an hour."""
        minutes, self.done["burnt"] = now.minute - self.done.get("burnt", now.minute), now.minute
        lit = np.where(self.lamps.group >= 0, np.nan_to_num(self.steer.given)[self.lamps.group], 0.0)
        self.burnt += lit * minutes / 60
        if self.burnt.max(initial=0.0) >= 1.0:
            hours = {k: round(float(h), 4) for k, h in zip(self.lamps.keys, self.burnt, strict=True) if h > 0}
            self.burnt[:] = 0
            self.later(self.books.burnt, hours, now.instant)

    def _due(self, what: str, every_s: float) -> bool:
        mono = time.monotonic()
        if mono - self.done.get(what, 0.0) < every_s:
            return False
        self.done[what] = mono
        return True

    def _wait_s(self) -> float:
        """Until the next minute of the park, the next token or the next late answer. [s]"""
        now = self.now()
        minute = max(SHORTEST_TICK_S, self.clock.real_seconds((1 - now.minute % 1) * 60))
        sending = self.steer.dispatch.wait_s(now.mono)
        return min(LONGEST_WAIT_S, minute, max(SHORTEST_WAIT_S, sending if sending is not None else LONGEST_WAIT_S))


def _gateway(message: Msg) -> str:
    """``zy.<site>.<gateway>.<channel>``."""
    return message.subject.split(".")[2]


def _safely(what: Callable[..., Any], *args: Any) -> None:
    """A row that cannot be written is logged; the lights go on."""
    from django.db import Error, close_old_connections

    try:
        what(*args)
    except Error:
        close_old_connections()
        log.exception("the database refused %s", getattr(what, "__name__", what))
