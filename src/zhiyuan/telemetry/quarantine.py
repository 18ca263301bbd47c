"""What could not be admitted, with the reason, until a person accepts or discards it.

A row from the wire is named by its place in the durable log (sequence, position in the
message), a finding of the energy calculation by (point, stamp): telling the same twice
leaves one row, so a replay after a crash changes nothing.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from zhiyuan.kernel.errors import NotFound, Refused
from zhiyuan.telemetry.ingest import REASONS, Rejection
from zhiyuan.telemetry.sqlitefile import made, transaction

WIRE, ENERGY = "wire", "energy"
MAX_PAYLOAD = 4096
_COLUMNS = "id, origin, a, b, site, source, reason, detail, point, payload, received, point_id, ts, value"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS quarantine (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL,
    site TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, point TEXT NOT NULL,
    payload BLOB NOT NULL, received REAL NOT NULL, point_id INTEGER, ts INTEGER, value INTEGER,
    mark TEXT NOT NULL DEFAULT '', marked_by TEXT NOT NULL DEFAULT '', UNIQUE (origin, a, b));
CREATE INDEX IF NOT EXISTS quarantine_open ON quarantine (mark, reason, source);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as a page shows it; ``mark`` is '', 'accepted', 'applied', 'discarded', 'corrected' or 'estimated'.

    ``note`` is the reason that was given for the mark.
    """

    id: int
    origin: str
    a: int
    b: int
    site: str
    source: str
    reason: str
    detail: str
    point: str
    payload: bytes
    received: float
    point_id: int | None
    ts: int | None
    value: int | None
    mark: str
    marked_by: str
    note: str = ""

    @property
    def why(self) -> str:
        """The reason in a sentence (a translatable template)."""
        return REASONS.get(self.reason, self.reason)

    @property
    def acceptable(self) -> bool:
        """Whether there is a reading that a person may yet let in."""
        return self.point_id is not None and self.value is not None


