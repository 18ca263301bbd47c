"""The steps of a kind as a flow of nodes: where work divides there is a fork, where it meets a join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhiyuan.cases.kind import Kind

START, END, TASK, FORK, JOIN = "start", "end", "task", "fork", "join"


@dataclass(frozen=True, slots=True)
class Node:
    """One shape; a fork follows the step it names, a join comes before it."""

    key: str
    shape: str
    step: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Nodes, each after all that lead to it, and the arrows between them."""

    nodes: tuple[Node, ...]
    arrows: tuple[tuple[str, str], ...]


def flow(kind: Kind) -> Flow:
    """The flow of a kind, from its start to its end."""
    followed = {need for step in kind.steps for need in step.needs}
    needs: dict[str, Sequence[str]] = {START: ()}
    needs |= {step.key: step.needs or (START,) for step in kind.steps}
    needs[END] = [step.key for step in kind.steps if step.key not in followed]
    followers = {key: [other for other in needs if key in needs[other]] for key in needs}
    nodes: list[Node] = []
    arrows: list[tuple[str, str]] = []
    for key in needs:
        chain = _chain(key, kind, needs, followers)
        nodes += chain
        arrows += [(one.key, other.key) for one, other in pairwise(chain)]
        arrows += [(f"{need}-fork" if len(followers[need]) > 1 else need, chain[0].key) for need in needs[key]]
    return Flow(tuple(nodes), tuple(arrows))


def _chain(
    key: str, kind: Kind, needs: Mapping[str, Sequence[str]], followers: Mapping[str, Sequence[str]]
) -> list[Node]:
    """A step with the join before it and the fork after it, where it has them."""
    step = {START: kind.steps[0].key, END: kind.steps[-1].key}.get(key, key)
    chain = [Node(key, key if key in (START, END) else TASK, step)]
    if len(needs[key]) > 1:
        chain.insert(0, Node(f"{key}-join", JOIN, step))
    if len(followers[key]) > 1:
        chain.append(Node(f"{key}-fork", FORK, step))
    return chain
