"""What an account pays by, as dated data: its terms, the published prices, a market contract.

Every piece holds for days of the site, half-open, so a span over a change is simply cut there. A
:class:`Tariff` is named by a digest over all of it and over the pages of the book it reads: the same
digest and the same intervals give the same bill, bit for bit.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, Protocol, TypeVar

from zhiyuan.billing.tariff import HENAN, Components
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.reference import book

HOURS = 24
RULE_PAGES = ("tariffs/rules", "tariffs/power_factor")


@dataclass(frozen=True, slots=True)
class Terms:
    """What an account has agreed with the grid, from ``start`` until the next terms.

    Parameters
    ----------
    tou_elected
        Time of use; 商业用户 and 非居民照明用户 may leave it and pay the flat price (豫发改价管〔2024〕283号).
    mode
        ``single`` pays energy only; ``two_part`` a basic charge beside it.
    basic
        What the basic charge is taken of: transformer capacity, contract demand or measured demand.
    kva, contract_kw
        Transformer capacity [kVA]; contract demand [kW].
    pf_standard
        "0.90", "0.85" or "0.80" of (83)水电财字第215号; empty where no power factor is judged.
    market
        Buys by a contract curve; the administered periods do not hold (发改能源规〔2025〕1656号).
    """

    start: date
    tou_elected: bool = True
    mode: Literal["single", "two_part"] = "single"
    basic: Literal["capacity", "contract", "measured"] = "measured"
    kva: Decimal = Decimal(0)
    contract_kw: Decimal = Decimal(0)
    pf_standard: str = ""
    market: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Published prices of a class and voltage for the days [start, end).

    ``capacity`` is per kVA and month, ``demand`` per kW and month [CNY]; None where none is published.
    """

    start: date
    end: date
    components: Components
    capacity: Decimal | None = None
    demand: Decimal | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A market contract: the energy price of each local hour for the days [start, end). [CNY/kWh]"""

    start: date
    end: date
    hourly: tuple[Decimal, ...]
    version: str = ""

    def __post_init__(self) -> None:
        if len(self.hourly) != HOURS:
            raise Malformed("a contract curve has 24 hourly prices; the one from {day} has {count}",
                            day=self.start, count=len(self.hourly))  # fmt: skip


class _Dated(Protocol):
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...


D = TypeVar("D", bound=_Dated)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Everything an account's price depends on. ``customer_class`` and ``voltage`` only name it in messages.

    Raises
    ------
    Malformed
        When two terms start on one day, or two sheets or two curves hold on one day.
    """

    terms: tuple[Terms, ...]
    sheets: tuple[Sheet, ...]
    curves: tuple[Curve, ...] = ()
    page: str = HENAN
    customer_class: str = "?"
    voltage: str = "?"

    def __post_init__(self) -> None:
        for name in ("terms", "sheets", "curves"):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=lambda part: part.start)))
        for a, b in pairwise(self.terms):
            if a.start == b.start:
                raise Malformed("two terms start on {day}; one day has one set of terms", day=a.start)
        _check_apart(Malformed("price sheets"), self.sheets)
        _check_apart(Malformed("contract curves"), self.curves)

    @property
    def digest(self) -> str:
        """The tariff version: SHA-256 over terms, prices, curves and the pages of the book that are read."""
        said = {**self.plain(), "pages": [_page_digest(name, book().digest) for name in (self.page, *RULE_PAGES)]}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def terms_on(self, day: date) -> Terms:
        """The terms that hold on a day."""
        held = [terms for terms in self.terms if terms.start <= day]
        if not held:
            raise NotReady("the account has no terms for {day}: enter what holds from its first day", day=day)
        return held[-1]

    def sheet_on(self, day: date) -> Sheet:
        """The checked prices that hold on a day."""
        for sheet in self.sheets:
            if sheet.start <= day < sheet.end:
                return sheet
        raise NotReady(
            "no checked prices for {month} ({customer_class}, {voltage}), first missing {day}: "
            "enter them and let a second person check them",
            month=f"{day:%Y-%m}", customer_class=self.customer_class, voltage=self.voltage, day=day,
        )  # fmt: skip

    def curve_on(self, day: date) -> Curve:
        """The contract curve that holds on a day."""
        for curve in self.curves:
            if curve.start <= day < curve.end:
                return curve
        raise NotReady(
            "a market account without a contract curve for {day}: enter the contract's hourly prices", day=day
        )

    def plain(self) -> dict[str, Any]:
        """As JSON can carry it; :meth:`read` gives back the same digest."""
        return {
            "terms": [_plain(asdict(t)) for t in self.terms],
            "sheets": [_plain(asdict(s)) for s in self.sheets],
            "curves": [_plain(asdict(c)) for c in self.curves],
            "page": self.page, "customer_class": self.customer_class, "voltage": self.voltage,
        }  # fmt: skip

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Tariff":
        """The tariff that :meth:`plain` wrote down."""
        return cls(
            tuple(_read_terms(t) for t in plain["terms"]),
            tuple(_read_sheet(s) for s in plain["sheets"]),
            tuple(_read_curve(c) for c in plain["curves"]),
            plain["page"], plain["customer_class"], plain["voltage"],
        )  # fmt: skip


def say(number: Decimal) -> str:
    """A decimal as text in one way only, however it was written.

    >>> say(Decimal("630.00")), say(Decimal("1E+3")), say(Decimal("0.028889375"))
    ('630', '1000', '0.028889375')
    """
    return f"{Decimal(number).normalize():f}"


def _plain(part: Any) -> Any:
    if isinstance(part, Decimal):
        return say(part)
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(value) for value in part]
    return part


def _read_terms(plain: Mapping[str, Any]) -> Terms:
    given = {**plain, "start": date.fromisoformat(plain["start"])}
    return Terms(**{**given, "kva": Decimal(given["kva"]), "contract_kw": Decimal(given["contract_kw"])})


def _read_sheet(plain: Mapping[str, Any]) -> Sheet:
    components = Components(**{f.name: Decimal(plain["components"][f.name]) for f in fields(Components)})
    capacity, demand = (None if plain[n] is None else Decimal(plain[n]) for n in ("capacity", "demand"))
    return Sheet(*_days(plain), components, capacity, demand, plain["version"])


def _read_curve(plain: Mapping[str, Any]) -> Curve:
    return Curve(*_days(plain), tuple(Decimal(p) for p in plain["hourly"]), plain["version"])


def _days(plain: Mapping[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(plain["start"]), date.fromisoformat(plain["end"])


def _check_apart(what: Malformed, parts: Sequence[D]) -> None:
    for part in parts:
        if part.end <= part.start:
            raise Malformed("{what}: {start} – {end} ends before it starts", what=what, start=part.start, end=part.end)
    for a, b in pairwise(parts):
        if b.start < a.end:
            raise Malformed("{what} overlap from {start} to {end}: one day has one price",
                            what=what, start=b.start, end=min(a.end, b.end))  # fmt: skip


@lru_cache(maxsize=64)
def _page_digest(name: str, book_digest: str) -> str:
    del book_digest  # only part of the cache's key: the book in use may change
    text = json.dumps(book().page(name), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
