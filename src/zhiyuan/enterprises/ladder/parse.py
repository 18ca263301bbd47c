"""From a page of the book to clauses: data only, no expression is ever run.

Every message names page, item and clause, and what may stand there.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from zhiyuan.enterprises.ladder import measure as m
from zhiyuan.enterprises.ladder import part as p
from zhiyuan.enterprises.ladder.bands import bands, number, span
from zhiyuan.enterprises.ladder.condition import Condition, Flag, Several, Unsettled
from zhiyuan.enterprises.ladder.exact import INF, Number
from zhiyuan.enterprises.ladder.fields import CHOICE, FLAG, LIST, NUMBERS, POINTS, Field
from zhiyuan.enterprises.ladder.limit import BOUNDS, PERCENT, PLAIN, Limit, Steps
from zhiyuan.kernel.errors import Malformed

ANY_NUMBER = tuple(NUMBERS)


class Reader:
    """Reads what stands at one place of the book in the words of a vocabulary."""

    def __init__(self, where: str, fields: Mapping[str, Field]) -> None:
        self.where = where
        self.fields = fields

    def condition(self, said: object) -> Condition:
        """``{is: f}``, ``{not: f}``, ``{all: […]}``, ``{any: […]}``, ``{unsettled: true}`` or a limit."""
        table = self._table(said)
        if "measure" in table:
            return self._limit(table)
        ways: dict[str, Callable[[Any], Condition]] = {
            "is": lambda name: Flag(self._name(name, FLAG)),
            "not": lambda name: Flag(self._name(name, FLAG), wanted=False),
            "all": lambda several: Several(self._conditions(several), every=True),
            "any": lambda several: Several(self._conditions(several), every=False),
            "unsettled": lambda _: Unsettled(),
        }
        word, rest = self._one(table, [*ways, "measure"])
        return ways[word](rest)

    def _conditions(self, said: object) -> tuple[Condition, ...]:
        return tuple(self.condition(one) for one in self._list(said))

    def _limit(self, table: Mapping[str, Any]) -> Limit:
        self._only(table, "measure", *BOUNDS, "as", "unit", "hidden")
        bounds = [bound for bound in BOUNDS if bound in table]
        if len(bounds) != 1:
            self._fail(Malformed("a limit says one of {known}", known=", ".join(BOUNDS)))
        shown = table.get("as", [PLAIN, PLAIN])
        if len(shown) != 2 or not {*shown} <= {PLAIN, PERCENT}:
            self._fail(Malformed("'as' says how observed and needed read: two of {known}", known=f"{PLAIN}, {PERCENT}"))
        limit = self._edge(table[bounds[0]])
        return Limit(self.measure(table["measure"]), bounds[0], limit, tuple(shown), table.get("unit", ""),
                     bool(table.get("hidden")))  # fmt: skip

    def _edge(self, said: object) -> Number | Steps | None:
        if said is None:
            return None
        if not isinstance(said, dict):
            return number(self.where, said)
        self._only(said, "by", "up_to", "below")
        closed = "up_to" in said
        steps = [(INF if edge is None else number(self.where, edge), number(self.where, limit))
                 for edge, limit in self._list(said.get("up_to" if closed else "below"))]  # fmt: skip
        if [edge for edge, _ in steps] != sorted({edge for edge, _ in steps}) or steps[-1][0] != INF:
            self._fail(Malformed("the steps of a limit rise, and the last goes up to null"))
        edges, limits = zip(*steps, strict=True)
        return Steps(self._name(said.get("by"), *ANY_NUMBER), edges, limits, closed)

    def measure(self, said: object) -> m.Measure:
        """A field's name, or ``{share: [part, whole]}``, ``{growth: f}`` and so on."""
        if isinstance(said, str):
            return m.Value(self._name(said, *ANY_NUMBER))
        ways: dict[str, Callable[[Any], m.Measure]] = {
            "share": lambda two: m.Share(*self._pair(two)),
            "yearly": lambda two: m.Yearly(*self._pair(two, years=True)),
            "each": lambda name: m.Each(self._years(name)),
            "first": lambda name: m.First(self._years(name)),
            "sum": lambda name: m.Sum(self._years(name)),
            "growth": lambda name: m.Growth(self._years(name), self.fields[name].years - 1),
            "mean_growth": lambda name: m.MeanGrowth(self._years(name)),
        }
        word, rest = self._one(self._table(said), list(ways))
        return ways[word](rest)

    def table(self, said: object) -> p.Table:
        """How points are found: bands, best, sum, cases, choice, listed or given."""
        table = self._table(said)
        if "measure" in table:
            return self._bands(table)
        if "cases" in table:
            self._only(table, "cases", "rest")
            cases = [(self.condition(one.get("when")), span(self.where, one.get("points")))
                     for one in self._list(table["cases"])]  # fmt: skip
            return p.Cases(tuple(cases), span(self.where, table.get("rest")))
        if "choice" in table:
            return self._choice(table)
        if "listed" in table:
            self._only(table, "listed", "each", "most")
            return p.Listed(self._name(table["listed"], LIST), int(table["each"]), int(table["most"]))
        if "given" in table:
            self._only(table, "given")
            return p.Given(self._name(table["given"], POINTS))
        return self._several(table)

    def _several(self, table: Mapping[str, Any]) -> p.Table:
        word = "best" if "best" in table else "sum"
        if word not in table:
            self._fail(Malformed("points come from measure and bands, best, sum, cases, choice, listed or given"))
        self._only(table, word, *(["most"] if word == "sum" else []))
        tables = tuple(self.table(one) for one in self._list(table[word]))
        return p.Best(tables) if word == "best" else p.Together(tables, int(table["most"]))

    def _bands(self, table: Mapping[str, Any]) -> p.Bands:
        self._only(table, "measure", "bands")
        measure = self.measure(table["measure"])
        lines = bands(self.where, table.get("bands"))
        edges = tuple(measure.limit(edge) for (edge, _), _, _ in lines[1:])
        above = tuple(just_above for (_, just_above), _, _ in lines[1:])
        return p.Bands(measure, edges, above, tuple(earned for _, _, earned in lines))

    def _choice(self, table: Mapping[str, Any]) -> p.Choice:
        self._only(table, "choice", "points")
        name = self._name(table["choice"], CHOICE)
        earned = self._table(table.get("points"))
        if {*earned} != {*self.fields[name].options}:
            self._fail(Malformed("{field} has the options {options}; each has its points", field=name,
                       options=", ".join(self.fields[name].options)))  # fmt: skip
        return p.Choice(name, {option: span(self.where, said) for option, said in earned.items()})

    def _pair(self, said: object, years: bool = False) -> tuple[str, str]:
        two = self._list(said)
        if len(two) != 2:
            self._fail(Malformed("a share names two fields, part and whole"))
        first, second = (self._years(one) if years else self._name(one, *ANY_NUMBER) for one in two)
        if self.fields[first].years != self.fields[second].years:
            self._fail(Malformed("{a} and {b} have as many years", a=first, b=second))
        return first, second

    def _years(self, said: object) -> str:
        name = self._name(said, *ANY_NUMBER)
        if not self.fields[name].years:
            self._fail(Malformed("{field} is one number, not several years", field=name))
        return name

    def _name(self, said: object, *kinds: str) -> str:
        field = self.fields.get(said) if isinstance(said, str) else None
        if field is None:
            self._fail(Malformed("there is no field {field} in the vocabulary", field=repr(said)))
        if field.kind not in kinds:
            self._fail(Malformed("{field} is a {kind}; here stands a {kinds}", field=field.name, kind=field.kind,
                       kinds=" or ".join(kinds)))  # fmt: skip
        return field.name

    def _one(self, table: Mapping[str, Any], known: list[str]) -> tuple[str, Any]:
        if len(table) != 1 or next(iter(table)) not in known:
            self._fail(
                Malformed("one of {known} stands here, not {said}", known=", ".join(known), said=", ".join(table))
            )
        return next(iter(table.items()))

    def _only(self, table: Mapping[str, Any], *known: str) -> None:
        if strange := [word for word in table if word not in known]:
            self._fail(Malformed("{strange} means nothing here; there are {known}", strange=", ".join(strange),
                       known=", ".join(known)))  # fmt: skip

    def _table(self, said: object) -> Mapping[str, Any]:
        if not isinstance(said, dict):
            self._fail(Malformed("a table stands here, not {said}", said=repr(said)))
        return said

    def _list(self, said: object) -> list[Any]:
        if not isinstance(said, list) or not said:
            self._fail(Malformed("a list stands here, not {said}", said=repr(said)))
        return said

    def _fail(self, why: Malformed) -> NoReturn:
        raise Malformed("{where}: {why}", where=self.where, why=why)
