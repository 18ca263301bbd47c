"""Files kept once, under the SHA-256 of their content; a file appears under its name only when whole."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zhiyuan.kernel.errors import NotFound, Refused

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that came and is not kept yet. ``size`` in bytes. [B]"""

    file: IO[bytes]
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of an installation in which files are kept."""

    path: Path

    def place(self, sha256: str) -> Path:
        """Where the file of this content stands, whether or not it is there."""
        return self.path / sha256[:2] / sha256

    def find(self, sha256: str) -> Path:
        """The file of this content."""
        if not (place := self.place(sha256)).is_file():
            raise NotFound("the file {digest} is not in the archive; restore it from a backup", digest=sha256[:12])
        return place

    @contextmanager
    def draft(self, name: str, parts: Iterable[bytes], largest: int) -> Iterator[Draft]:
        """Write what comes part by part, and stop at the first part that is too much. ``largest`` in bytes. [B]

        Raises
        ------
        Refused
            When it is empty, or larger than ``largest``; nothing of it stays.
        """
        self.path.mkdir(mode=0o750, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.path, suffix=".new") as file:
            digest, size = hashlib.sha256(), 0
            for part in parts:
                size += len(part)
                if size > largest:
                    raise Refused("{name} is larger than {most} MB; make it smaller", name=name, most=largest // MB)
                digest.update(part)
                file.write(part)
            if not size:
                raise Refused("{name} is empty", name=name)
            file.flush()
            yield Draft(file, digest.hexdigest(), size)

    def keep(self, draft: Draft) -> None:
        """Keep a draft under its content, durably; what is kept already is left as it is."""
        place = self.place(draft.sha256)
        if place.exists():
            return
        os.fsync(draft.file.fileno())
        place.parent.mkdir(mode=0o750, exist_ok=True)
        os.link(draft.file.name, place)
        os.chmod(place, 0o640)
        _sync(place.parent)

    def drop(self, sha256: str) -> None:
        """Forget a file; its folder stays."""
        self.place(sha256).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone with the shelf: what is forgotten is never what somebody else just kept."""
        self.path.mkdir(mode=0o750, parents=True, exist_ok=True)
        with (self.path / ".lock.new").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
