"""The hand on the lights: hears messages, decides, has orders ready. No sockets, no database, no clock.

Two kinds of time go in: ``minute`` is the park's [min since 1970], ``mono`` runs with the machine [s];
pacing and answers are real even where the demo's day takes minutes.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

import numpy as np

from zhiyuan.adapters.mqtt import Ack
from zhiyuan.app.steering.acknowledgement import Sent, Verdict
from zhiyuan.app.steering.dispatch import Dispatch, Message, contactor
from zhiyuan.app.steering.ground import FIRE, PRESENCE, SWITCH, Ground
from zhiyuan.app.steering.inputs import Event, Heard
from zhiyuan.app.steering.order import Order, urgency
from zhiyuan.app.steering.program import Programs
from zhiyuan.app.steering.wishes import Wanted, Wishes
from zhiyuan.kernel.reference import value
from zhiyuan.lighting.baseline_mode import as_before
from zhiyuan.lighting.control import Clock, Decision, Inputs, Mode, Reason, State, decide, start
from zhiyuan.lighting.model import Bools, Floats, Ints
from zhiyuan.telemetry.messages import Items

FADE_UP_S, FADE_DOWN_S = 0.5, 10.0
SWITCH_ON, SWITCH_OFF, SWITCH_UP, SWITCH_DOWN = 1, 2, 3, 4
SWITCH_STEP = 0.2


class Now(NamedTuple):
    """One instant on both clocks: park minutes since 1970 [min], machine seconds [s]."""

    minute: float
    mono: float

    @property
    def ms(self) -> int:
        """Park time. [ms since 1970]"""
        return round(self.minute * 60_000)

    @property
    def instant(self) -> datetime:
        """Park time, aware, in UTC."""
        return datetime.fromtimestamp(self.minute * 60, UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the book that sending needs; how long a wall switch holds. [s], [1], [min], [min]"""

    ack_timeout_s: float = 3.0
    retries: int = 3
    straggler_min: float = 10.0
    switch_min: float = 120.0


def read_figures(day: date) -> Figures:
    """The page ``lighting/control`` as it holds on a day."""
    return Figures(
        ack_timeout_s=float(value("lighting/control#ack_timeout_s", day)),
        retries=int(value("lighting/control#retries", day)),
        straggler_min=float(value("lighting/control#straggler_min", day)),
        switch_min=float(value("lighting/control#override_max_min", day)),
    )


