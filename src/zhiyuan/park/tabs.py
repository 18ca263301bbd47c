"""The park file as a workbook: which sheets there are, and what stands in their columns.

One sheet a list. What YAML nests is told by a column that names the parent (a luminaire's
``space``); short lists of numbers stand in one cell, separated by semicolons.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from zhiyuan.park import document as d

TEXT, NUMBER, FLAG, NUMBERS, TABLE, WORDS = "text", "number", "flag", "numbers", "table", "words"


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet. ``parent``: the column that names the owner and the owner's sheet; ``into``: where it goes.

    ``pair`` tabs hold one entry of a mapping a row: the column of its key and that of its value.
    """

    name: str
    columns: Mapping[str, str]
    into: str
    parent: tuple[str, str] | None = None
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pair: tuple[str, str] | None = None


def _form(hint: Any) -> str:
    if isinstance(hint, UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not NoneType)
    if hint in (int, float):
        return NUMBER
    if hint is bool:
        return FLAG
    if hint is str:
        return TEXT
    return NUMBERS if get_args(hint)[0] is float else TABLE


def _columns(cls: type, but: tuple[str, ...], split: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    hints = get_type_hints(cls)
    columns: dict[str, str] = {}
    for member in fields(cls):
        if member.name in split:
            columns |= dict.fromkeys(split[member.name], NUMBER)
        elif member.name not in but:
            columns[member.name] = _form(hints[member.name])
    return columns


def _tab(
    name: str,
    cls: type,
    *but: str,
    parent: tuple[str, str] | None = None,
    split: Mapping[str, tuple[str, ...]] | None = None,
) -> Tab:
    owner = {parent[0]: TEXT} if parent else {}
    return Tab(name, owner | _columns(cls, but, split or {}), name, parent, split or {})


RULE = {"days": WORDS, "on": TEXT, "off": TEXT, "level": NUMBER, "dark_below_lx": NUMBER} | {
    "window_min": NUMBER,
    "minimum_burn_min": NUMBER,
    "season": WORDS,
    "name": TEXT,
}
TABS = (
    _tab("site", d.Site),
    Tab("assumptions", {"name": TEXT, "value": NUMBER}, "assumptions", pair=("name", "value")),
    _tab("luminaire_types", d.LuminaireType, split={"power_curve": ("p0", "p1", "p2")}),
    _tab("schedules", d.Schedule, "rules"),
    Tab("rules", {"schedule": TEXT} | RULE, "rules", ("schedule", "schedules")),
    _tab("circuits", d.Circuit),
    _tab("gateways", d.Gateway),
    _tab("buildings", d.Building, "floors"),
    _tab("floors", d.Floor, "spaces", parent=("building", "buildings")),
    _tab(
        "spaces",
        d.Space,
        *("groups", "luminaires", "windows", "spill"),
        parent=("floor", "floors"),
        split={"plan": ("x", "y", "width_m", "depth_m")},
    ),
    _tab("windows", d.Window, parent=("space", "spaces")),
    _tab("groups", d.Group, parent=("space", "spaces")),
    _tab("luminaires", d.Luminaire, parent=("space", "spaces")),
    Tab("spill", {"space": TEXT, "to": TEXT, "matrix": TABLE}, "spill", ("space", "spaces"), pair=("to", "matrix")),
    _tab("sensors", d.Sensor),
    _tab("meters", d.Meter),
    _tab("scenes", d.Scene, "levels"),
    Tab(
        "levels",
        {"scene": TEXT, "group": TEXT, "level": NUMBER},
        "levels",
        ("scene", "scenes"),
        pair=("group", "level"),
    ),
)
BY_NAME = {tab.name: tab for tab in TABS}
# What each list must at least be, so that a sheet without rows reads like an empty list.
NESTED = {
    "schedules": ("rules",),
    "buildings": ("floors",),
    "floors": ("spaces",),
    "spaces": ("windows", "groups", "luminaires"),
}
MAPPINGS = {"spaces": ("spill",), "scenes": ("levels",)}
