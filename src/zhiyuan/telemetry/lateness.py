"""How many readings came late, by point and day of the site: counted once, however often the log is read again.

The counts and the position in the log move in one transaction; what is read a second time after a
crash is behind the position and not counted twice.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from zhiyuan.telemetry.sqlitefile import made, transaction

LATE_S = 3600.0  # a reading that arrives later than this after its stamp is late
_SCHEMA = """
CREATE TABLE IF NOT EXISTS late (
    point INTEGER NOT NULL, day TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (point, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS late_position (log TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
"""


class Lateness:
    """The counts of one installation; the store adds, pages read."""

    def __init__(self, path: Path) -> None:
        self.path = made(path, _SCHEMA)

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self.path)

    def position(self, log: str) -> int:
        """The last message of a log whose late readings are counted."""
        with self._open() as db:
            row = db.execute("SELECT seq FROM late_position WHERE log = ?", [log]).fetchone()
        return int(row[0]) if row else 0

    def add(self, log: str, seq: int, counts: Mapping[tuple[int, str], int]) -> None:
        """Count readings by (point, day) up to a message, which must lie beyond the position."""
        sql = "INSERT INTO late VALUES (?, ?, ?) ON CONFLICT (point, day) DO UPDATE SET count = count + excluded.count"
        with self._open() as db:
            db.executemany(sql, [(point, day, n) for (point, day), n in counts.items()])
            db.execute("INSERT OR REPLACE INTO late_position VALUES (?, ?)", [log, seq])

    def counts(self, first: str, last: str) -> Counter[tuple[int, str]]:
        """Late readings by (point, day) from one ISO day to another, both included."""
        with self._open() as db:
            rows = db.execute("SELECT point, day, count FROM late WHERE day BETWEEN ? AND ?", [first, last])
            return Counter({(point, day): count for point, day, count in rows})
