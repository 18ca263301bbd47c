"""The log of a Delta table, read: which files hold, which version that is, how far each application came.

Processes that only look need no more than this; the library that writes tables would cost each of
them 17 MiB. Only what our own tables use is understood: protocol 1, checkpoints in one file.
Format: https://github.com/delta-io/delta/blob/master/PROTOCOL.md
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhiyuan.kernel.errors import NotReady

READER_VERSION = 1
LAST = "_last_checkpoint"
FAR = 50  # commits that a checkpoint is quicker than


@dataclass(slots=True)
class DeltaLog:
    """The state of a table at a version; :meth:`refresh` moves it on to the newest."""

    folder: Path
    version: int = -1
    adds: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refresh()
        if self.version < 0:
            raise NotReady("nothing is kept yet in {folder}", folder=self.folder)

    def refresh(self) -> int:
        """Take up every commit that is there now; the version then."""
        ahead = self._checkpoint() - self.version
        if ahead > FAR or (ahead > 0 and not self._file(self.version + 1).exists()):
            self._begin_at_checkpoint()  # the commits before it are many, or gone
        while (actions := self._commit(self.version + 1)) is not None:
            for action in actions:
                self._apply(action)
            self.version += 1
        return self.version

    def _file(self, version: int) -> Path:
        return self.folder / "_delta_log" / f"{version:020d}.json"

    def _commit(self, version: int) -> list[Mapping[str, Any]] | None:
        """The actions of a commit; None where it is not there, or was never finished."""
        try:
            actions = [json.loads(line) for line in self._file(version).read_text("utf-8").splitlines()]
        except (FileNotFoundError, ValueError):
            return None
        return actions or None

    def _apply(self, action: Mapping[str, Any]) -> None:
        if found := action.get("add"):
            self.adds[found["path"]] = found
        elif found := action.get("remove"):
            self.adds.pop(found["path"], None)
        elif found := action.get("txn"):
            self.positions[found["appId"]] = found["version"]
        elif (found := action.get("protocol")) and found["minReaderVersion"] > READER_VERSION:
            raise NotReady("{folder} was written by a newer program; upgrade this one first", folder=self.folder)

    def _checkpoint(self) -> int:
        try:
            said: Mapping[str, Any] = json.loads((self.folder / "_delta_log" / LAST).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return -1
        return int(said["version"])

    def _begin_at_checkpoint(self) -> None:
        version = self._checkpoint()
        self.adds, self.positions = {}, {}
        for action in _rows(self.folder / "_delta_log" / f"{version:020d}.checkpoint.parquet"):
            self._apply(action)
        self.version = version


def _rows(file: Path) -> Iterator[Mapping[str, Any]]:
    """The actions of a checkpoint, as its commits would have said them."""
    import duckdb

    kept = "{path: add.path, partitionValues: add.partitionValues, size: add.size, stats: add.stats}"
    with duckdb.connect(config={"threads": 1}) as db:
        db.read_parquet(str(file)).create_view("checkpoint")
        for (add,) in db.sql(f"SELECT {kept} FROM checkpoint WHERE add.path IS NOT NULL").fetchall():  # noqa: S608
            yield {"add": add}
        for app, at in db.sql("SELECT txn.appId, txn.version FROM checkpoint WHERE txn.appId IS NOT NULL").fetchall():
            yield {"txn": {"appId": app, "version": at}}
        ((least,),) = db.sql("SELECT max(protocol.minReaderVersion) FROM checkpoint").fetchall()
        yield {"protocol": {"minReaderVersion": least or READER_VERSION}}
