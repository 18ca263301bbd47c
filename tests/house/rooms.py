"""What the rules of the house read: rooms, floors, and which module is in which."""

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhiyuan"


@cache
def floor_of() -> dict[str, int]:
    """Room → floor, the ground being 0, read from the import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    floors = {}
    for height, layer in enumerate(reversed(layers)):
        for room in layer.replace("(", "").replace(")", "").split("|"):
            floors[room.strip()] = height
    return floors


def room_of(module: str) -> str:
    """``zhiyuan.park.models`` → ``park``."""
    return module.split(".")[1] if module.count(".") else ""
