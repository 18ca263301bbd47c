"""Which authorities this installation can ask: known to the app, which asks them."""

from collections.abc import Callable, Iterable

from zhiyuan.cases.facts import named
from zhiyuan.cases.kind import Kind
from zhiyuan.kernel.errors import Refused

_source: list[Callable[[], frozenset[str]]] = []


def connected() -> frozenset[str]:
    """The authorities that are connected, by their keys in the book; none where nobody said."""
    return _source[-1]() if _source else frozenset()


def refuse_connected(kind: Kind, items: Iterable[str]) -> None:
    """Refuse to take a person's word for what an authority can be asked."""
    asked = connected()
    for about in (kind.check[item] for item in items if item in kind.check):
        if about.source in asked:
            raise Refused("{source} is connected: have it asked about {item}", source=named(about), item=about.title)


def use(source: Callable[[], frozenset[str]]) -> None:
    """Take them from here; the app's doing, at start."""
    _source[:] = [source]
