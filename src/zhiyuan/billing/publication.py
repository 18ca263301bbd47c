"""What a resale publishes each year: own use, shared and lost energy, and who paid how much. Pure.

Rule of 转供电 (福建 2024-06-19): the operator publishes own use, common areas and losses in kWh.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.kernel import fmt
from zhiyuan.kernel.sheet import Column, Sheet
from zhiyuan.savings.wording import Speaker

ZERO = Decimal(0)
HEAD = (
    "Month", "Master meter kWh", "Tenants kWh", "Common areas kWh", "Own use kWh", "Losses kWh", "Losses",
    "Paid to the grid CNY", "Tenants CNY", "Operator CNY",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One month of one account, or the sum of several. [kWh, CNY]"""

    month: date | None
    master: Decimal
    tenants: Decimal
    common: Decimal
    own: Decimal
    loss: Decimal
    grid_cny: Decimal
    tenants_cny: Decimal

    @property
    def loss_share(self) -> Decimal:
        """Losses as a share of the master meter. [1]"""
        return self.loss / self.master if self.master else ZERO

    @property
    def operator_cny(self) -> Decimal:
        """What the operator bears: own use, vacant area, losses above the ceiling. [CNY]"""
        return self.grid_cny - self.tenants_cny


def total(rows: Sequence[Row]) -> Row:
    """The year."""
    names = ("master", "tenants", "common", "own", "loss", "grid_cny", "tenants_cny")
    return Row(None, *(sum((getattr(r, n) for r in rows), ZERO) for n in names))


def cells(row: Row, speaker: Speaker) -> list[str]:
    """A row as text."""
    kwh = [fmt.number(v, 1) for v in (row.master, row.tenants, row.common, row.own, row.loss)]
    cny = [fmt.money(v) for v in (row.grid_cny, row.tenants_cny, row.operator_cny)]
    return [fmt.month(row.month) if row.month else speaker.say("Total"), *kwh, fmt.pct(row.loss_share), *cny]


def heading(site: str, account: str, year: int, speaker: Speaker) -> str:
    """What it is of."""
    return speaker.say("Electricity resale in {year}: {site}, {account}", year=year, site=site, account=account)


def notes(speaker: Speaker) -> list[str]:
    """What the columns mean."""
    return [
        speaker.say(
            "Tenants pay the grid's own prices; together they pay what the grid was paid less the operator's part."
        ),
        speaker.say(
            "Losses are shared as kWh by use up to the ceiling; the rest, own use and vacant area are the operator's."
        ),
    ]


def document(rows: Sequence[Row], title: str, simulated: bool, speaker: Speaker) -> dict[str, Any]:
    """What the PDF prints."""
    return {
        "language": "zh" if speaker.chinese else "en",
        "title": title,
        "simulated": speaker.say("Simulated data") if simulated else "",
        "head": [speaker.say(h) for h in HEAD],
        "rows": [cells(r, speaker) for r in rows],
        "total": cells(total(rows), speaker),
        "notes": notes(speaker),
    }


def sheet(rows: Sequence[Row], title: str, simulated: bool, speaker: Speaker) -> Sheet:
    """The same as a tab of a workbook."""
    forms = ("text", *("three",) * 5, "pct", *("money",) * 3)
    columns = [Column(speaker.say(h), f, 18) for h, f in zip(HEAD, forms, strict=True)]
    marked = [f"【{speaker.say('Simulated data')}】"] if simulated else []
    return Sheet(speaker.say("Publication"), columns, [_values(r, speaker) for r in (*rows, total(rows))],
                 [title, *marked, *notes(speaker)])  # fmt: skip


def _values(r: Row, speaker: Speaker) -> tuple[Any, ...]:
    first = fmt.month(r.month) if r.month else speaker.say("Total")
    return (
        first,
        r.master,
        r.tenants,
        r.common,
        r.own,
        r.loss,
        r.loss_share,
        r.grid_cny,
        r.tenants_cny,
        r.operator_cny,
    )
