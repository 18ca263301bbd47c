"""One field protocol per file: pure ``decode``/``encode``, and a class that owns the socket.

A file dropped in here is found by its name; an outsider's package by the entry-point
group ``zhiyuan.adapters``. Nothing opens on import. A polled protocol's ``Adapter`` takes its
settings as a table and has ``readings(now_ms)``; ``mqtt`` is the one that devices speak first.
"""

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from zhiyuan.kernel.errors import NotFound

GROUP = "zhiyuan.adapters"


def names() -> list[str]:
    """Every protocol we speak: our files and what is installed through the entry points."""
    ours = {p.stem for p in Path(__file__).parent.glob("[a-z]*.py")}
    return sorted(ours | {e.name for e in entry_points(group=GROUP)})


def module(name: str) -> Any:
    """The module of a protocol. Raises NotFound in words."""
    if name not in names():
        raise NotFound("no adapter speaks {name}; there are {names}", name=name, names=", ".join(names()))
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            return entry.load()
    return import_module(f"{__name__}.{name}")
