"""What an indicator is, as the book says it: one entry of a page ``indicators/*``, read and checked as a whole.

A figure is collected (facts), reckoned (``formula`` over other figures) or asked of a room (``query``). Names that
nobody knows, circles and units that do not go together are refused with the place where they stand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter
from typing import Any

from zhiyuan.cases.kind import Words
from zhiyuan.indicators import measure as measures
from zhiyuan.indicators.live import LIVE
from zhiyuan.indicators.measure import Measure
from zhiyuan.indicators.period import EVERY
from zhiyuan.kernel.errors import Malformed, Refused, ZhiyuanError
from zhiyuan.kernel.formula import Node, parse, refs

GROUPS: Mapping[str, Words] = {
    "economy": Words("经济运行", "Economy"),
    "chain": Words("产业链群", "Industry chains"),
    "innovation": Words("科技创新", "Innovation"),
    "city": Words("产城融合", "City and industry"),
    "environment": Words("营商环境", "Business environment"),
    "here": Words("在园企业", "Firms here"),
    "service": Words("服务与承诺", "Services and promises"),
    "energy": Words("能源与照明", "Energy and lighting"),
}
KINDS = ("amount", "growth", "share", "rank", "day", "words")
FIELDS = {
    "zh", "en", "group", "kind", "basis", "counting", "every", "formula", "query", "owner", "lag", "better", "green",
    "amber", "near", "low", "high", "jump", "part", "part_share", "decimals", "note",
}  # fmt: skip
Where = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator. ``lag`` is in working days after the period; ``better`` is up, down or empty."""

    key: str
    title: Words
    unit: str
    group: str
    kind: str = "amount"
    basis: str = ""
    counting: str = "stock"
    every: str = ""
    formula: str = ""
    node: Node | None = None
    query: str = ""
    owner: str = ""
    lag: int | None = None
    better: str = ""
    limits: Mapping[str, Decimal] = field(default_factory=dict)  # green, amber, near, low, high, jump, part_share
    part: str = ""
    decimals: int | None = None
    note: str = ""
    source: Mapping[str, str] = field(default_factory=dict)

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return measures.measure(self.unit, self.basis, self.counting, growth=self.kind == "growth")

    @property
    def collected(self) -> bool:
        """Whether somebody has to enter it period by period."""
        return bool(self.every and self.lag is not None and not self.formula and not self.query)


Register = Mapping[str, Definition]


def register(entries: Iterable[tuple[str, str, Any, Mapping[str, str]]], where: Where) -> Register:
    """The indicators of (key, unit, what is said, source), checked together.

    Raises
    ------
    Malformed, Refused
        With the place (``where(key, field)``) of the first thing that is wrong.
    """
    found: dict[str, Definition] = {}
    for key, unit, said, source in entries:
        found[key] = _one(key, unit, said, source, where)
    _names_known(found, where)
    _no_circle(found, where)
    for one in found.values():
        if one.node is not None:
            _units_agree(one, found, where)
    return found


def _one(key: str, unit: str, said: Any, source: Mapping[str, str], where: Where) -> Definition:
    if not isinstance(said, Mapping) or not said.get("zh") or not said.get("en"):
        raise Malformed("{where}: an indicator has a name in both languages (zh, en)", where=where(key, ""))
    for name in said:
        if name not in FIELDS:
            known = ", ".join(sorted(FIELDS))
            raise Malformed(
                "{where}: there is no {field} here; there is {known}", where=where(key, name), field=name, known=known
            )
    text = {n: str(said.get(n, "")) for n in ("basis", "every", "formula", "query", "owner", "better", "part", "note")}
    made = Definition(
        key=key, title=Words(str(said["zh"]), str(said["en"])), unit=unit, group=str(said.get("group", "")),
        kind=str(said.get("kind", "amount")), counting=str(said.get("counting", "stock")), lag=said.get("lag"),
        decimals=said.get("decimals"), source=source, node=_node(key, text["formula"], where),
        limits=_limits(key, said, where), **text,
    )  # fmt: skip
    _fits(made, where)
    return made


