"""A condition as the boxes of a form: what is asked, how, and the figure; anything larger as data. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from zhiyuan.enterprises.ladder.fields import FLAG, NUMBERS, Field
from zhiyuan.enterprises.ladder.limit import BOUNDS
from zhiyuan.kernel.errors import Malformed
from zhiyuan.policies.table import AMONG, OUTSIDE
from zhiyuan.policies.words import NAMES

TRUE, FALSE = "is", "not"
HOW = (TRUE, FALSE, *BOUNDS, AMONG, OUTSIDE)
BOXES = ("ask", "how", "value", "data")
BETWEEN = re.compile(r"[、,，;；\s]+")


def askable(fields: Mapping[str, Field]) -> list[Field]:
    """The fields that one box can ask for: yes or no, a single number, an industry or a place on a chain."""
    return [f for f in fields.values() if f.name in NAMES or f.kind == FLAG or (f.kind in NUMBERS and not f.years)]


def when(said: Mapping[str, str], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The condition that the boxes say.

    >>> when({"ask": "hnte_valid", "how": "is", "value": "", "data": ""}, {"hnte_valid": Field("hnte_valid", "flag", "",
    ... "", "")})
    {'is': 'hnte_valid'}
    """
    ask, how, value, data = (str(said.get(box) or "").strip() for box in BOXES)
    if data:
        return _read(data)
    field = fields.get(ask)
    if field is None or how not in HOW:
        raise Malformed("say what is asked of a firm and how, or write the condition as data")
    if field.name in NAMES:
        _only(field, how, (AMONG, OUTSIDE))
        return {how: {ask: [one for one in BETWEEN.split(value) if one]}}
    if field.kind == FLAG:
        _only(field, how, (TRUE, FALSE))
        return {how: ask}
    _only(field, how, BOUNDS)
    limit = {"measure": ask, how: value}
    return limit | ({"unit": field.unit} if field.unit not in ("", "1") else {})


def boxes(condition: Any) -> dict[str, str]:
    """What the boxes show of a condition."""
    said = dict.fromkeys(BOXES, "")
    if not isinstance(condition, dict):
        return said
    for how in (TRUE, FALSE):
        if {*condition} == {how}:
            return said | {"ask": str(condition[how]), "how": how}
    for how in (AMONG, OUTSIDE):
        if {*condition} == {how}:
            ((name, several),) = condition[how].items()
            return said | {"ask": name, "how": how, "value": "、".join(several)}
    bounds = [bound for bound in BOUNDS if bound in condition]
    simple = len(bounds) == 1 and {*condition} <= {"measure", "unit", bounds[0]}
    if simple and isinstance(condition["measure"], str) and not isinstance(condition[bounds[0]], dict):
        return said | {"ask": condition["measure"], "how": bounds[0], "value": str(condition[bounds[0]])}
    return said | {"data": json.dumps(condition, ensure_ascii=False)}


def _only(field: Field, how: str, known: tuple[str, ...]) -> None:
    if how not in known:
        raise Malformed("{field} cannot be asked like this; what can be: {known}",
                        field=field.name, known=", ".join(known))  # fmt: skip


def _read(data: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise Malformed("the condition cannot be read as JSON: {why}", why=str(fault)) from fault
    if not isinstance(found, dict):
        raise Malformed("the condition cannot be read as JSON: {why}", why=data[:40])
    return found
