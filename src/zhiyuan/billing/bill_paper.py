"""A bill and the yearly publication laid out as plain data: what page, PDF and workbook all print. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.billing import bill_words as words
from zhiyuan.kernel import fmt
from zhiyuan.kernel.sheet import Column, Sheet
from zhiyuan.savings.wording import Speaker


@dataclass(frozen=True, slots=True)
class BillSaid:
    """Everything printed on a bill, from the row in the database."""

    number: str
    kind: str
    state: str
    payer: str
    uscc: str
    site: str
    account: str
    simulated: bool
    month: date
    start: date
    end: date
    lines: Sequence[Mapping[str, Any]]
    total: Decimal
    kwh: Decimal
    estimated_kwh: Decimal
    zone: ZoneInfo
    issued_at: datetime | None = None
    issued_by: str = ""
    corrects: str = ""
    reason: str = ""
    digest: str = ""
    intervals_digest: str = ""
    tariff_digest: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    paid: Decimal | None = None

    @property
    def filename(self) -> str:
        """A name for a file that says which bill it is."""
        return f"bill-{self.number or 'draft'}-{self.month:%Y-%m}"


HEAD = ("Item", "Days", "Quantity", "Unit", "Unit price CNY", "Amount CNY", "of it estimated kWh", "Clause")


def title(said: BillSaid, speaker: Speaker) -> str:
    """Electricity bill 2026-000017."""
    return f"{speaker.say(words.KINDS[said.kind])} {said.number}".strip()


def facts(said: BillSaid, speaker: Speaker) -> list[tuple[str, str]]:
    """Who, what for, how much of it estimated: pairs above the lines."""
    say = speaker.say
    pairs = [
        (say("Payer"), said.payer),
        (say("Unified social credit code"), said.uscc),
        (say("Electricity account"), f"{said.site} · {said.account}"),
        (say("Billing month"), fmt.month(said.month)),
        (say("Days billed"), words.span_words(said.start, said.end, speaker)),
        (say("Energy kWh"), fmt.number(said.kwh, 2)),
        (say("of it estimated kWh"), fmt.number(said.estimated_kwh, 2) if said.estimated_kwh else ""),
        (say("Issued"), fmt.moment(said.issued_at, said.zone) if said.issued_at else say("Draft, not issued")),
        (say("Corrects bill"), said.corrects),
        (say("Reason"), said.reason),
    ]
    return [(name, value) for name, value in pairs if value]


def notes(said: BillSaid, speaker: Speaker) -> list[str]:
    """How it is computed, and how anyone can check it."""
    say = speaker.say
    found = [
        say(
            "Energy lines are what your own meters count in each period, at the grid's own price; there is no mark-up."
        ),
        say("Amounts are rounded half-up to the cent line by line and summed; unit prices keep all decimals."),
    ]
    if said.estimated_kwh:
        found.append(
            say("Estimated energy is marked. When the real readings arrive a correction is proposed; this bill stays.")
        )
    return found


def document(said: BillSaid, speaker: Speaker) -> dict[str, Any]:
    """What the PDF prints."""
    rows = words.rows(said.lines, said.names, speaker)
    return {
        "language": "zh" if speaker.chinese else "en",
        "title": title(said, speaker),
        "draft": speaker.say("Draft, not issued") if said.state == "draft" else "",
        "simulated": speaker.say("Simulated data") if said.simulated else "",
        "facts": [list(pair) for pair in facts(said, speaker)],
        "head": [speaker.say(h) for h in HEAD[:-2]],
        "rows": [[r.words, r.days, r.quantity, r.unit, r.price, r.amount] for r in rows],
        "marks": [_mark(r, speaker) for r in rows],
        "clauses": [r.clause for r in rows],
        "total": [speaker.say("Total"), fmt.yuan(said.total)],
        "notes": notes(said, speaker),
        "foot": speaker.say(
            "bill {digest}, intervals {intervals}, tariff {tariff}",
            digest=said.digest[:12], intervals=said.intervals_digest[:12], tariff=said.tariff_digest[:12],
        ),
    }  # fmt: skip


def _mark(row: words.BillRow, speaker: Speaker) -> str:
    return speaker.say("{kwh} kWh of it estimated", kwh=row.estimated) if row.estimated else ""


def sheet(said: BillSaid, speaker: Speaker) -> Sheet:
    """One bill as a tab of a workbook, numbers as numbers."""
    forms = ("text", "text", "three", "text", "text", "money", "two", "text")
    widths = (30, 26, 16, 8, 16, 14, 18, 60)
    columns = [Column(speaker.say(h), f, w) for h, f, w in zip(HEAD, forms, widths, strict=True)]
    rows: list[Sequence[Any]] = [
        (
            r.words,
            r.days,
            r.exact["quantity"],
            r.unit,
            r.price,
            r.exact["amount"],
            r.exact["estimated"] or None,
            r.clause,
        )
        for r in words.rows(said.lines, said.names, speaker)
    ]
    rows.append((speaker.say("Total"), "", None, "", "", said.total, None, ""))
    above = [title(said, speaker), *(f"{name}: {value}" for name, value in facts(said, speaker))]
    marked = [f"【{speaker.say('Simulated data')}】"] if said.simulated else []
    return Sheet(said.number or speaker.say("Draft"), columns, rows, [*above, *marked, *notes(said, speaker)])


LIST_HEAD = (
    "Bill number",
    "Kind",
    "Payer",
    "Month",
    "Energy kWh",
    "of it estimated kWh",
    "Amount CNY",
    "Paid CNY",
    "Issued",
)


def list_sheet(bills: Sequence[BillSaid], speaker: Speaker, name: str) -> Sheet:
    """Many bills, one a row."""
    forms = ("text", "text", "text", "text", "three", "three", "money", "money", "moment")
    columns = [Column(speaker.say(h), f, 24 if f == "text" else 16) for h, f in zip(LIST_HEAD, forms, strict=True)]
    rows = [
        (
            b.number, speaker.say(words.KINDS[b.kind]), b.payer, fmt.month(b.month), b.kwh, b.estimated_kwh, b.total,
            b.paid, b.issued_at,
        )
        for b in bills
    ]  # fmt: skip
    simulated = [speaker.say("Simulated data")] if any(b.simulated for b in bills) else []
    return Sheet(speaker.say("Bills"), columns, rows, [name, *simulated])