class Quarantine:
    """The file of one installation; the store adds, pages and commands mark."""

    def __init__(self, path: Path) -> None:
        self.path = made(path, _SCHEMA)
        with self._open() as db:
            if "note" not in {row[1] for row in db.execute("PRAGMA table_info(quarantine)")}:
                db.execute("ALTER TABLE quarantine ADD COLUMN note TEXT NOT NULL DEFAULT ''")

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self.path)

    def add(self, rejections: Iterable[Rejection], origin: str = WIRE) -> int:
        """Keep rejections once; how many were new."""
        rows = [
            (origin, r.seq, r.item, r.site, r.source, r.reason, r.detail, r.point, r.payload[:MAX_PAYLOAD], r.received,
             r.point_id, r.ts, r.value) for r in rejections
        ]  # fmt: skip
        if not rows:
            return 0
        with self._open() as db:
            before = db.total_changes
            sql = f"INSERT OR IGNORE INTO quarantine ({_COLUMNS}) VALUES (NULL{', ?' * 13})"  # noqa: S608
            db.executemany(sql, rows)
            return db.total_changes - before

    def entries(
        self,
        *,
        mark: str | None = "",
        reason: str = "",
        source: str = "",
        point: str = "",
        limit: int = 100,
        offset: int = 0,
    ) -> list[Entry]:
        """Rows, newest first; ``mark`` None means all, '' the open ones."""
        where, values = _where(mark, reason, source, point)
        sql = (
            f"SELECT {_COLUMNS}, mark, marked_by, note FROM quarantine {where}"  # noqa: S608  # our own words only
            " ORDER BY received DESC, id DESC LIMIT ? OFFSET ?"
        )
        with self._open() as db:
            return [Entry(*row) for row in db.execute(sql, [*values, limit, offset])]

    def counts(self, mark: str | None = "") -> list[tuple[str, str, int, float]]:
        """(reason, source, how many, last received) of the open rows, most first."""
        where, values = _where(mark, "", "")
        sql = (
            f"SELECT reason, source, count(*), max(received) FROM quarantine {where}"  # noqa: S608
            " GROUP BY 1, 2 ORDER BY 3 DESC"
        )
        with self._open() as db:
            return list(db.execute(sql, values))

    def since(self, row: int, limit: int = 10_000) -> list[tuple[int, str, str]]:
        """(number, site, source) of the rows after one, oldest first: what an alarm counts."""
        with self._open() as db:
            sql = "SELECT id, site, source FROM quarantine WHERE id > ? ORDER BY id LIMIT ?"
            return list(db.execute(sql, [row, limit]))

    def stamps(self, start: int, end: int, *, open_only: bool = False) -> list[tuple[int, int]]:
        """(point, stamp [µs]) of every row that names both, stamped in [start, end); decided ones too unless told."""
        sql = (
            "SELECT point_id, ts FROM quarantine"
            " WHERE point_id IS NOT NULL AND ts >= ? AND ts < ? AND (mark = '' OR NOT ?)"
        )
        with self._open() as db:
            return list(db.execute(sql, [start, end, open_only]))

    def findings(self, point_id: int) -> list[Entry]:
        """Open findings of the energy calculation on a point, oldest first."""
        sql = (
            f"SELECT {_COLUMNS}, mark, marked_by, note FROM quarantine"  # noqa: S608
            " WHERE origin = ? AND point_id = ? AND mark = '' ORDER BY ts"
        )
        with self._open() as db:
            return [Entry(*row) for row in db.execute(sql, [ENERGY, point_id])]

    def about(self, point_id: int, start: int, end: int) -> list[Entry]:
        """Everything of a point stamped in [start, end) [µs], decided or not, oldest first."""
        sql = (
            f"SELECT {_COLUMNS}, mark, marked_by, note FROM quarantine"  # noqa: S608
            " WHERE point_id = ? AND ts >= ? AND ts < ? ORDER BY ts, id"
        )
        with self._open() as db:
            return [Entry(*row) for row in db.execute(sql, [point_id, start, end])]

    def accept(self, entry_id: int, by: str, note: str = "") -> Entry:
        """Let a reading in after all; the store keeps it at its next round."""
        entry = self.get(entry_id)
        if not entry.acceptable:
            raise Refused("{point}: {why}; there is no reading to accept", point=entry.point or "—", why=entry.why)
        return self._mark(entry, "accepted", by, note)

    def discard(self, entry_id: int, by: str, note: str = "") -> Entry:
        """Confirm that it stays out."""
        return self._mark(self.get(entry_id), "discarded", by, note)

    def settle(self, entry_id: int, mark: str, by: str, note: str) -> Entry:
        """Note that an act beside the quarantine answers it: ``corrected`` or ``estimated``."""
        return self._mark(self.get(entry_id), mark, by, note)

    def get(self, entry_id: int) -> Entry:
        """One row by its number."""
        sql = f"SELECT {_COLUMNS}, mark, marked_by, note FROM quarantine WHERE id = ?"  # noqa: S608
        with self._open() as db:
            row = db.execute(sql, [entry_id]).fetchone()
        if row is None:
            raise NotFound("the quarantine has no row {id}", id=entry_id)
        return Entry(*row)

    def accepted(self) -> list[Entry]:
        """Accepted rows that the store has not kept yet."""
        return self.entries(mark="accepted", limit=100_000)

    def applied(self, entries: Iterable[Entry]) -> None:
        """The store kept them."""
        with self._open() as db:
            db.executemany("UPDATE quarantine SET mark = 'applied' WHERE id = ?", [(e.id,) for e in entries])

    def trusted(self, point_id: int) -> frozenset[int]:
        """Stamps of findings of the energy calculation that a person took for true. [µs]"""
        sql = "SELECT ts FROM quarantine WHERE origin = ? AND point_id = ? AND mark IN ('accepted', 'applied')"
        with self._open() as db:
            return frozenset(ts for (ts,) in db.execute(sql, [ENERGY, point_id]))

    def forget_findings(self, point_id: int, start: int, end: int, but: Iterable[int] = ()) -> None:
        """Drop open findings of a point in [start, end) that no longer hold after late data."""
        keep = set(but)
        sql = "SELECT id, ts FROM quarantine WHERE origin = ? AND point_id = ? AND mark = '' AND ts >= ? AND ts < ?"
        with self._open() as db:
            gone = [(i,) for i, ts in db.execute(sql, [ENERGY, point_id, start, end]) if ts not in keep]
            db.executemany("DELETE FROM quarantine WHERE id = ?", gone)

    def after(self, seq: int, origin: str = WIRE) -> int:
        """Drop wire rows beyond the kept position, which will be read again; how many."""
        with self._open() as db:
            return db.execute("DELETE FROM quarantine WHERE origin = ? AND a > ? AND mark = ''", [origin, seq]).rowcount

    def _mark(self, entry: Entry, mark: str, by: str, note: str) -> Entry:
        if entry.mark:
            raise Refused("row {id} is already {mark}", id=entry.id, mark=entry.mark)
        with self._open() as db:
            db.execute(
                "UPDATE quarantine SET mark = ?, marked_by = ?, note = ? WHERE id = ?", [mark, by, note, entry.id]
            )
        return self.get(entry.id)


def _where(mark: str | None, reason: str, source: str, point: str = "") -> tuple[str, list[object]]:
    said = (("mark", mark), ("reason", reason or None), ("source", source or None), ("point", point or None))
    asked = [(c, v) for c, v in said if v is not None]
    return ("WHERE " + " AND ".join(f"{c} = ?" for c, _ in asked) if asked else ""), [v for _, v in asked]
