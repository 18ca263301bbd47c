"""How the lines, steps and states of bills read. Pure: English templates, the doors bring the translation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhiyuan.kernel import fmt
from zhiyuan.savings.wording import Speaker

PERIODS = {"spike": "Spike", "peak": "Peak", "flat": "Flat", "valley": "Valley"}
LINES = {
    "energy": "Energy at the month's average price",
    "fund": "Government funds and surcharges",
    "basic": "Basic charge",
    "overrun": "Demand above the agreed",
    "power_factor": "Power factor adjustment",
    "loss": "Share of line losses",
    "loss+fixed": "Share of line losses and of charges that are not per kWh",
}
STEPS = {
    "data": "Data complete",
    "prices": "Prices checked",
    "draft": "Bills drafted",
    "differences": "Differences to last month explained",
    "issue": "Bills issued",
    "paid": "Payments marked",
}
STATUSES = {"done": "Done", "open": "Can be done now", "blocked": "Blocked", "waiting": "Waits for the step before"}
KINDS = {"bill": "Electricity bill", "credit": "Credit note"}
STATES = {"draft": "Draft", "issued": "Issued"}
CAUSES = {
    "readings": "later readings or tenancies",
    "prices": "a change of prices or terms",
    "both": "later readings and a change of prices",
}
BUDGETS = {
    "within": "within the budget",
    "risk": "likely to pass the budget",
    "exceeded": "above the budget",
}
UNITS = {"1": "", "share": ""}


@dataclass(frozen=True, slots=True)
class BillRow:
    """One line of a bill as page, paper and workbook print it."""

    number: int
    words: str
    days: str
    quantity: str
    unit: str
    price: str
    amount: str
    estimated: str
    clause: str
    exact: Mapping[str, Decimal]
    opens: bool


def line_words(line: Mapping[str, Any], names: Mapping[str, str], speaker: Speaker) -> str:
    """What a line is of.

    >>> line_words({"name": "energy/peak", "period": "peak"}, {}, Speaker(str, "en"))
    'Energy, peak'
    """
    name = str(line["name"])
    if name.startswith("common/"):
        meter = name.removeprefix("common/")
        return speaker.say("Common areas: {what}", what=names.get(meter, meter))
    if period := line.get("period"):
        word = speaker.say(PERIODS[period]) if period in PERIODS else str(period)
        return speaker.say("Energy, {period}", period=word if speaker.chinese else word.lower())
    rest = name.partition("/")[2] if name[:4].isdigit() else name
    return speaker.say(LINES[rest]) if rest in LINES else rest


def rows(lines: Any, names: Mapping[str, str], speaker: Speaker) -> list[BillRow]:
    """The lines of a bill."""
    return [_row(n, line, names, speaker) for n, line in enumerate(lines)]


def _row(n: int, line: Mapping[str, Any], names: Mapping[str, str], speaker: Speaker) -> BillRow:
    exact = {name: Decimal(line.get(name) or "0") for name in ("quantity", "price", "amount", "estimated")}
    unit = str(line["unit"])
    decimals = 2 if unit in ("kWh", "1", "kW", "kVA") else 4
    return BillRow(
        number=n,
        words=line_words(line, names, speaker),
        days=days_of(line, speaker),
        quantity=fmt.number(exact["quantity"], decimals),
        unit=UNITS.get(unit, unit),
        price=plain_price(exact["price"]),
        amount=fmt.money(exact["amount"]),
        estimated=fmt.number(exact["estimated"], 2) if exact["estimated"] else "",
        clause=str(line.get("clause") or ""),
        exact=exact,
        opens=unit == "kWh" and bool(line.get("period") or str(line["name"]).startswith("common/")),
    )


def days_of(line: Mapping[str, Any], speaker: Speaker) -> str:
    """The days a line is of, the last one included."""
    if not line.get("start") or not line.get("end"):
        return ""
    return span_words(date.fromisoformat(line["start"]), date.fromisoformat(line["end"]), speaker)


def span_words(start: date, end: date, speaker: Speaker) -> str:
    """Days [start, end) as people say them."""
    return fmt.days(start, end - timedelta(days=1), speaker.language)


def plain_price(price: Decimal) -> str:
    """A unit price with every decimal it has, up to nine; never fewer than two.

    >>> plain_price(Decimal("1.060289375")), plain_price(Decimal("32.4")), plain_price(Decimal("1") / 3)
    ('1.060289375', '32.40', '0.333333333')
    """
    shown = f"{price.quantize(Decimal('0.000000001')):f}".rstrip("0")
    whole, _, decimals = shown.partition(".")
    return f"{whole}.{decimals:0<2}"
