"""公摊: what all use, shared by area, by floor, by the days of the lease; and each one's part of a saving. Pure.

A tenant's key is its area times its days in the month; who moves in on the 17th of a month of 31
days counts 15 of them. Area that nobody rents counts for the operator (``billing/sharing#vacant``),
and the bill prints the key, so that anyone can redo it. Rule 4 of 转供电: this is an agreed cost of the
property, never inside the price of a kWh.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhiyuan.billing.resale import share_exactly
from zhiyuan.enterprises.occupied import Occupied, Vacant
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import value

OPERATOR = ""
AREA, FLOOR, METER = "area", "floor", "meter"
BYS = (AREA, FLOOR)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Key:
    """How a cost is shared: area × days of everybody, the operator's for what stands empty [m²·d]; or by the days
    on which a meter was whose [d]."""

    by: str
    floor: str
    first: date
    until: date
    weights: Mapping[str, Decimal]

    @property
    def whole(self) -> Decimal:
        """All area and days together. [m²·d]"""
        return sum(self.weights.values(), ZERO)

    def share(self, party: str) -> Decimal:
        """One party's part. [1]"""
        return self.weights.get(party, ZERO) / self.whole if self.whole else ZERO

    def said(self, party: str) -> dict[str, str]:
        """What is printed on the bill beside the amount: area-days of the party and of all. [m²·d]"""
        return {
            "by": self.by,
            "floor": self.floor,
            "mine": f"{self.weights.get(party, ZERO):f}",
            "all": f"{self.whole:f}",
            "first": self.first.isoformat(),
            "until": self.until.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Shared:
    """A cost and its parts; ``operator`` is what nobody else pays. [CNY]"""

    key: Key
    cost: Decimal
    parts: Mapping[str, Decimal]

    @property
    def operator(self) -> Decimal:
        """The part of vacant area. [CNY]"""
        return self.parts.get(OPERATOR, ZERO)

    @property
    def tenants(self) -> dict[str, Decimal]:
        """Everybody else's part. [CNY]"""
        return {party: amount for party, amount in self.parts.items() if party != OPERATOR}


def cost_key(
    stays: Sequence[Occupied],
    first: date,
    until: date,
    *,
    by: str = AREA,
    floor: str = "",
    vacant: Sequence[Vacant] = (),
) -> Key:
    """The key of the days [first, until): of everybody, or of those on one floor.

    A tenancy on several floors counts on each with an even part of its area. Whether vacant area
    counts for the operator, or is left out so that those present pay for all, is a figure of the book.
    """
    if by not in BYS:
        raise Malformed("a cost is shared by {known}, not by {by}", known=", ".join(BYS), by=by)
    if by == FLOOR and not floor:
        raise Malformed("a cost shared by floor needs the floor's key")
    weights: dict[str, Decimal] = {}
    for stay in stays:
        area = _area(stay, floor if by == FLOOR else "")
        if days := stay.days_in(first, until) * area:
            weights[stay.enterprise] = weights.get(stay.enterprise, ZERO) + days
    if value("billing/sharing#vacant", first) == "operator":
        empty = sum((v.area_m2 * v.days for v in vacant if by == AREA or v.floor == floor), ZERO)
        if empty:
            weights[OPERATOR] = empty
    return Key(by, floor if by == FLOOR else "", first, until, weights)


def meter_key(stays: Sequence[Occupied], meters: Iterable[str], first: date, until: date) -> Key:
    """Of meters that are somebody's own: by the days they were theirs; the operator's for the rest. [d]"""
    wanted, whole = set(meters), (until - first).days
    weights: dict[str, Decimal] = {}
    for stay in stays:
        if days := stay.days_in(first, until) * bool(wanted & set(stay.meters)):
            weights[stay.enterprise] = weights.get(stay.enterprise, ZERO) + days
    if rest := whole - sum(weights.values(), ZERO):
        weights[OPERATOR] = max(rest, ZERO)
    return Key(METER, "", first, until, weights)


def _area(stay: Occupied, floor: str) -> Decimal:
    """The area that counts: all of it, or its even part on one floor. [m²]"""
    if not floor:
        return stay.area_m2
    return stay.area_m2 / len(stay.floors) if floor in stay.floors else ZERO


def share_cost(cost: Decimal, key: Key) -> Shared:
    """A cost by its key, exact to the cent; where nobody is there, it is the operator's."""
    return Shared(key, cost, share_exactly(cost, key.weights) if key.whole else {OPERATOR: cost})


@dataclass(frozen=True, slots=True)
class SavingShare:
    """One party's part of a saving, with the label that the saving itself carries.

    ``kwh`` and ``half_width`` are None where there is no figure at all; ``cny`` is None until the
    saving was priced period by period. [kWh, CNY]
    """

    share: Decimal
    verdict: str
    kwh: Decimal | None
    half_width: Decimal | None
    cny: Decimal | None

    @property
    def verified(self) -> bool:
        """Whether it may be called a verified saving."""
        return self.verdict == "verified" and self.kwh is not None


def saving_shares(
    saved_kwh: Decimal | None,
    half_width: Decimal | None,
    saved_cny: Decimal | None,
    verdict: str,
    key: Key,
) -> dict[str, SavingShare]:
    """Each party's part of a month's saving by the key its cost was shared by.

    A lower common cost lowers everybody's bill in just this proportion. The label is carried through:
    a saving that is not verified does not become so by being divided.
    """
    kwh = _split(saved_kwh, key)
    cny = _split(saved_cny, key)
    return {
        party: SavingShare(
            key.share(party),
            verdict,
            kwh.get(party),
            None if half_width is None else (half_width * key.share(party)).quantize(Decimal("0.01")),
            cny.get(party),
        )
        for party in key.weights
    }


def _split(whole: Decimal | None, key: Key) -> dict[str, Decimal]:
    """To two decimals, so that the parts add up. [kWh or CNY]"""
    if whole is None or not key.whole:
        return {}
    return share_exactly(whole.quantize(Decimal("0.01")), key.weights)
