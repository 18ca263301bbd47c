"""One batch after another: decode, admit, tell apart, keep, restate.

The store and the loader of history use the same :class:`Intake`. It owns the historian, so
there is one per installation. Quarantine is written before the readings and their position:
a crash between the two repeats rows that are already there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.telemetry import ingest
from zhiyuan.telemetry.amend import CORRECT, Act, Amendments
from zhiyuan.telemetry.energy import Finding
from zhiyuan.telemetry.historian import HOUR_US, Writer
from zhiyuan.telemetry.identity import NEVER, Identity, Sorted
from zhiyuan.telemetry.ingest import Message, Readings, Rejection
from zhiyuan.telemetry.lateness import LATE_S, Lateness
from zhiyuan.telemetry.latest import Latest
from zhiyuan.telemetry.messages import address
from zhiyuan.telemetry.point import ENERGY_KINDS, Point
from zhiyuan.telemetry.points import MANUAL, UNKNOWN, PointTable
from zhiyuan.telemetry.quarantine import ENERGY, WIRE, Entry, Quarantine
from zhiyuan.telemetry.recount import Change, changes
from zhiyuan.telemetry.rollup import EnergyWriter, Restated
from zhiyuan.telemetry.skew import Dwell, crowded, hours_behind

MOST_SPEED = 5.0  # of the park's clock, up to which lateness says something of a gateway's clock
RETENTION_S = 10 * 366 * 86_400.0
IDLE_MESSAGES = 2000  # so many without a reading may be read twice after a crash
Changed = dict[int, tuple[int, int]]


@dataclass(slots=True)
class Counts:
    """What happened since the start."""

    messages: int = 0
    readings: int = 0
    duplicates: int = 0
    quarantined: int = 0
    late: int = 0
    intervals: int = 0


@dataclass(slots=True)
class Intake:
    """The way in for readings; one per installation."""

    folder: Path
    quarantine: Quarantine
    zone: ZoneInfo
    table: PointTable
    epoch: str = ""
    speed: float = 1.0
    counts: Counts = field(default_factory=Counts)
    writer: Writer = field(init=False)
    energy: EnergyWriter = field(init=False)
    latest: Latest = field(init=False)
    _identity: Identity = field(init=False)
    _dwell: Dwell = field(init=False, default_factory=Dwell)
    _dirty: dict[int, tuple[int, int]] = field(init=False, default_factory=dict)
    _amendments: Amendments = field(init=False)
    _lateness: Lateness = field(init=False)
    _counted: dict[str, int] = field(init=False, default_factory=dict)  # what the file says, by log
    _unsettled: tuple[list[Entry], list[Act]] = field(init=False, default_factory=lambda: ([], []))

    def __post_init__(self) -> None:
        self.writer = Writer(self.folder, self.zone)
        self.energy = EnergyWriter(self.folder, self.zone, self.writer)
        kept = self.writer.latest()
        self.latest = Latest(kept)
        self._identity = Identity({p: ts for p, (ts, _) in kept.items()})
        self._dirty = self.energy.behind(self.table.points)
        self.quarantine.after(self.position(), self.origin)
        self._amendments, self._lateness = Amendments(self.quarantine.path), Lateness(self.quarantine.path)

    @property
    def origin(self) -> str:
        """Which log the quarantine's rows are numbered by."""
        return WIRE + self.epoch

    def position(self) -> int:
        """The last message whose readings are kept."""
        return self.writer.position(self.epoch)

    def set_points(self, by_site: Mapping[str, Sequence[Point]]) -> None:
        """Take up a changed list of points; a new replacement or limit restates what it touches."""
        before = {p.id: p for p in self.table.points}
        self.table = PointTable(by_site)
        for point in self.table.points:
            old = before.get(point.id)
            if old is not None and old != point:
                changed = {e.at for e in {*old.replacements} ^ {*point.replacements}}
                self._mark(point.id, min(changed, default=NEVER), max(changed, default=-NEVER))

    def take(self, messages: Sequence[Message], position: int | None = None) -> Changed:
        """Keep the readings of a batch, in the order of the log; the latest readings that changed."""
        batch = ingest.gather(messages, self.table)
        now = max((m.received for m in messages), default=0.0)
        readings, rejected = ingest.admit(batch, self.table, now - RETENTION_S)
        told = self._identity.sort(readings, self.writer.at)
        rejected += [_reject(self.table, messages, readings, k, "conflict") for k in told.conflict]
        wrong = self._wrong_clock(messages, readings, told)
        rejected += [
            _reject(self.table, messages, readings, k, "clock", f"about {h} h behind") for k, h in wrong.items()
        ]
        fresh = told.fresh[~np.isin(told.fresh, list(wrong))] if wrong else told.fresh
        self.counts.messages += len(messages)
        self.counts.duplicates += len(told.duplicate)
        self.counts.late += len(told.late)
        self.counts.quarantined += self.quarantine.add(rejected, self.origin)
        if position is not None:
            self._count_late(messages, readings.take(fresh), position)
        return self._keep(readings.take(np.sort(fresh)), position)

    def _keep(self, readings: Readings, position: int | None) -> Changed:
        ahead = position is not None and position - self.position() >= IDLE_MESSAGES
        if len(readings) or ahead:
            self.writer.append(readings.point, readings.ts, readings.value, position, self.epoch)
        self._identity.keep(readings)
        self.counts.readings += len(readings)
        self._mark_all(readings)
        return self.latest.update(readings)

    def flush(self, position: int) -> None:
        """Keep a position that has run ahead of the readings; on a clean stop."""
        if position > self.position():
            none = np.zeros(0, np.int64)
            self.writer.append(none.astype(np.int32), none, none, position, self.epoch)

    def settle(self) -> int:
        """Restate the energy that new readings touch; how many intervals."""
        return self._settle().intervals if self._dirty else 0

    def recount(self, points: Sequence[int], first: int, last: int) -> list[Change]:
        """Compute energy anew from the readings stamped first … last [µs]; what that changed, nothing if nothing."""
        self.settle()  # what merely waited is no change
        held = self.energy.delta.files()
        for point in points:
            self._mark(point, first, last)
        spans = [(a, b) for _, a, b in self._settle().findings.values()]
        if not spans:
            return []
        low, high = min(a for a, _ in spans), max(b for _, b in spans)
        return changes(self.energy.stored(points, low, high, held), self.energy.stored(points, low, high))

    def _settle(self) -> Restated:
        points = {p.id: p for p in self.table.points}
        trusted = {p: self.quarantine.trusted(p) for p in self._dirty}
        done = self.energy.restate(points, self._dirty, trusted, self._amendments.fills(self._dirty))
        self._dirty = {}
        for point, (findings, start, end) in done.findings.items():
            self.quarantine.forget_findings(point, start, end, [f.ts for f in findings])
            self.quarantine.add([self._found(points[point], f) for f in findings], ENERGY)
        self.counts.intervals += done.intervals
        accepted, acts = self._unsettled
        self.quarantine.applied(accepted)
        self._amendments.done(acts)
        self._unsettled = [], []
        return done

    def let_in(self) -> int:
        """Carry out what people decided about readings and energy; how many acts. Energy follows when it settles."""
        accepted, acts = self._unsettled
        entries = [e for e in self.quarantine.accepted() if e not in accepted]
        waiting = [a for a in self._amendments.waiting() if a not in acts]
        for entry in entries:
            self._let_in(entry)
        for act in waiting:
            if act.kind == CORRECT and act.value is not None:
                self._put(act.point, act.start, act.value)
            self._mark(act.point, act.start, act.end - 1)
        self.quarantine.applied([e for e in entries if e.origin != ENERGY])
        self._unsettled = [*accepted, *(e for e in entries if e.origin == ENERGY)], [*acts, *waiting]
        return len(entries) + len(waiting)

    def tidy(self, now_us: int) -> None:
        """Merge files and delete what nobody needs; cheap when there is nothing to do."""
        today = self.writer.day_of(now_us)
        if self.writer.tidy(today):
            self.writer.delta.vacuum()
        if self.energy.delta.version % 200 == 0:
            self.energy.delta.vacuum()

    def _let_in(self, entry: Entry) -> None:
        assert entry.point_id is not None
        assert entry.ts is not None
        assert entry.value is not None
        if entry.origin == ENERGY:
            self._mark(entry.point_id, entry.ts, entry.ts)
            return
        self._put(entry.point_id, entry.ts, entry.value)

    def _put(self, point: int, ts: int, value: int) -> None:
        """Keep a reading that a person stands for, in place of another if one is kept."""
        one = Readings(np.array([point], np.int32), np.array([ts]), np.array([value]), *_NOWHERE)
        known, held = self.writer.at(one.point, one.ts)
        if not known[0]:
            self._keep(one, None)
        elif held[0] != value:
            self.writer.correct(point, ts, value)
            self._mark(point, ts, ts)

    def _count_late(self, messages: Sequence[Message], fresh: Readings, position: int) -> None:
        """Count what arrived long after its stamp, once, by point and the site's day."""
        if self.origin not in self._counted:
            self._counted[self.origin] = self._lateness.position(self.origin)
        seen = self._counted[self.origin]
        since = np.array([m.received if m.seq > seen and not _by_hand(m) else 0.0 for m in messages])[fresh.message]
        late = np.flatnonzero((since > 0) & (since - fresh.ts / 1e6 > LATE_S))
        late = late[self.table.energy[self.table.rows_of_ids(fresh.point[late])]] if len(late) else late
        if len(late):
            days = [self.writer.day_of(ts) for ts in fresh.ts[late].tolist()]
            self._lateness.add(self.origin, position, Counter(zip(fresh.point[late].tolist(), days, strict=True)))
            self._counted[self.origin] = position

    def _wrong_clock(self, messages: Sequence[Message], readings: Readings, told: Sorted) -> dict[int, int]:
        """Fresh readings whose gateway's clock is off by whole hours: position → hours."""
        received = np.array([0.0 if _by_hand(m) else m.received for m in messages])[readings.message[told.fresh]]
        hours = np.where(received > 0, hours_behind(received - readings.ts[told.fresh] / 1e6), 0)
        if not hours.any() and not self._dwell._since:
            return {}
        rows = self.table.rows_of_ids(readings.point[told.fresh])
        source = np.where(rows == UNKNOWN, UNKNOWN, self.table.source[np.clip(rows, 0, None)])
        late = set(told.late.tolist())
        wrong: dict[int, int] = {}
        for one in np.unique(source[hours > 0]).tolist():
            mine = np.flatnonzero(source == one)
            in_order = mine[np.argsort(readings.message[told.fresh[mine]], kind="stable")]
            lasting = self._dwell.lasting(one, hours[in_order].tolist(), received[in_order].tolist())
            steady = bool(
                (hours[mine] == hours[mine[0]]).all()
            )  # a replay sweeps over the hours, a wrong clock does not
            never = steady and bool((self._identity.newest(self.table.id[self.table.source == one]) == NEVER).all())
            live = self.speed <= MOST_SPEED
            for k in mine[hours[mine] > 0].tolist():
                at = int(told.fresh[k])
                if (live and (lasting or never)) or (at in late and self._between_kept(readings, at)):
                    wrong[at] = int(hours[k])
        return wrong

    def _between_kept(self, readings: Readings, at: int) -> bool:
        ts = int(readings.ts[at])
        around = self.writer.between_us([int(readings.point[at])], ts - 2 * HOUR_US, ts + 2 * HOUR_US)
        return crowded(ts, around["ts"].to_numpy())

    def _mark_all(self, readings: Readings) -> None:
        if not len(readings):
            return
        order = np.argsort(readings.point, kind="stable")
        point, ts = readings.point[order], readings.ts[order]
        first = np.flatnonzero(np.append(True, point[1:] != point[:-1]))
        low, high = np.minimum.reduceat(ts, first), np.maximum.reduceat(ts, first)
        for p, a, b in zip(point[first].tolist(), low.tolist(), high.tolist(), strict=True):
            self._mark(p, a, b)

    def _mark(self, point: int, low: int, high: int) -> None:
        row = self.table.row_of_id.get(point)
        if row is None or self.table.points[row].kind not in ENERGY_KINDS:
            return
        held = self._dirty.get(point, (low, high))
        self._dirty[point] = min(held[0], low), max(held[1], high)

    def _found(self, point: Point, finding: Finding) -> Rejection:
        shown = finding.value / 10**point.decimals
        site = self.table.site_of(point.id)
        return Rejection(
            point.id, finding.ts, site, point.source, finding.reason, f"{shown:g} {point.unit}", point.key, b"",
            finding.ts / 1e6, point.id, finding.ts, finding.value,
        )  # fmt: skip


_HAND = f".{MANUAL}."


def _by_hand(message: Message) -> bool:
    return _HAND in message.subject


_NOWHERE: tuple[NDArray[np.int32], NDArray[np.int32]] = (np.zeros(1, np.int32), np.zeros(1, np.int32))


def _reject(
    table: PointTable, messages: Sequence[Message], readings: Readings, at: int, reason: str, detail: str = ""
) -> Rejection:
    message = messages[readings.message[at]]
    site, gateway, _ = address(message.subject) or ("", "", "")
    point = table.points[table.row_of_id[int(readings.point[at])]]
    value = int(readings.value[at])
    detail = detail or f"{value / 10**point.decimals:g} {point.unit}"
    return Rejection(
        message.seq, int(readings.item[at]), site, gateway, reason, detail, point.key, message.payload,
        message.received, point.id, int(readings.ts[at]), value,
    )  # fmt: skip
