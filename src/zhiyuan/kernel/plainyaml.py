"""YAML that people bring, read with care: what it unfolds to is counted before it is built.

An anchor may be told again (``&doc``, ``*doc``), but not until a few lines are a billion, nor within itself; and a name
that stands twice in one table, of which a reader would see one, is refused with its line.
"""

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from zhiyuan.kernel.errors import Malformed

LONGEST = 1_000_000
"""Of a text. [characters]"""
MOST = 200_000
"""Of what a text unfolds to. [values]"""
DEEPEST = 40
"""Tables and lists within each other."""


def load(text: str, name: str) -> Any:
    """What a text says; ``name`` is what messages call it.

    Raises
    ------
    Malformed
        When it is no YAML, too long, too deep or too large, tells itself again, or has a name twice in a table.
    """
    if len(text) > LONGEST:
        raise Malformed("{page} is longer than {most} characters", page=name, most=LONGEST)
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _count(node, name, {}, 0)
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError) as fault:
        raise Malformed("page {page} cannot be read: {why}", page=name, why=" ".join(str(fault).split())) from fault
    except RecursionError:
        raise Malformed("{page}: tables stand in each other more than {most} deep", page=name, most=DEEPEST) from None
    finally:
        loader.dispose()


def dump(said: Any) -> str:
    """Plain YAML: in the order in which things were said, nothing told again by an anchor."""
    return yaml.dump(said, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)


def short(said: Any) -> str:
    """The same on one line, as it fits a cell: ``{is: resident}``."""
    text = yaml.dump(said, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100_000, default_flow_style=True)
    return text.removesuffix("\n").removesuffix("\n...")


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _count(node: Node, name: str, known: dict[int, int], depth: int) -> int:
    """How many values a node unfolds to; one that is told again is looked at once."""
    at = id(node)
    if at in known:
        if not known[at]:
            raise Malformed("{page}, line {line}: what is said here is said by itself: a circle",
                            page=name, line=node.start_mark.line + 1)  # fmt: skip
        return known[at]
    if depth > DEEPEST:
        raise Malformed("{page}: tables stand in each other more than {most} deep", page=name, most=DEEPEST)
    known[at] = 0  # being counted
    total = 1
    if isinstance(node, MappingNode):
        _refuse_twice(node, name)
        total += sum(_count(one, name, known, depth + 1) for pair in node.value for one in pair)
    elif isinstance(node, SequenceNode):
        total += sum(_count(one, name, known, depth + 1) for one in node.value)
    if total > MOST:
        raise Malformed("{page}, line {line}: it unfolds to more than {most} values",
                        page=name, line=node.start_mark.line + 1, most=MOST)  # fmt: skip
    known[at] = total
    return total


def _refuse_twice(node: MappingNode, name: str) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key.value, str) and key.value != "<<":
            if key.value in seen:
                raise Malformed("{page}, line {line}: {field} stands twice in one table",
                                page=name, line=key.start_mark.line + 1, field=repr(key.value))  # fmt: skip
            seen.add(key.value)