def _fits(one: Definition, where: Where) -> None:
    choices = {
        "group": tuple(GROUPS), "kind": KINDS, "basis": measures.BASES, "counting": measures.COUNTINGS,
        "every": ("", *EVERY), "better": ("", "up", "down"),
    }  # fmt: skip
    for name, known in choices.items():
        if (found := getattr(one, name)) not in known:
            raise Malformed(
                "{where}: {field} is {found}; it is one of {known}", where=where(one.key, name), field=name,
                found=repr(found), known=", ".join(filter(None, known)),
            )  # fmt: skip
    for name in ("lag", "decimals"):
        if (whole := getattr(one, name)) is not None and (type(whole) is not int or whole < 0):
            raise Malformed(
                "{where}: {field} is a whole number, not {found}", where=where(one.key, name), field=name, found=whole
            )
    if one.formula and one.query:
        raise Refused("{where}: a figure is reckoned or asked of a room, not both", where=where(one.key, "query"))
    if one.query and one.query not in LIVE:
        known_queries = ", ".join(sorted(LIVE))
        raise Malformed(
            "{where}: no room answers {query}; there are {known}", where=where(one.key, "query"), query=one.query,
            known=known_queries,
        )  # fmt: skip
    if one.query and LIVE[one.query].unit != one.unit:
        raise Refused(
            "{where}: {query} is in {unit}, not in {found}", where=where(one.key, "query"), query=one.query,
            unit=LIVE[one.query].unit, found=one.unit,
        )  # fmt: skip


def _node(key: str, text: str, where: Where) -> Node | None:
    if not text:
        return None
    try:
        return parse(text, measures.FUNCTIONS)
    except ZhiyuanError as fault:
        raise Malformed("{where}: {problem}", where=where(key, "formula"), problem=fault) from None


def _limits(key: str, said: Mapping[str, Any], where: Where) -> dict[str, Decimal]:
    found = {}
    for name in ("green", "amber", "near", "low", "high", "jump", "part_share"):
        if name in said:
            try:
                found[name] = Decimal(str(said[name]))
            except InvalidOperation:
                raise Malformed(
                    "{where}: {found} is no number", where=where(key, name), found=repr(said[name])
                ) from None
    return found


def _names_known(found: Register, where: Where) -> None:
    for one in found.values():
        named = [("formula", ref.key) for ref in refs(one.node)] if one.node else []
        for name, key in [*named, *([("part", one.part)] if one.part else [])]:
            if key not in found:
                raise Malformed("{where}: there is no indicator {name}", where=where(one.key, name), name=repr(key))
            if found[key].kind in ("rank", "day", "words"):
                raise Refused("{where}: {name} is not reckoned with", where=where(one.key, name), name=repr(key))


def _no_circle(found: Register, where: Where) -> None:
    graph = {one.key: {ref.key for ref in refs(one.node)} if one.node else set() for one in found.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as fault:
        circle = list(reversed(fault.args[1]))
        raise Refused(
            "{where}: {circle} goes round in a circle", where=where(circle[0], "formula"), circle=" → ".join(circle)
        ) from None


def _units_agree(one: Definition, found: Register, where: Where) -> None:
    place = where(one.key, "formula")
    assert one.node is not None
    try:
        got = measures.of(one.node, {key: other.measure for key, other in found.items()})
    except Refused as fault:
        raise Refused("{where}: {problem}", where=place, problem=fault) from None
    if got.units != one.measure.units:
        raise Refused("{where}: the formula gives {found}, not {wanted}", where=place, found=str(got), wanted=one.unit)
    if got.growth != (one.kind == "growth"):
        raise Refused("{where}: a growth is of the kind growth, and nothing else is", where=where(one.key, "kind"))
    for name in ("basis", "counting"):
        got_it, said = getattr(got, name), getattr(one, name)
        if got_it and said != got_it:
            raise Refused("{where}: the formula gives {found}, not {wanted}", where=place, found=got_it, wanted=said)
