"""The park's clock: the real one, or the demo's, which runs faster and may start elsewhere.

All processes of a tree read the same ``clock.json``; nobody else asks for the time of day.
"""

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clock:
    """Park time = ``park0`` + (real time − ``real0``) × ``speed``. [s since 1970, UTC]"""

    real0: float = 0.0
    park0: float = 0.0
    speed: float = 1.0

    def time(self) -> float:
        """Park time now. [s since 1970, UTC]"""
        return self.park0 + (time.time() - self.real0) * self.speed

    def now(self) -> datetime:
        """Park time now, aware, in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    def real_seconds(self, park_seconds: float) -> float:
        """How long to wait for so much park time to pass. [s]"""
        return park_seconds / self.speed

    def save(self, path: Path) -> None:
        """Let the other processes of the tree read it; they never see half a file."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"real0": self.real0, "park0": self.park0, "speed": self.speed}))
        draft.replace(path)


def starting(park_time: float, speed: float) -> Clock:
    """A clock that shows this park time now and runs so much faster than the real one."""
    return Clock(real0=time.time(), park0=park_time, speed=speed)


def read(path: Path) -> Clock:
    """The clock of an installation: real time where no file says otherwise."""
    try:
        seen = os.stat(path)  # far cheaper than reading it, and an act asks for the time again and again
    except FileNotFoundError:
        return Clock()
    return _read(path, (seen.st_mtime_ns, seen.st_ino, seen.st_size))


@lru_cache(maxsize=16)
def _read(path: Path, version: tuple[int, int, int]) -> Clock:
    return Clock(**json.loads(path.read_text()))
