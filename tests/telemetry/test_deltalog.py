"""What we read of a table's log is what the library that wrote it says."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from deltalake import DeltaTable

from telemetry.test_rollup import MIDNIGHT, MINUTE, ZONE
from zhiyuan.kernel.errors import NotReady
from zhiyuan.telemetry import deltalog
from zhiyuan.telemetry.deltalog import DeltaLog
from zhiyuan.telemetry.historian import Historian, Writer, micros


def append(writer: Writer, minute: int) -> None:
    at = micros(MIDNIGHT) + minute * MINUTE
    writer.append(np.array([1], np.int32), np.array([at]), np.array([minute]), minute + 1)


def same(folder: Path, log: DeltaLog) -> None:
    table = DeltaTable(folder)
    assert log.version == table.version()
    assert {str(folder / p) for p in log.adds} == {p.removeprefix("file://") for p in table.file_uris()}
    assert log.positions["ingest"] == table.transaction_version("ingest")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A table with a compaction, a checkpoint and commits after it; and the log's files."""
    folder = tmp_path_factory.mktemp("log")
    writer = Writer(folder, ZONE)
    for minute in range(210):
        append(writer, minute)
        if minute == 150:
            writer.compact(writer.day_of(micros(MIDNIGHT)))
    return folder / "readings", sorted((folder / "readings" / "_delta_log").iterdir())


def test_commits_and_checkpoints_say_what_the_library_says(written: tuple[Path, list[Path]]) -> None:
    folder, files = written
    assert len([f for f in files if f.name.endswith(".checkpoint.parquet")]) == 1
    log = DeltaLog(folder)
    same(folder, log)
    assert len(log.adds) == 60


def test_from_commits_alone_it_is_the_same(written: tuple[Path, list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = written
    monkeypatch.setattr(deltalog, "FAR", 10_000)
    log = DeltaLog(folder)
    same(folder, log)
    stats = {path: json.loads(add["stats"])["numRecords"] for path, add in log.adds.items()}
    monkeypatch.undo()
    assert {p: json.loads(a["stats"])["numRecords"] for p, a in DeltaLog(folder).adds.items()} == stats


@pytest.mark.slow
def test_a_reader_that_slept_while_commits_were_cleaned_away_begins_at_the_checkpoint(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    for minute in range(10):
        append(writer, minute)
    log = DeltaLog(tmp_path / "readings")
    for minute in range(10, 203):
        append(writer, minute)
    for file in (tmp_path / "readings" / "_delta_log").glob("[0-9]*.json"):
        if int(file.stem) < 199:
            file.unlink()
    log.refresh()
    same(tmp_path / "readings", log)


def test_a_commit_that_was_never_finished_is_not_there(tmp_path: Path) -> None:
    writer = Writer(tmp_path, ZONE)
    append(writer, 0)
    log = tmp_path / "readings" / "_delta_log"
    log.joinpath(f"{2:020d}.json").write_text('{"add": {"path"')
    assert DeltaLog(tmp_path / "readings").version == 1


def test_a_table_of_a_newer_protocol_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "_delta_log"
    log.mkdir()
    log.joinpath(f"{0:020d}.json").write_text('{"protocol": {"minReaderVersion": 3, "minWriterVersion": 7}}')
    with pytest.raises(NotReady, match="newer program"):
        DeltaLog(tmp_path)


def test_who_only_reads_does_not_load_the_library_that_writes(tmp_path: Path) -> None:
    append(Writer(tmp_path, ZONE), 0)
    assert Historian(tmp_path).latest() == {1: (micros(MIDNIGHT), 0)}
    script = (
        "import sys; from pathlib import Path; from zhiyuan.telemetry.historian import Historian;"
        f"print(Historian(Path({str(tmp_path)!r})).latest()); assert 'deltalake' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
