"""Readings on disk until the broker has them; bounded: the oldest go first, and are counted."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS spool (id INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, payload BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dropped (one INTEGER PRIMARY KEY CHECK (one = 1), messages INTEGER NOT NULL);
INSERT OR IGNORE INTO dropped VALUES (1, 0);
"""


class Spool:
    """Messages waiting to be published, oldest first; one process uses it."""

    def __init__(self, path: Path, most: int = 200_000) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.most = most
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)

    def add(self, gateway: str, payloads: Iterable[bytes]) -> None:
        """Keep messages; beyond ``most`` the oldest make room."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO spool (gateway, payload) VALUES (?, ?)", [(gateway, p) for p in payloads])
        too_many = len(self) - self.most
        if too_many > 0:
            self._db.execute("DELETE FROM spool WHERE id IN (SELECT id FROM spool ORDER BY id LIMIT ?)", [too_many])
            self._db.execute("UPDATE dropped SET messages = messages + ?", [too_many])
        self._db.execute("COMMIT")

    def oldest(self, gateway: str, count: int = 50) -> list[tuple[int, bytes]]:
        """The next messages of a gateway: number and payload."""
        sql = "SELECT id, payload FROM spool WHERE gateway = ? ORDER BY id LIMIT ?"
        return list(self._db.execute(sql, [gateway, count]))

    def done(self, numbers: Iterable[int]) -> None:
        """The broker has these."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("DELETE FROM spool WHERE id = ?", [(n,) for n in numbers])
        self._db.execute("COMMIT")

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM spool").fetchone()[0])

    @property
    def dropped(self) -> int:
        """Messages that had to make room, ever."""
        return int(self._db.execute("SELECT messages FROM dropped").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()
