"""A Delta Lake table with one partition per site day, one writer, and files on disk before they count.

The Parquet files are written and fsynced first, then the commit that names them, then the
commit is fsynced: a commit never names what a power cut could take. The last commit may
still be half-written after one; it was never acted upon, so :func:`drop_broken_commit`
removes it when the table is opened to write.
"""

import json
import os
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from zhiyuan.kernel.errors import NotReady
from zhiyuan.telemetry.deltalog import DeltaLog

if TYPE_CHECKING:  # what only the writer loads
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction

DAY = "day"
SETTINGS = {
    "delta.logRetentionDuration": "interval 2 days",
    "delta.enableExpiredLogCleanup": "true",
    "delta.checkpointInterval": "200",
    "delta.deletedFileRetentionDuration": "interval 1 hours",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table holds: its columns, the time column, and how each column is written."""

    columns: pa.Schema
    time: str
    packed: tuple[str, ...]
    dictionary: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns and the partition."""
        return self.columns.append(pa.field(DAY, pa.string()))


@dataclass(frozen=True, slots=True)
class File:
    """One active file: path in the table, day, rows, bytes, first and last time [µs]."""

    path: str
    day: str
    rows: int
    size: int
    first: int
    last: int


class DeltaFiles:
    """The files of one table; ``write`` is for the one process that owns it."""

    def __init__(self, folder: Path, layout: Layout, write: bool = False) -> None:
        self.folder, self.layout = folder, layout
        if write:
            folder.mkdir(parents=True, exist_ok=True)
            drop_broken_commit(folder)
        self._writing = self._open() if write else None
        self._log = DeltaLog(folder)
        self._listed: tuple[int, tuple[File, ...]] | None = None

    def _open(self) -> "DeltaTable":
        from deltalake import DeltaTable, Schema
        from deltalake.exceptions import TableNotFoundError

        try:
            return DeltaTable(self.folder)
        except TableNotFoundError:
            schema = Schema.from_arrow(self.layout.schema)
            return DeltaTable.create(self.folder, schema, partition_by=[DAY], configuration=SETTINGS)

    @property
    def _table(self) -> "DeltaTable":
        assert self._writing is not None, "opened to read only"
        return self._writing

    def refresh(self) -> int:
        """See what was committed since; the version now seen."""
        return self._log.refresh()

    @property
    def version(self) -> int:
        """The version of the snapshot in hand."""
        return self._log.version

    def position(self, app: str) -> int:
        """How far ``app`` says it had come in this snapshot; 0 when it never wrote."""
        return self._log.positions.get(app, 0)

    def files(self) -> tuple[File, ...]:
        """The active files of the snapshot."""
        if self._listed is None or self._listed[0] != self.version:
            files = (_file_of(add, self.layout.time) for add in self._log.adds.values())
            self._listed = (self.version, tuple(files))
        return self._listed[1]

    def paths(self, files: Iterable[File]) -> list[str]:
        """Where they are, for a reader."""
        return [str(self.folder / f.path) for f in files]

    def commit(
        self,
        parts: Mapping[str, pa.Table],
        position: tuple[str, int] | None = None,
        replaces: Sequence[File] = (),
        data_change: bool = True,
    ) -> int:
        """Add one file per day, in place of ``replaces``, and move ``position`` with it; the new version.

        The position must be higher than the one kept: the table itself would take a lower one.
        """
        from deltalake.transaction import CommitProperties, RemoveAction, Transaction

        if position is not None and self.position(position[0]) > position[1]:
            raise NotReady("position {new} lies before {old}", new=position[1], old=self.position(position[0]))
        adds = [self._write(day, part, data_change) for day, part in parts.items() if part.num_rows]
        now = int(time.time() * 1000)
        removes = [RemoveAction(f.path, data_change, now, f.size, {DAY: f.day}) for f in replaces]
        properties = CommitProperties(app_transactions=[Transaction(*position)] if position else None)
        self._table.create_write_transaction(
            [*adds, *removes], "append", self.layout.schema, partition_by=[DAY], commit_properties=properties
        )
        self._table.update_incremental()
        self._log.refresh()
        log = self.folder / "_delta_log"
        _fsync(log / f"{self.version:020d}.json")
        _fsync(log)
        return self.version

    def _write(self, day: str, part: pa.Table, data_change: bool) -> "AddAction":
        from deltalake.transaction import AddAction

        folder = self.folder / f"{DAY}={day}"
        new_folder = not folder.exists()
        folder.mkdir(exist_ok=True)
        name = f"{DAY}={day}/{uuid.uuid4().hex}.parquet"
        path = self.folder / name
        write_parquet(path, part, self.layout)
        _fsync(path)
        _fsync(folder)
        if new_folder:
            _fsync(self.folder)
        return AddAction(name, path.stat().st_size, {DAY: day}, int(time.time() * 1000), data_change, _stats(part))

    def vacuum(self, hours: int = 1) -> int:
        """Delete files that no snapshot of the last hours needs; how many."""
        gone = self._table.vacuum(retention_hours=hours, dry_run=False, enforce_retention_duration=False)
        self._table.update_incremental()
        self._log.refresh()
        return len(gone)

    def added_since(self, version: int) -> list[File] | None:
        """Files that brought new data after a version; None when the log no longer reaches back so far."""
        found: list[File] = []
        active = {f.path: f for f in self.files()}
        for number in range(version + 1, self.version + 1):
            path = self.folder / "_delta_log" / f"{number:020d}.json"
            if not path.exists():
                return None
            for line in path.read_text().splitlines():
                add = json.loads(line).get("add")
                if add and add["dataChange"]:
                    found.append(active.get(add["path"]) or _file_of(add, self.layout.time))
        return found


def write_parquet(path: Path, part: pa.Table, layout: Layout) -> None:
    """Write one file: whole numbers as packed differences, zstd over all."""
    import pyarrow.parquet as pq

    pq.write_table(
        part,
        path,
        compression="zstd",
        compression_level=3,
        use_dictionary=list(layout.dictionary),
        column_encoding=dict.fromkeys(layout.packed, "DELTA_BINARY_PACKED"),
        row_group_size=1 << 20,
        data_page_size=1 << 18,
        store_schema=False,
    )


def drop_broken_commit(folder: Path) -> bool:
    """Remove the last commit when it cannot be read or names files that are not whole; whether it did."""
    log = folder / "_delta_log"
    commits = sorted(log.glob("[0-9]*.json"))
    if not commits or _whole(commits[-1], folder):
        return False
    commits[-1].unlink()
    _fsync(log)
    return True


def _whole(commit: Path, folder: Path) -> bool:
    try:
        actions = [json.loads(line) for line in commit.read_text().splitlines()]
    except ValueError:
        return False
    adds = [a["add"] for a in actions if "add" in a]
    if not actions:
        return False
    return all((folder / a["path"]).exists() and (folder / a["path"]).stat().st_size == a["size"] for a in adds)


def _stats(part: pa.Table) -> str:
    import pyarrow.compute as pc

    low, high = {}, {}
    for name in part.column_names:
        both = pc.min_max(part[name]).as_py()
        low[name], high[name] = both["min"], both["max"]
    return json.dumps({"numRecords": part.num_rows, "minValues": low, "maxValues": high, "nullCount": {}})


def _file_of(add: Mapping[str, Any], time_column: str) -> File:
    stats = json.loads(str(add["stats"]))
    day = str(dict(add["partitionValues"])[DAY])
    first, last = stats["minValues"][time_column], stats["maxValues"][time_column]
    return File(str(add["path"]), day, stats["numRecords"], int(str(add["size"])), first, last)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
