"""What people did about readings and energy: another value for a reading, energy for a time nobody measured.

Both are kept as acts with who and why, beside the quarantine. The store carries them out at its next
round. Energy that a person filled in is used only where the readings leave a quarter hour MISSING or
SUSPECT, and is ESTIMATED; when readings arrive after all, they win. The fill itself stays, so
that energy is always the same function of readings and acts.
"""

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotFound, Refused
from zhiyuan.telemetry.energy import INTERVAL_US, Intervals, Quality
from zhiyuan.telemetry.sqlitefile import made, transaction

CORRECT, FILL = "correct", "fill"
WAITING, DONE, WITHDRAWN, WITHDRAWING = "waiting", "done", "withdrawn", "withdrawing"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS act (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, point INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    value INTEGER, by TEXT NOT NULL, reason TEXT NOT NULL, made REAL NOT NULL, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS act_waiting ON act (state);
CREATE TABLE IF NOT EXISTS fill (
    point INTEGER NOT NULL, start INTEGER NOT NULL, energy INTEGER NOT NULL, act INTEGER NOT NULL,
    PRIMARY KEY (point, start)) WITHOUT ROWID;
"""
_ROW = "id, kind, point, start, end, value, by, reason, made, state"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: from start to before end [µs since 1970 UTC]; ``value`` is the corrected reading (scaled)."""

    id: int
    kind: str
    point: int
    start: int
    end: int
    value: int | None
    by: str
    reason: str
    made: float
    state: str


@dataclass(frozen=True, slots=True)
class Fill:
    """Energy of quarter hours that somebody filled in: start [µs], energy [µkWh]."""

    start: NDArray[np.int64]
    energy: NDArray[np.int64]


class Amendments:
    """The acts of one installation; pages and commands add, the store carries out."""

    def __init__(self, path: Path) -> None:
        self.path = made(path, _SCHEMA)

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self.path)

    def correct(self, point: int, ts: int, value: int, by: str, reason: str) -> int:
        """Put another value (scaled) in place of the reading at a stamp, or where there is none; the act's number."""
        with self._open() as db:
            return _add(db, CORRECT, point, ts, ts + 1, value, by, reason)

    def fill(self, point: int, energy: Mapping[int, int], by: str, reason: str) -> int:
        """Energy [µkWh] by quarter hour [µs] for what is not known; the act's number."""
        if not energy or any(start % INTERVAL_US for start in energy):
            raise ValueError("a fill names the beginnings of quarter hours")
        with self._open() as db:
            act = _add(db, FILL, point, min(energy), max(energy) + INTERVAL_US, None, by, reason)
            db.executemany(
                "INSERT OR REPLACE INTO fill VALUES (?, ?, ?, ?)", [(point, s, e, act) for s, e in energy.items()]
            )
            return act

    def withdraw(self, act: int) -> Act:
        """Take a fill back; its quarter hours are again what the readings make of them."""
        found = self.get(act)
        if found.kind != FILL or found.state not in (WAITING, DONE):
            raise Refused("act {id} is no estimate that still holds", id=act)
        with self._open() as db:
            db.execute("DELETE FROM fill WHERE act = ?", [act])
            db.execute("UPDATE act SET state = ? WHERE id = ?", [WITHDRAWING, act])
        return self.get(act)

    def get(self, act: int) -> Act:
        """One act by its number."""
        with self._open() as db:
            row = db.execute(f"SELECT {_ROW} FROM act WHERE id = ?", [act]).fetchone()  # noqa: S608  # our own words
        if row is None:
            raise NotFound("there is no act {id} on readings", id=act)
        return Act(*row)

    def waiting(self) -> list[Act]:
        """Acts that the store has not carried out yet, oldest first."""
        with self._open() as db:
            sql = f"SELECT {_ROW} FROM act WHERE state IN (?, ?) ORDER BY id"  # noqa: S608
            return [Act(*row) for row in db.execute(sql, [WAITING, WITHDRAWING])]

    def done(self, acts: Iterable[Act]) -> None:
        """The store carried these out, and energy is restated."""
        states = [(DONE if a.state == WAITING else WITHDRAWN, a.id, a.state) for a in acts]
        if states:
            with self._open() as db:
                db.executemany("UPDATE act SET state = ? WHERE id = ? AND state = ?", states)

    def acts(self, points: Sequence[int], limit: int = 100) -> list[Act]:
        """What was done on some points, newest first."""
        marks = ", ".join("?" * len(points))
        with self._open() as db:
            sql = f"SELECT {_ROW} FROM act WHERE point IN ({marks}) ORDER BY id DESC LIMIT ?"  # noqa: S608
            return [Act(*row) for row in db.execute(sql, [*points, limit])]

    def fills(self, points: Iterable[int]) -> dict[int, Fill]:
        """All that is filled in on some points; points without any are left out."""
        found = {}
        with self._open() as db:
            for point in points:
                rows = db.execute("SELECT start, energy FROM fill WHERE point = ? ORDER BY start", [point]).fetchall()
                if rows:
                    columns = np.array(rows, np.int64)
                    found[point] = Fill(columns[:, 0], columns[:, 1])
        return found


def _add(
    db: sqlite3.Connection, kind: str, point: int, start: int, end: int, value: int | None, by: str, reason: str
) -> int:
    sql = "INSERT INTO act (kind, point, start, end, value, by, reason, made, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    return int(db.execute(sql, [kind, point, start, end, value, by, reason, time.time(), WAITING]).lastrowid or 0)


def overlay(found: Intervals, fill: Fill, start: int | None, end: int | None) -> Intervals:
    """Intervals with a person's energy where readings leave [start, end) [µs] SUSPECT or say nothing."""
    inside = np.ones(len(fill.start), np.bool_)
    if start is not None:
        inside &= fill.start >= start
    if end is not None:
        inside &= fill.start < end
    at, energy = fill.start[inside], fill.energy[inside]
    place = np.clip(np.searchsorted(found.start, at), 0, max(len(found.start) - 1, 0))
    there = found.start[place] == at if len(found.start) else np.zeros(len(at), np.bool_)
    merged = Intervals(found.start, found.energy.copy(), found.quality.copy())
    doubtful = there & (found.quality[place] >= Quality.SUSPECT) if len(found.start) else there
    merged.energy[place[doubtful]] = energy[doubtful]
    merged.quality[place[doubtful]] = Quality.ESTIMATED
    new = ~there
    order = np.argsort(np.concatenate([merged.start, at[new]]), kind="stable")
    return Intervals(
        np.concatenate([merged.start, at[new]])[order],
        np.concatenate([merged.energy, energy[new]])[order],
        np.concatenate([merged.quality, np.full(int(new.sum()), Quality.ESTIMATED, np.int8)])[order],
    )
