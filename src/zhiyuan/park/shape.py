"""From plain data to the park's dataclasses, and every problem on the way.

The dataclasses of ``document`` are the only description of the format: a file may say what a
class has as a field, and nothing else. Whoever reads a file (YAML, a workbook) hands over plain
data and a function that turns a path into words a person can find it by.
"""

import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from zhiyuan.kernel.errors import Malformed, ZhiyuanError

Path = tuple[str | int, ...]
MOST_PROBLEMS = 50

UNREADABLE: Any = object()  # stands where a value could not be read, so that the rest still is


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: where, and a message with named parameters."""

    path: Path
    message: Malformed


class Problems(list[ZhiyuanError]):
    """Problems as lines, in the language of whoever reads them."""

    def render(self, translate: Callable[[str], str]) -> str:
        """One line a problem."""
        return "\n".join(f"  {problem.render(translate)}" for problem in self)

    def __str__(self) -> str:
        return self.render(str)


def refuse(problems: Sequence[Problem], locate: Callable[[Path], str]) -> None:
    """Raise one Malformed that lists the problems, where there are any."""
    if not problems:
        return
    lines = Problems(
        Malformed("{where}: {problem}", where=locate(p.path), problem=p.message) for p in problems[:MOST_PROBLEMS]
    )
    raise Malformed(
        "nothing of the park file was taken over. Problems found: {count}; listed: {shown}\n{problems}",
        count=len(problems),
        shown=len(lines),
        problems=lines,
    )


def spell(path: Path) -> str:
    """A path as people write it.

    >>> spell(("buildings", 0, "floors", 2))
    'buildings[0].floors[2]'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the file"


def build(cls: type, raw: object, path: Path, problems: list[Problem]) -> Any:
    """An instance of a dataclass from plain data; problems are added, never raised."""
    if not isinstance(raw, Mapping):
        return _problem(problems, path, "a table of fields is needed here, not {found}", found=_named(raw))
    known = _members(cls)
    for name in raw:
        if name not in known:
            _unknown(problems, (*path, str(name)), str(name), list(known))
    values: dict[str, Any] = {}
    for name, (member, hint) in known.items():
        if name in raw:
            values[name] = _value(hint, raw[name], (*path, name), problems)
        elif type(None) in get_args(hint):
            values[name] = None
        elif member.default is MISSING and member.default_factory is MISSING:
            values[name] = _problem(problems, path, "{name} is missing", name=name)
    return UNREADABLE if UNREADABLE in values.values() else cls(**values)


@cache
def _members(cls: type) -> dict[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(cls)
    return {f.name: (f, hints[f.name]) for f in fields(cls)}


def _value(hint: Any, raw: object, path: Path, problems: list[Problem]) -> Any:
    origin = get_origin(hint)
    if raw is UNREADABLE:
        return UNREADABLE
    if is_dataclass(hint):
        return build(hint, raw, path, problems)  # type: ignore[arg-type]  # a class, not an instance
    if origin in (Union, types.UnionType):
        return None if raw is None else _value(get_args(hint)[0], raw, path, problems)
    if origin is tuple:
        return _tuple(get_args(hint), raw, path, problems)
    if origin is dict:
        return _dict(get_args(hint)[1], raw, path, problems)
    return _scalar(hint, raw, path, problems)


def _tuple(args: tuple[Any, ...], raw: object, path: Path, problems: list[Problem]) -> Any:
    if not isinstance(raw, list | tuple):
        return _problem(problems, path, "a list is needed here, not {found}", found=_named(raw))
    hints = [args[0]] * len(raw) if args[-1] is Ellipsis else list(args)
    if len(raw) != len(hints):
        return _problem(
            problems, path, "{wanted} values are needed here, not {found}", wanted=len(hints), found=len(raw)
        )
    items = tuple(_value(h, item, (*path, i), problems) for i, (h, item) in enumerate(zip(hints, raw, strict=True)))
    return UNREADABLE if any(item is UNREADABLE for item in items) else items


def _dict(hint: Any, raw: object, path: Path, problems: list[Problem]) -> Any:
    if not isinstance(raw, Mapping):
        return _problem(problems, path, "a table of fields is needed here, not {found}", found=_named(raw))
    items = {str(name): _value(hint, value, (*path, str(name)), problems) for name, value in raw.items()}
    return UNREADABLE if any(item is UNREADABLE for item in items.values()) else items


def _scalar(hint: Any, raw: object, path: Path, problems: list[Problem]) -> Any:
    if hint is object and _is_plain(raw):
        return raw
    if hint is str:
        return _text(raw, path, problems)
    if hint is bool and isinstance(raw, bool):
        return raw
    if hint is float and _is_number(raw):
        return float(raw)  # type: ignore[arg-type]  # just checked
    if hint is int and _is_number(raw) and raw == int(raw):  # type: ignore[call-overload]
        return int(raw)  # type: ignore[call-overload]
    wanted = {bool: "true or false", float: "a number", int: "a whole number"}.get(hint, "one value")
    found = _named(raw)
    return _problem(problems, path, "{wanted} is needed here, not {found}", wanted=Malformed(wanted), found=found)


def _text(raw: object, path: Path, problems: list[Problem]) -> Any:
    if not isinstance(raw, str):
        return _problem(problems, path, "text is needed here, not {found}; put it in quotes", found=_named(raw))
    if not raw.isprintable() or raw != raw.strip():
        return _problem(
            problems, path, "{found} has a space at an end, a line break or an invisible sign", found=repr(raw)
        )
    return raw


def _is_plain(raw: object) -> bool:
    return isinstance(raw, str | int | float) or (isinstance(raw, list) and all(isinstance(item, str) for item in raw))


def _is_number(raw: object) -> bool:
    plain = isinstance(raw, int | float) and not isinstance(raw, bool)
    return plain and abs(raw) < 1e18 and math.isfinite(raw)  # type: ignore[arg-type]  # just checked


def _named(raw: object) -> object:
    """What was found instead, as words that are translated, or the value itself."""
    if raw is None:
        return Malformed("nothing")
    if isinstance(raw, Mapping):
        return Malformed("a table of fields")
    if isinstance(raw, list | tuple):
        return Malformed("a list")
    return repr(raw)


def _unknown(problems: list[Problem], path: Path, name: str, known: list[str]) -> None:
    near = get_close_matches(name, known, 1)
    if near:
        _problem(problems, path, "there is no {name} here; did you mean {near}?", name=name, near=near[0])
    else:
        _problem(problems, path, "there is no {name} here; there is {known}", name=name, known=", ".join(known))


def _problem(problems: list[Problem], path: Path, template: str, **params: object) -> Any:
    problems.append(Problem(path, Malformed(template, **params)))
    return UNREADABLE
