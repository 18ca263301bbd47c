"""A small SQLite file beside the historian: opened for one transaction, closed after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def made(path: Path, schema: str) -> Path:
    """The file with its tables, whether or not they were there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with transaction(path) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(schema)
    return path


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """All of it is on the disk when the block ends, or none."""
    with closing(sqlite3.connect(path, timeout=20)) as db, db:
        db.execute("PRAGMA synchronous=FULL")
        yield db
