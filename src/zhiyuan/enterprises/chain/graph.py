"""A chain as a graph: segments, and flows from supplier to buyer; read from a page of the book or of the park's own."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import Book, parse_page

PREFIX, FIGURE = "industry/chain_", "chain"
MOST = 500  # segments of a chain
FIELDS = {"zh", "en", "level", "codes", "products"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment (环节). ``level`` is its column from suppliers to buyers; ``codes`` begin the industries it is of."""

    key: str
    zh: str
    en: str
    level: int
    codes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Segments by key, and who buys from whom."""

    key: str
    zh: str
    en: str
    segments: Mapping[str, Segment]
    flows: tuple[tuple[str, str], ...]

    def downstream(self, key: str, hops: int) -> set[str]:
        """The segments that buy from one, within so many hops."""
        return self._within(key, hops, self._buyers())

    def upstream(self, key: str, hops: int) -> set[str]:
        """The segments that one buys from, within so many hops."""
        return self._within(key, hops, self._suppliers())

    def _buyers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for supplier, buyer in self.flows:
            found.setdefault(supplier, []).append(buyer)
        return found

    def _suppliers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for supplier, buyer in self.flows:
            found.setdefault(buyer, []).append(supplier)
        return found

    @staticmethod
    def _within(start: str, hops: int, next_to: Mapping[str, list[str]]) -> set[str]:
        far, waiting = {start: 0}, deque([start])
        while waiting:
            here = waiting.popleft()
            if far[here] < hops:
                for other in next_to.get(here, ()):
                    if other not in far:
                        far[other] = far[here] + 1
                        waiting.append(other)
        return far.keys() - {start}


def chains(book: Book, day: date, own: Mapping[str, str] = {}) -> dict[str, Chain]:
    """The chains of the book on a day, those of the park's own (key → text of the page) over them."""
    found = {
        name.removeprefix(PREFIX): read(name.removeprefix(PREFIX), book.figure(f"{name}#{FIGURE}", day).value)
        for name in sorted(book.pages)
        if name.startswith(PREFIX)
    }
    return found | {key: parse(key, text, day) for key, text in own.items()}


def parse(key: str, text: str, day: date) -> Chain:
    """A chain from the text of a page with the figure ``chain``."""
    name = f"{PREFIX}{key}"
    page = parse_page(text, name)
    if FIGURE not in page:
        raise NotFound("page {page} has no {item}; it has {items}", page=name, item=FIGURE, items=", ".join(page))
    return read(key, Book({name: page}).figure(f"{name}#{FIGURE}", day).value)


def read(key: str, said: Any) -> Chain:
    """A chain as a page says it.

    Raises
    ------
    Malformed
        With the segment or flow that is wrong.
    """
    if not isinstance(said, Mapping) or not isinstance(said.get("segments"), Mapping) or not said.get("zh"):
        raise Malformed("the chain {chain} has a name (zh, en) and segments", chain=key)
    if len(said["segments"]) > MOST:
        raise Malformed("the chain {chain} has {count} segments; at most {most} are read", chain=key,
                        count=len(said["segments"]), most=MOST)  # fmt: skip
    segments = {name: _segment(key, name, one) for name, one in said["segments"].items()}
    flows = tuple(_flows(key, said.get("flows", ()), segments))
    return Chain(key, str(said["zh"]), str(said.get("en", said["zh"])), segments, flows)


def _segment(chain: str, key: str, said: Any) -> Segment:
    where = f"{chain}.{key}"
    if not isinstance(said, Mapping) or not said.get("zh") or not said.get("en"):
        raise Malformed("{where}: a segment has a name in both languages (zh, en)", where=where)
    if wrong := said.keys() - FIELDS:
        raise Malformed("{where}: there is no {field} here; there is {known}", where=where, field=sorted(wrong)[0],
                        known=", ".join(sorted(FIELDS)))  # fmt: skip
    level = said.get("level", 0)
    if type(level) is not int or not 0 <= level < 50:
        raise Malformed("{where}: the level is a whole number from 0 on, not {found}", where=where, found=level)
    codes, products = (tuple(str(c) for c in said.get(name, ())) for name in ("codes", "products"))
    return Segment(key, str(said["zh"]), str(said["en"]), level, codes, products)


def _flows(chain: str, said: Any, segments: Mapping[str, Segment]) -> Iterator[tuple[str, str]]:
    seen = set()
    for flow in said:
        if not isinstance(flow, list) or len(flow) != 2:
            raise Malformed("the chain {chain}: a flow is [supplier, buyer], not {found}", chain=chain, found=flow)
        for key in flow:
            if key not in segments:
                raise Malformed("the chain {chain}: there is no segment {key}", chain=chain, key=repr(key))
        pair = (flow[0], flow[1])
        if pair[0] == pair[1] or pair in seen:
            raise Malformed("the chain {chain}: the flow {found} leads to itself or is named twice", chain=chain,
                            found=" → ".join(pair))  # fmt: skip
        seen.add(pair)
        yield pair
