"""The cost of a saving as page, paper, workbook and machine print it: the same rows in the same order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhiyuan.billing.bill_words import PERIODS, plain_price, span_words
from zhiyuan.billing.cost import Cost
from zhiyuan.billing.effects import Row
from zhiyuan.kernel import fmt
from zhiyuan.kernel.sheet import Column, Sheet
from zhiyuan.savings.report import Report
from zhiyuan.savings.sufficiency import Weight
from zhiyuan.savings.wording import VERDICTS, Speaker

STEPS = {
    "quantity": "Saving: energy not used, each kWh at the price of its own period",
    "period": "Use moved to other hours, and the rounding of lines",
    "price": "Change of prices",
    "power_factor": "Power-factor adjustment",
    "demand": "Basic charge by demand",
}
PERIOD_HEAD = ("Period", "Days", "Would have used kWh", "Used kWh", "Less kWh", "Price CNY/kWh", "Worth CNY")
CIRCUIT_HEAD = ("Circuit", "Would have used kWh", "Used kWh", "Less kWh", "Part of the saving CNY", "Label")
NOTES = (
    "What would have been used is estimated: the energy of a day by the daily model of the savings report, its hours "
    "by metered days before the work, of the same kind and with about as long a night.",
    "The band is that of the energy at the worth of the hours it was expected in, with what the hours may be off by; "
    "it says nothing of use that changed for other reasons.",
    "Reactive energy is taken as it was metered: nobody metered what the old lamps drew.",
    "Only the first part is called a saving. The parts add up to the difference of the two bills, to the cent.",
)


@dataclass(frozen=True, slots=True)
class CostSaid:
    """What is said of the cost of a month's saving, from wherever it was computed."""

    site: str
    account: str
    simulated: bool
    first: date
    until: date
    cost: Cost
    half_width: Decimal
    report: Report
    issued: bool

    @property
    def filename(self) -> str:
        """Of the file, without its kind."""
        return f"cost-of-savings-{self.first:%Y-%m}"


def title(said: CostSaid, speaker: Speaker) -> str:
    """What it is of."""
    return speaker.say("Cost of the saving {month}: {account}", month=fmt.month(said.first), account=said.account)


def conclusion(said: CostSaid, speaker: Speaker) -> str:
    """One sentence: what the saving is worth and how sure that is; a negative one is said to be more."""
    saving = said.cost.effects.saving
    template = (
        "{cny} less was paid for {kwh} kWh less, give or take {half} (90%): from {low} to {high}."
        if saving >= 0
        else "{cny} more was paid for {kwh} kWh more, give or take {half} (90%): from {low} to {high}."
    )
    low, high = saving - said.half_width, saving + said.half_width
    return speaker.say(
        template,
        cny=fmt.yuan(abs(saving)), kwh=fmt.number(abs(said.cost.effects.kwh), 1), half=fmt.yuan(said.half_width),
        low=fmt.yuan(low), high=fmt.yuan(high),
    )  # fmt: skip


def label(said: CostSaid, speaker: Speaker) -> tuple[str, str, list[str]]:
    """Sign and words of the saving's verdict, and what keeps it from being verified."""
    verdict = said.report.verdict
    heavy = [f.render(speaker.translate) for f in said.report.findings if f.weight is Weight.DISQUALIFIES]
    return verdict.sign, speaker.say(VERDICTS[verdict]), heavy


def basis(said: CostSaid, speaker: Speaker) -> str:
    """Which energy and prices it rests on."""
    if said.issued:
        return speaker.say("Energy and prices are those of the issued bills.")
    return speaker.say("The month is not issued yet: energy and prices are those known now.")


def steps(said: CostSaid, speaker: Speaker) -> list[tuple[str, Decimal]]:
    """The parts in their order, then the whole. [CNY]"""
    parts = [(speaker.say(STEPS[name]), amount) for name, amount in said.cost.effects.steps()]
    return [*parts, (speaker.say("The two bills differ by"), said.cost.effects.total)]


def period_rows(said: CostSaid, speaker: Speaker) -> list[tuple[str, str, Decimal, Decimal, Decimal, Decimal, Decimal]]:
    """Both energies of each period, priced. [kWh, CNY/kWh, CNY]"""
    return [_period(row, speaker) for row in said.cost.effects.rows]


def _period(row: Row, speaker: Speaker) -> tuple[str, str, Decimal, Decimal, Decimal, Decimal, Decimal]:
    name = speaker.say(PERIODS[row.key.period]) if row.key.period in PERIODS else row.key.period
    days = span_words(row.key.start, row.key.end, speaker)
    return name, days, row.before, row.after, row.before - row.after, row.price, row.amount


def circuit_rows(said: CostSaid, speaker: Speaker) -> list[tuple[str, Decimal, Decimal, Decimal, Decimal, str]]:
    """Each circuit's part of the saving. [kWh, CNY]"""
    of = {c.plan.circuit: c for c in said.report.circuits}
    return [
        (
            of[c.circuit].plan.name, c.expected_kwh, c.used_kwh, c.kwh, c.cny,
            f"{of[c.circuit].verdict.sign} {speaker.say(VERDICTS[of[c.circuit].verdict])}",
        )
        for c in said.cost.circuits
    ]  # fmt: skip


