"""The park file as YAML: read with line and column in every complaint, written always alike.

Reading is YAML 1.2's core: only ``true``/``false`` are booleans and ``08:00`` is text, so the
``on`` of a rule stays a word. Writing is a row a thing in a fixed order, defaults left out, so
that a file can be compared line by line and the second export equals the first.
"""

import re
from collections.abc import Callable
from typing import Any

import yaml

from zhiyuan.kernel.errors import Malformed
from zhiyuan.park import checks, yamltext
from zhiyuan.park.document import Park
from zhiyuan.park.shape import Path, Problem, build, refuse, spell

LARGEST = 32_000_000  # characters; a park of 50,000 luminaires has a third of that

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """Only the types of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))

_SCALARS: dict[str, Callable[[str], Any]] = {
    "bool": lambda text: text == "true",
    "null": lambda _: None,
    "int": int,
    "float": float,
}


def read(text: str) -> Park:
    """The park that a YAML text describes.

    Raises
    ------
    Malformed
        With every problem at once (the first fifty in words), each with its path, line and column.
    """
    source = _Source(text)
    problems = source.problems
    park = build(Park, source.plain, (), problems)
    if not problems:
        problems.extend(checks.problems(park))
    refuse(problems, source.locate)
    found: Park = park
    return found


def write(park: Park) -> str:
    """The one text that stands for a park."""
    return yamltext.text(park)


class _Source:
    """The plain data of a text, and where each part of it stood."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.marks: dict[Path, tuple[int, int]] = {}
        self._seen: set[int] = set()
        self.plain = self._plain(_compose(text), ())

    def locate(self, path: Path) -> str:
        """The path in words, with the line and column of the nearest thing that is there."""
        near = path
        while near and near not in self.marks:
            near = near[:-1]
        line, column = self.marks.get(near, (1, 1))
        return f"{spell(path)} (line {line}, column {column})"

    def _plain(self, node: Any, path: Path) -> Any:
        self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._seen:
            return self._say(path, "anchors and aliases (& and *) are not read here; write it out")
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*path, i)) for i, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _scalar(self, node: Any, path: Path) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        try:
            return _SCALARS.get(kind, str)(node.value)
        except ValueError:
            return self._say(path, "{text} cannot be read as {kind}", text=node.value[:40], kind=kind)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in plain:
                self._say((*path, name), "{name} stands here twice", name=name)
            plain[name] = self._plain(value, (*path, name))
        return plain

    def _say(self, path: Path, template: str, **params: object) -> None:
        self.problems.append(Problem(path, Malformed(template, **params)))


def _compose(text: str) -> Any:
    if len(text) > LARGEST:
        raise Malformed("the park file has {count} characters; at most {most} are read", count=len(text), most=LARGEST)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Malformed(
            "line {line}, column {column}: this is not YAML: {reason}", line=line, column=column, reason=failure.problem
        ) from None
    except yaml.YAMLError as failure:
        raise Malformed("this is not YAML: {reason}", reason=str(failure).splitlines()[0]) from None
    except RecursionError:
        raise Malformed("the park file is nested too deeply") from None
    if node is None:
        raise Malformed("the park file is empty")
    return node
