"""Log files that cannot fill a disk: each is turned over at a size, and few old ones are kept."""

from pathlib import Path

MAX_BYTES = 4_000_000
KEPT = 3


class LogFile:
    """Appends bytes; at ``max_bytes`` the file becomes ``name.log.1`` and a new one begins."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.max_bytes, self.kept = path, max_bytes, kept
        self.file = path.open("ab", buffering=0)
        self.size = path.stat().st_size

    def write(self, said: bytes) -> None:
        """Append what a process said."""
        if self.size and self.size + len(said) > self.max_bytes:
            self._turn_over()
        self.file.write(said)
        self.size += len(said)

    def close(self) -> None:
        """No more is coming."""
        self.file.close()

    def _turn_over(self) -> None:
        self.file.close()
        for number in range(self.kept, 0, -1):
            older = self._numbered(number)
            if older.exists():
                older.replace(self._numbered(number + 1)) if number < self.kept else older.unlink()
        self.path.replace(self._numbered(1))
        self.file, self.size = self.path.open("ab", buffering=0), 0

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


def tail(path: Path, lines: int = 5) -> list[str]:
    """The last lines of a log file, for an error message."""
    if not path.exists():
        return []
    return path.read_bytes()[-8000:].decode("utf-8", "replace").splitlines()[-lines:]