def left_out(said: CostSaid, speaker: Speaker) -> list[str]:
    """Circuits that are not soundly measured and count for nothing here, with the reason."""
    return [
        f"{c.plan.name}: "
        + ("; ".join(f.render(speaker.translate) for f in c.findings if f.weight is Weight.DISQUALIFIES)
           or speaker.say("not measured"))
        for c in said.report.circuits if not c.sound
    ]  # fmt: skip


def notes(speaker: Speaker) -> list[str]:
    """What the figures mean and what they leave out."""
    return [speaker.say(note) for note in NOTES]


def document(said: CostSaid, speaker: Speaker) -> dict[str, Any]:
    """What the PDF prints."""
    sign, words, heavy = label(said, speaker)
    return {
        "language": "zh" if speaker.chinese else "en",
        "title": title(said, speaker),
        "subtitle": f"{said.site} · {fmt.days(said.first, said.until - timedelta(days=1), speaker.language)}",
        "simulated": speaker.say("Simulated data") if said.simulated else "",
        "conclusion": [
            conclusion(said, speaker),
            "; ".join([f"{sign} {words}", speaker.say("estimated"), *heavy]),
            basis(said, speaker),
        ],
        "steps_head": ["", speaker.say("Amount CNY")],
        "steps": [[words, fmt.money(amount)] for words, amount in steps(said, speaker)],
        "period_head": [speaker.say(h) for h in PERIOD_HEAD],
        "periods": [_text(row) for row in period_rows(said, speaker)],
        "circuit_head": [speaker.say(h) for h in CIRCUIT_HEAD],
        "circuits": [_text(row) for row in circuit_rows(said, speaker)],
        "notes": [*(speaker.say("Not counted: {why}", why=why) for why in left_out(said, speaker)), *notes(speaker)],
        "titles": [speaker.say(t) for t in ("What the difference is made of", "By period", "By circuit")],
    }


def _text(row: Iterable[Any]) -> list[str]:
    """Energy with one decimal, the price with all, money with two: by their place in the row."""
    cells = list(row)
    shown = [c if isinstance(c, str) else fmt.number(c, 1) for c in cells]
    if len(cells) == len(PERIOD_HEAD):
        shown[-2:] = [plain_price(cells[-2]), fmt.money(cells[-1])]
    else:
        shown[-2] = fmt.money(cells[-2])
    return shown


def sheets(said: CostSaid, speaker: Speaker) -> list[Sheet]:
    """The same as tabs of a workbook, numbers as numbers."""
    sign, words, heavy = label(said, speaker)
    marked = [f"【{speaker.say('Simulated data')}】"] if said.simulated else []
    about = [title(said, speaker), *marked, conclusion(said, speaker), "; ".join([f"{sign} {words}", *heavy]),
             basis(said, speaker), *notes(speaker)]  # fmt: skip
    parts = [Column(speaker.say("What the difference is made of"), "text", 56), Column("CNY", "money", 16)]
    periods = ("text", "text", "three", "three", "three", "text", "money")
    circuits = ("text", "three", "three", "three", "money", "text")
    rows = [(*row[:5], plain_price(row[5]), row[6]) for row in period_rows(said, speaker)]
    return [
        Sheet(speaker.say("Cost of the saving"), parts, steps(said, speaker), about),
        Sheet(speaker.say("By period"), _columns(PERIOD_HEAD, periods, speaker), rows),
        Sheet(speaker.say("By circuit"), _columns(CIRCUIT_HEAD, circuits, speaker), circuit_rows(said, speaker)),
    ]


def _columns(heads: Iterable[str], forms: Iterable[str], speaker: Speaker) -> list[Column]:
    return [Column(speaker.say(h), f, 20) for h, f in zip(heads, forms, strict=True)]


def plain(said: CostSaid) -> dict[str, Any]:
    """As JSON can carry it, every decimal kept."""
    cost, saving = said.cost, said.cost.effects.saving
    return {
        "account": said.account,
        "first": said.first.isoformat(),
        "last": (said.until - timedelta(days=1)).isoformat(),
        "simulated": said.simulated,
        "issued": said.issued,
        "estimated": True,
        "verdict": said.report.verdict.value,
        "saving": {
            "kwh": f"{cost.effects.kwh:f}",
            "half_width_kwh": f"{said.report.total.band.half_width:.3f}",
            "cny": f"{saving:f}",
            "half_width_cny": f"{said.half_width:f}",
            "low_cny": f"{saving - said.half_width:f}",
            "high_cny": f"{saving + said.half_width:f}",
            "confidence": said.report.gates.confidence,
        },
        "steps": [{"step": n, "saving": n == "quantity", "cny": f"{cny:f}"} for n, cny in cost.effects.steps()],
        "total_cny": f"{cost.effects.total:f}",
        "periods": [
            {
                "period": row.key.period, "first": row.key.start.isoformat(), "until": row.key.end.isoformat(),
                "would_have_used_kwh": f"{row.before:f}", "used_kwh": f"{row.after:f}", "price": f"{row.price:f}",
            }
            for row in cost.effects.rows
        ],
        "circuits": [
            {"circuit": c.circuit, "would_have_used_kwh": f"{c.expected_kwh:f}", "used_kwh": f"{c.used_kwh:f}",
             "kwh": f"{c.kwh:f}", "cny": f"{c.cny:f}"}
            for c in cost.circuits
        ],
        "left_out": [c.plan.circuit for c in said.report.circuits if not c.sound],
    }  # fmt: skip
