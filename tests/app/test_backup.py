"""A backup is whole, verified, taken while others write, and restored only into an empty directory."""

import io
import json
import sqlite3
import stat
import tarfile
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from deltalake import DeltaTable, write_deltalake

from zhiyuan.app import backup
from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import Malformed, Refused


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A small installation: settings, a secret, a database, a historian of three versions."""
    made = Home(tmp_path / "park")
    made.path.mkdir()
    made.config_file.write_text("{}")
    made.version_file.write_text(json.dumps({"version": "0.1.0", "migrations": "x"}))
    made.keep_secret("broker", "secret")
    with sqlite3.connect(made.database) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (1)")
    for day in range(3):
        append(made, day)
    (made.files / "ab").mkdir(parents=True)
    (made.files / "ab" / "abcd").write_bytes(b"handed in")
    (made.files / "tmp1.new").write_bytes(b"half of something")
    (made.log).mkdir()
    (made.log / "web.log").write_text("not kept")
    return made


def append(home: Home, day: int) -> None:
    rows = pyarrow.table({"point": np.arange(4, dtype=np.int32), "value": np.full(4, day, dtype=np.int64)})
    write_deltalake(str(home.historian / "readings"), rows, mode="append")


@pytest.mark.parametrize("suffix", ["tar.gz", "tar.zst"])
def test_what_is_restored_is_what_was_backed_up(home: Home, tmp_path: Path, suffix: str) -> None:
    backup.make(home, tmp_path / f"b.{suffix}")
    restored = backup.restore(tmp_path / f"b.{suffix}", tmp_path / "new")
    assert restored.secret("broker") == "secret"
    assert sqlite3.connect(restored.database).execute("SELECT x FROM t").fetchall() == [(1,)]
    assert DeltaTable(str(restored.historian / "readings")).to_pyarrow_table().num_rows == 12
    assert [p.read_bytes() for p in restored.files.rglob("*") if p.is_file()] == [b"handed in"]
    assert not restored.log.exists()


def test_a_historian_that_grows_and_is_compacted_meanwhile_is_backed_up_as_one_version(home: Home) -> None:
    files = backup.delta_files(home.historian / "readings")
    append(home, 3)
    DeltaTable(str(home.historian / "readings")).optimize.compact()
    assert all(path.exists() for path in files)
    assert not any(path.name.startswith("00000000000000000003") for path in files)


def test_only_the_owner_reads_the_archive_and_the_restored_secrets(home: Home, tmp_path: Path) -> None:
    backup.make(home, tmp_path / "b.tar.gz")
    restored = backup.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    for path in (tmp_path / "b.tar.gz", restored.secrets / "broker.json", restored.database):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_archive_that_was_changed_is_refused(home: Home, tmp_path: Path) -> None:
    backup.make(home, tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as whole, tarfile.open(tmp_path / "c.tar.gz", "w:gz") as changed:
        for member in whole:
            content = whole.extractfile(member)
            said = content.read() if content else b""
            if member.name == "zhiyuan.yaml":
                said = b"[]"
                member.size = 2
            changed.addfile(member, io.BytesIO(said))
    with pytest.raises(Malformed, match=r"is damaged: zhiyuan\.yaml"):
        backup.restore(tmp_path / "c.tar.gz", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_half_an_archive_is_refused(home: Home, tmp_path: Path) -> None:
    backup.make(home, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Malformed, match="is not a whole backup"):
        backup.restore(tmp_path / "half.tar.gz", tmp_path / "new")
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["park"]


def test_neither_a_file_nor_a_directory_is_written_over(home: Home, tmp_path: Path) -> None:
    backup.make(home, tmp_path / "b.tar.gz")
    with pytest.raises(Refused, match="never overwrites"):
        backup.make(home, tmp_path / "b.tar.gz")
    with pytest.raises(Refused, match="is not empty"):
        backup.restore(tmp_path / "b.tar.gz", home.path)


def test_a_name_that_says_no_format_is_refused(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"ends in \.tar\.zst or \.tar\.gz"):
        backup.make(home, tmp_path / "b.zip")
