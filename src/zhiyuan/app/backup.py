"""Back up an installation while it runs, and restore it into an empty directory.

Every part is consistent by its own means: SQLite through its backup interface, PostgreSQL in one
read-only transaction, the historian as the files of one Delta version,
handed-in files by their hash after the rows that name them. Readings that the broker has
acknowledged and the store has not yet written belong to the time after the backup.
The archive carries a manifest with the hash of every file; a restore verifies each before it begins
to be an installation. Archives hold the installation's secrets: keep them as you keep those.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from zhiyuan.app import upgrade
from zhiyuan.app.home import Home, enter
from zhiyuan.app.init import refuse_unless_empty
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

MANIFEST = "manifest.json"
# Made again at the next start, or belonging to the running tree only.
NOT_KEPT = {"run", "log", "broker", "backup", "static", "cache"}
SUFFIXES = (".tar.zst", ".tar.gz")


@dataclass
class Archive:
    """A tar being written, and what went into it."""

    tar: tarfile.TarFile
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: Path, name: str, mode: int | None = None) -> None:
        """Add a file under a name, hashing what is written."""
        info = self.tar.gettarinfo(path, name)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mode = mode if mode is not None else info.mode & 0o777
        with path.open("rb") as file:
            hashing = _Hashing(file)
            self.tar.addfile(info, hashing)
        self.files[name] = {"sha256": hashing.digest(), "bytes": info.size}

    def finish(self, facts: dict[str, Any]) -> None:
        """The manifest comes last: by then every hash is known."""
        said = json.dumps({**facts, "files": self.files}, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mtime, info.mode = len(said), int(time.time()), 0o600
        self.tar.addfile(info, io.BytesIO(said))


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.file.read(size)
        self.hash.update(part)
        return part

    def digest(self) -> str:
        return self.hash.hexdigest()


def make(home: Home, target: Path) -> dict[str, Any]:
    """Write a backup; returns its manifest's figures. The file appears under its name only when whole."""
    home.config()
    target = target.expanduser().resolve()
    if not target.name.endswith(SUFFIXES):
        raise Malformed("{file}: a backup's name ends in .tar.zst or .tar.gz", file=target)
    if target.exists():
        raise Refused("{file} exists; a backup never overwrites one", file=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    kept = upgrade.theirs(home)
    facts = {
        "version": kept.version,
        "migrations": kept.migrations,
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    try:
        with _writing(draft) as tar:
            archive = Archive(tar)
            _fill(home, archive)
            archive.finish(facts)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    sizes = [entry["bytes"] for entry in archive.files.values()]
    return {
        **facts,
        "file": str(target),
        "files": len(sizes),
        "bytes": sum(sizes),
        "archive_bytes": target.stat().st_size,
    }


def restore(file: Path, directory: Path, database: str = "") -> Home:
    """Unpack a backup into a directory that is empty, after verifying every hash.

    ``database`` names an empty PostgreSQL database to fill instead of the one the backup came from.
    """
    file, directory = file.expanduser().resolve(), directory.expanduser().resolve()
    if not file.exists():
        raise NotFound("there is no backup {file}", file=file)
    refuse_unless_empty(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    unpacked = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        manifest = _unpack(file, unpacked)
        _verify(manifest, unpacked, file)
        if directory.exists():
            directory.rmdir()
        unpacked.replace(directory)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    home = Home(directory)
    directory.chmod(0o750)
    if database:
        home.set("database", database)
    _fill_database(home)
    return home


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a database that others may be writing."""
    with sqlite3.connect(source, timeout=30) as reading, sqlite3.connect(target) as writing:
        reading.backup(writing)
    writing.close()
    reading.close()


def _fill(home: Home, archive: Archive) -> None:
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".backup-") as scratch:
        for path in sorted(home.path.rglob("*")):
            inside = path.relative_to(home.path)
            if (
                inside.parts[0] in NOT_KEPT | {"historian", "files"}
                or inside.parts[0].startswith(".backup-")
                or not path.is_file()
            ):
                continue
            if path.suffix == ".sqlite3":
                copy = Path(scratch) / path.name
                copy_sqlite(path, copy)
                archive.add(copy, str(inside), 0o600)
            elif not path.name.endswith(("-wal", "-shm", "-journal", ".new")):
                archive.add(path, str(inside), 0o600 if inside.parts[0] == "secrets" else None)
        _fill_historian(home, archive)
        if home.config()["database"]:
            from zhiyuan.app import backup_postgres, manage

            enter(home.path)
            manage.ready()
            for copy in backup_postgres.copy_out(Path(scratch)):
                archive.add(copy, f"postgres/{copy.name}", 0o600)
        _fill_files(home, archive)


def _fill_files(home: Home, archive: Archive) -> None:
    """After the database, so that no row of its copy names a file that came too late; kept files never change."""
    for path in sorted(home.files.glob("??/*")):
        archive.add(path, str(path.relative_to(home.path)))


def _fill_historian(home: Home, archive: Archive) -> None:
    for log in sorted(home.historian.rglob("_delta_log")):
        for path in delta_files(log.parent):
            archive.add(path, str(path.relative_to(home.path)))


def delta_files(table: Path) -> list[Path]:
    """The files of a Delta table's newest version, and of its log up to there.

    Files are never changed once written, and vacuum keeps what a version of the last days needs, so
    that list stays whole while the store goes on writing.
    """
    from deltalake import DeltaTable

    snapshot = DeltaTable(str(table))
    version = snapshot.version()
    data = [Path(uri.removeprefix("file://")) for uri in snapshot.file_uris()]
    log = [p for p in (table / "_delta_log").iterdir() if p.name[:20].isdigit() and int(p.name[:20]) <= version]
    return sorted(data) + sorted(log)


@contextmanager
def _writing(path: Path) -> Iterator[tarfile.TarFile]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        if ".tar.zst" in path.name:
            import pyarrow

            with (
                pyarrow.CompressedOutputStream(raw, "zstd") as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                yield tar
        else:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
                yield tar
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _unpack(file: Path, into: Path) -> dict[str, Any]:
    try:
        with _reading(file) as tar:
            for member in tar:
                tar.extract(member, into, filter="data")
        found: dict[str, Any] = json.loads((into / MANIFEST).read_text())
    except (tarfile.TarError, OSError, ValueError, EOFError) as failure:
        raise Malformed("{file} is not a whole backup ({reason}); take another", file=file, reason=failure) from failure
    (into / MANIFEST).unlink()
    return found


@contextmanager
def _reading(file: Path) -> Iterator[tarfile.TarFile]:
    if file.name.endswith(".tar.zst"):
        import pyarrow

        with pyarrow.CompressedInputStream(str(file), "zstd") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield tar
    else:
        with tarfile.open(file, mode="r|*") as tar:
            yield tar


def _verify(manifest: dict[str, Any], unpacked: Path, file: Path) -> None:
    promised: dict[str, Any] = manifest["files"]
    there = {str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if p.is_file()}
    wrong = sorted(there ^ set(promised))
    wrong += [name for name in sorted(there & set(promised)) if _sha256(unpacked / name) != promised[name]["sha256"]]
    if wrong:
        raise Malformed(
            "{file} is damaged: {names} do not match the manifest; take another", file=file, names=", ".join(wrong[:5])
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fill_database(home: Home) -> None:
    copies = home.path / "postgres"
    if copies.exists():
        from zhiyuan.app import backup_postgres

        enter(home.path)
        upgrade.migrate()
        backup_postgres.copy_in(copies)
        shutil.rmtree(copies)
