"""What an entered price sheet or contract curve must be, and every reason why it is not. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhiyuan.billing.classes import CLASSES, MODES, VOLTAGES
from zhiyuan.kernel.errors import Malformed

ENERGY = ("energy", "loss", "td", "system", "fund")  # [CNY/kWh]
BASIC = ("capacity", "demand")  # of two-part accounts: [CNY/kVA a month], [CNY/kW a month]
PRICES = (*ENERGY, *BASIC)
MOST_DECIMALS = 12  # published are up to nine; more is a computed number pasted in
DEAREST = {**dict.fromkeys(ENERGY, Decimal(5)), **dict.fromkeys(BASIC, Decimal(500))}  # above: fen for yuan
HOURS = 24
LABELS = {
    "energy": Malformed("purchase price"),
    "loss": Malformed("line loss price"),
    "td": Malformed("transmission and distribution price"),
    "system": Malformed("system operation price"),
    "fund": Malformed("government funds"),
    "capacity": Malformed("capacity price"),
    "demand": Malformed("demand price"),
}
NAMES = {
    "customer_class": Malformed("customer class"),
    "mode": Malformed("number of parts"),
    "voltage": Malformed("voltage"),
}
Problem = tuple[str, Malformed]  # the field it is about, and what to do


@dataclass(frozen=True, slots=True)
class Entry:
    """A price sheet as somebody enters it, for the days [start, end)."""

    customer_class: str
    mode: str
    voltage: str
    start: date
    end: date
    prices: Mapping[str, Decimal | None]
    source: str
    note: str = ""

    @property
    def rivals(self) -> dict[str, str]:
        """What two sheets share that can not both hold on one day."""
        return {"customer_class": self.customer_class, "mode": self.mode, "voltage": self.voltage}

    def __str__(self) -> str:
        return f"{self.customer_class}, {self.mode}, {self.voltage} kV, {self.start} – {self.end}"


def problems(entry: Entry) -> list[Problem]:
    """Every reason to refuse an entry; none when it may wait for its check."""
    return [*_names(entry), *_days(entry.start, entry.end), *_prices(entry), *_source(entry.source)]


def figures(prices: Mapping[str, Decimal | None]) -> Iterator[Problem]:
    """What is wrong with the figures that are there, whatever else is missing."""
    for name, price in prices.items():
        if price is not None:
            yield from ((name, message) for message in _number(LABELS[name], price, DEAREST[name]))


def curve_problems(start: date, end: date, hourly: Sequence[Decimal], source: str) -> list[Problem]:
    """Every reason to refuse a contract curve."""
    found = [*_days(start, end), *_source(source)]
    if len(hourly) != HOURS:
        found.append(("hourly", Malformed("a contract curve has 24 hourly prices, not {count}", count=len(hourly))))
    for hour, price in enumerate(hourly):
        label = Malformed("the price from {hour} o'clock", hour=hour)
        found += [("hourly", message) for message in _number(label, price, DEAREST["energy"])]
    return found


def _names(entry: Entry) -> Iterator[Problem]:
    for name, said, known in (
        ("customer_class", entry.customer_class, CLASSES),
        ("mode", entry.mode, MODES),
        ("voltage", entry.voltage, VOLTAGES),
    ):
        if said not in known:
            yield (
                name,
                Malformed("{name} is one of {known}, not {said}", name=NAMES[name], known=", ".join(known), said=said),
            )


def _days(start: date, end: date) -> Iterator[Problem]:
    if end <= start:
        yield "end", Malformed("prices end after they start; {start} to {end} holds on no day", start=start, end=end)


def _source(source: str) -> Iterator[Problem]:
    if not source.strip():
        yield "source", Malformed("say where the prices are published, so that another person can look them up")


def _prices(entry: Entry) -> Iterator[Problem]:
    yield from figures(entry.prices)
    for name in PRICES:
        label = LABELS[name]
        if entry.prices.get(name) is not None:
            continue
        if name in ENERGY:
            yield name, Malformed("the {name} is missing; enter 0 where none is charged", name=label)
        elif entry.mode == "two_part":
            yield (
                name,
                Malformed("the {name} is missing; two-part prices have a capacity and a demand price", name=label),
            )
    if entry.mode == "single":
        for name in BASIC:
            if entry.prices.get(name) is not None:
                yield name, Malformed("single-part prices have no {name}; leave it empty", name=LABELS[name])


def _number(label: Malformed, price: Decimal, dearest: Decimal) -> Iterator[Malformed]:
    if not price.is_finite():
        yield Malformed("{name} is {price}, not a number", name=label, price=price)
    elif price < 0:
        yield Malformed("{name} is {price}; a price is never below zero", name=label, price=price)
    elif price > dearest:
        yield Malformed(
            "{name} is {price} yuan; the most that can be is {most}. Is it in fen (hundredths)?",
            name=label, price=price, most=dearest,
        )  # fmt: skip
    elif -int(price.as_tuple().exponent) > MOST_DECIMALS:
        yield Malformed(
            "{name} has {count} decimals; enter the published figure, not a computed one",
            name=label, count=-int(price.as_tuple().exponent),
        )  # fmt: skip