@dataclass
class Steersman:
    """Everything about one site that is known from one moment to the next."""

    ground: Ground
    heard: Heard
    dispatch: Dispatch
    wishes: Wishes
    state: State
    switch_min: float
    straggler_min: float
    last: float
    programs: Programs = field(init=False)
    given: Floats = field(init=False)
    closed: Bools = field(init=False)
    reasons: np.ndarray = field(init=False)
    schedule: Floats = field(init=False)
    decision: Decision | None = None
    changed: set[int] = field(default_factory=set)
    decisions: int = 0
    urgent: bool = False
    test: tuple[Ints, float] | None = None

    def __post_init__(self) -> None:
        groups = len(self.ground.model.groups)
        self.programs = Programs(self.ground)
        self.given = np.full(groups, np.nan, np.float32)
        self.reasons = np.full(groups, -1, np.int8)
        self.closed = np.ones(len(self.ground.model.circuits), bool)
        self.schedule = np.zeros(len(self.ground.model.spaces), np.float32)

    # -- what is heard --------------------------------------------------------------------------

    def hear(self, gateway: str, items: Items, now: Now) -> list[Event]:
        """Take readings up; returns what must be decided on at once."""
        self._alive(gateway, now)
        return [e for e in self.heard.readings(gateway, items, now.minute) if self._is_news(e)]

    def _is_news(self, event: Event) -> bool:
        """Movement where somebody is known to be changes nothing."""
        if event.what != PRESENCE:
            return True
        groups = np.flatnonzero(self.ground.model.space_of == event.place)
        return not bool((self.state.mode[groups] == Mode.OCCUPIED).all()) or self.decision is None

    def status(self, gateway: str, online: bool, now: Now) -> None:
        """A gateway says that it is there, or the broker says that it is gone."""
        if gateway not in self.ground.gateway:
            return
        if online:
            self.heard.offline.add(gateway)  # whatever it knew, it is told everything again
            self._alive(gateway, now)
        else:
            self.heard.offline.add(gateway)
            self.dispatch.silence(gateway)

    def _alive(self, gateway: str, now: Now) -> None:
        if self.heard.alive(gateway, now.minute):
            self.dispatch.again(gateway, now.mono, self._powered)
            self.urgent = True

    def _powered(self, order: Order) -> bool:
        """Whether anything of a group has its supply; behind an open contactor nobody answers."""
        if order.circuit is not None:
            return True
        fed = self.ground.powered_by[self.ground.group[order.target]]
        return any(bool(self.closed[c]) for c in fed)

    def acknowledged(self, gateway: str, ack: Ack, now: Now) -> list[Verdict]:
        """Levels and contactors read back; returns how their commands ended."""
        self._alive(gateway, now)
        self.heard.read_back(ack.levels, now.minute)
        for circuit, position in ack.contactors.items():
            if circuit in self.ground.circuit:
                self.heard.closed[self.ground.circuit[circuit]] = position
        verdicts = self.dispatch.pending.answer(ack.id, ack.levels, ack.contactors)
        for verdict in verdicts:
            self._after_contactor(verdict, now)
        return self.dispatch.settle(verdicts, now.mono, now.minute)

    def _after_contactor(self, verdict: Verdict, now: Now) -> None:
        """Gear that has its supply back shows its power-on level: tell it again what is wanted."""
        circuit = verdict.order.circuit
        if circuit is not None and verdict.outcome == "reached" and verdict.order.level > 0:
            for group in self.ground.groups_fed[self.ground.circuit[circuit]].tolist():
                self._order(group, now.mono, None)

    def overdue(self, now: Now) -> list[Verdict]:
        """Commands that nobody answered in time."""
        return self.dispatch.settle(self.dispatch.pending.overdue(now.mono), now.mono, now.minute)

    def switched(self, event: Event, now: Now) -> Wanted | None:
        """A wall switch is a manual wish of its space: on, off, brighter, darker."""
        groups = np.flatnonzero(self.ground.model.space_of == event.place)
        if not len(groups):
            return None
        present = float(np.nan_to_num(self.given[groups]).max())
        level = {
            SWITCH_ON: 1.0,
            SWITCH_OFF: 0.0,
            SWITCH_UP: min(1.0, present + SWITCH_STEP),
            SWITCH_DOWN: max(0.0, present - SWITCH_STEP),
        }.get(int(event.value))
        if level is None:
            return None
        space = self.ground.model.spaces[event.place]
        wish = Wanted("manual", "space", space, now.minute, level, now.minute + self.switch_min, event.key)
        self.wishes = self.wishes.with_wish(wish, now.minute)
        return wish

    def fire(self, event: Event) -> None:
        """An active fire input holds its building from this moment; quiet alone releases nothing."""
        if event.value > 0:
            self.wishes = self.wishes.with_fires(self.wishes.fires | {event.key})

    # -- what is decided ------------------------------------------------------------------------

    def decide(self, now: Now, born: float | None = None) -> None:
        """Decide and queue what has changed. ``born`` is when the cause arrived. [s]"""
        if now.minute >= self.wishes.next_end:
            self.wishes = self.wishes.without_ended(now.minute)
        whole = int(now.minute) != int(self.last)
        clock = Clock(now.minute, max(0.0, now.minute - self.last), sample=whole)
        self.schedule = self.programs.levels(now.instant, self.heard.horizontal_lx(now.minute))
        self.state, decision = decide(self.ground.model, self.state, self._inputs(now.minute), clock)
        self.decision, self.last = self._as_before(decision), now.minute
        self.decisions += 1
        self.urgent = False
        self._queue(self.decision, now.mono if born is None else born, now)

    def _inputs(self, minute: float) -> Inputs:
        wishes, heard = self.wishes, self.heard
        fire = wishes.fire()
        return Inputs(
            hit=heard.hit(),
            schedule=self.schedule,
            horizontal_lx=heard.horizontal_lx(minute),
            light_lx=heard.light_lx.astype(np.float32),
            light_age_min=heard.light_age(minute),
            presence_age_min=heard.presence_age(minute),
            gateway_age_min=heard.gateway_age(minute),
            scene=wishes.level("scene"),
            security=wishes.level("security"),
            manual=wishes.level("manual"),
            manual_until=wishes.layers["manual"].until,
            lock=self._lock(),
            fire=fire,
            fire_reset=~fire,
        )

    def _lock(self) -> Floats | None:
        """Maintenance locks, and the step test where nobody locked."""
        if self.test is None:
            return self.wishes.level("lock")
        groups, level = self.test
        lock = self.wishes.layers["lock"].level.copy()
        lock[groups] = np.where(np.isnan(lock[groups]), np.float32(level), lock[groups])
        return lock

    def _as_before(self, decision: Decision) -> Decision:
        baseline = self.wishes.baseline
        if not baseline.any():
            return decision
        model = self.ground.model
        levels, reasons = as_before(model, decision.levels, decision.reasons, self.schedule, baseline)
        fed = np.array([bool(baseline[groups].any()) for groups in self.ground.groups_fed], bool)
        return Decision(levels, reasons, decision.contactors | fed, decision.stuck)

    def _queue(self, decision: Decision, born: float, now: Now) -> None:
        back = (self.reasons == Reason.COMM_LOST) & (decision.reasons != Reason.COMM_LOST)
        moved = np.flatnonzero(back | ~np.isclose(self.given, decision.levels, atol=5e-4))
        for circuit in np.flatnonzero(self.closed != decision.contactors).tolist():
            closed = bool(decision.contactors[circuit])
            key = self.ground.model.circuits[circuit]
            reason = self._circuit_reason(circuit, decision)
            target = contactor(key)
            self.dispatch.want(Order(target, float(closed), reason, urgency(reason, None if closed else 1, 0), born))
        self.closed = decision.contactors.copy()
        before, self.given = self.given, decision.levels.copy()
        self.changed.update(np.flatnonzero(self.reasons != decision.reasons).tolist())
        self.reasons = decision.reasons.copy()
        self.changed.update(moved.tolist())
        for group in moved.tolist():
            if decision.reasons[group] != Reason.COMM_LOST:
                was = float(before[group])
                self._order(group, born, None if np.isnan(was) else was)

    def _circuit_reason(self, circuit: int, decision: Decision) -> str:
        groups = self.ground.groups_fed[circuit]
        return Reason(int(decision.reasons[groups].max())).word if len(groups) else Reason.SCHEDULE.word

    def _order(self, group: int, born: float, was: float | None) -> None:
        """Queue one group's level as it was decided last."""
        level, reason = float(self.given[group]), Reason(max(0, int(self.reasons[group])))
        if np.isnan(level):
            return
        until, actor = self.wish_of(group)
        up = was is None or level > was
        self.dispatch.want(
            Order(
                self.ground.model.groups[group],
                level,
                reason.word,
                urgency(reason.word, was, level),
                born,
                fade_s=0.0 if reason == Reason.FIRE else FADE_UP_S if up else FADE_DOWN_S,
                until_ms=round(until * 60_000) if np.isfinite(until) else None,
                actor=actor,
            )
        )

    def wish_of(self, group: int) -> tuple[float, str]:
        """Until when and by whom a group's level is wished, when that is its reason. [min since 1970]"""
        layer = self.wishes.layers.get(Reason(max(0, int(self.reasons[group]))).word)
        return (float(layer.until[group]), layer.actor[group]) if layer is not None else (np.inf, "")

    # -- what leaves ----------------------------------------------------------------------------

    def leaving(self, now: Now) -> tuple[list[Message], list[Sent]]:
        """Messages that may leave now."""
        return self.dispatch.leaving(now.mono, now.ms)


def steersman(ground: Ground, now: Now, figures: Figures = Figures(), run: str = "s") -> Steersman:
    """A steersman who has just come on deck and knows nothing yet."""
    return Steersman(
        ground,
        Heard(ground, now.minute),
        Dispatch(ground, figures.ack_timeout_s, figures.retries, run),
        Wishes.lay(ground, (), now.minute),
        start(ground.model),
        figures.switch_min,
        figures.straggler_min,
        now.minute,
    )


__all__ = ["FIRE", "SWITCH", "Figures", "Now", "Steersman", "read_figures", "steersman"]
