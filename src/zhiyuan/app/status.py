"""What an installation is doing, read from the outside: no broker and no database is asked."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

from zhiyuan.app import clock, upgrade
from zhiyuan.app.home import Home
from zhiyuan.app.supervise import running

FOLDERS = ("historian", "files", "broker", "backup", "log")


def look(home: Home) -> dict[str, Any]:
    """The installation's state as plain values."""
    config = home.config()
    alive = running(home)
    state = _tree(home) if alive else {"processes": {}}
    return {
        "path": str(home.path),
        "running": alive,
        "version": upgrade.theirs(home).version,
        "address": f"http://{config['http']}",
        "mqtt": config["mqtt"],
        "demo": bool(config["demo"]),
        "park_time": clock.read(home.clock_file).now().isoformat(timespec="seconds"),
        "processes": {name: process | _memory(process["pid"]) for name, process in state["processes"].items()},
        "disk_bytes": {name: size(home.path / name) for name in FOLDERS} | {"database": size(home.database)},
        "disk_free_bytes": shutil.disk_usage(home.path).free,
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """The same for a reader."""
    state = "runs" if found["running"] else "does not run"
    lines = [f"{found['path']} {state} (version {found['version']}, {found['address']}, MQTT {found['mqtt']})"]
    now = time.time()
    for name, process in found["processes"].items():
        since = f"up {_duration(now - process['since'])}" if process["since"] else "down"
        memory = f"{process['pss_mib']:.0f} MiB" if process["pss_mib"] else ""
        again = (
            f"started again {process['restarts']} times, last: {process['last_exit']}" if process["restarts"] else ""
        )
        lines.append("  ".join(part for part in (f"{name:10}", f"{since:12}", f"{memory:>8}", again) if part))
    kept = ", ".join(f"{name} {bytes_ / 1e6:.1f} MB" for name, bytes_ in found["disk_bytes"].items() if bytes_)
    return [*lines, f"on disk: {kept or 'nothing yet'}; free {found['disk_free_bytes'] / 1e9:.1f} GB"]


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder. [B]"""
    if path.is_file():
        return path.stat().st_size
    total = 0
    for file in path.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:  # a running store compacts while we count
            continue
    return total


def _tree(home: Home) -> dict[str, Any]:
    state: dict[str, Any] = json.loads((home.run / "tree.json").read_text())
    return state


def _memory(pid: int | None) -> dict[str, float | None]:
    """Proportional set size of one process, where the system tells. [MiB]"""
    import psutil

    try:
        return {"pss_mib": round(psutil.Process(pid).memory_full_info().pss / 2**20, 1) if pid else None}
    except (psutil.Error, AttributeError):
        return {"pss_mib": None}


def _duration(seconds: float) -> str:
    """A duration in its largest unit.

    >>> _duration(42), _duration(7200)
    ('42 s', '2 h')
    """
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
