"""What the field brings after a month was issued: bills stay, and what is proposed is the truth, to the cent.

April's registers of the park of ``closing`` go through the one way in. 甲公司's meter was not heard from eight
to two on the ninth; what it used there was estimated, accepted and billed. Then the rest arrives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from billing.closing import IDS, LOST, NOW, USE, Closing, closing
from billing.months import START, ZONE
from billing.priced import APRIL
from zhiyuan.billing import bill_queries, services
from zhiyuan.billing.models import Bill, PriceSheet, Proposal
from zhiyuan.billing.month import compute
from zhiyuan.billing.nightly import propose_corrections
from zhiyuan.kernel.span import micros
from zhiyuan.telemetry.energy import INTERVAL_US, Quality
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.points import PointTable
from zhiyuan.telemetry.quarantine import Quarantine

Shown = list[tuple[str, int, float]]  # (meter, stamp [µs], register [kWh])
THOUSANDTH = Decimal("0.001")
SILENT = (datetime(2026, 4, 9, 8, tzinfo=ZONE), datetime(2026, 4, 9, 14, tzinfo=ZONE))
BUSY = slice(8 * 96 + 32, 8 * 96 + 40)  # within them 甲公司 used all of it from eight to ten, in a dearer period


def shown() -> Shown:
    """What every register shows on each quarter of April, the master's with all and the losses."""
    used = {key: np.full(len(START), kwh) for key, kwh in USE.items()}
    silent = slice(BUSY.start, BUSY.start + 24)
    used["ta"][silent] = 0.0
    used["ta"][BUSY] = 24 * USE["ta"] / 8
    used["m1"] = sum(used.values()) + LOST
    stamps = [*START.tolist(), int(START[-1]) + INTERVAL_US]
    found = []
    for key, kwh in used.items():
        counts = np.concatenate([[0.0], np.cumsum(kwh)])
        found += [(key, at, round(1000 + float(count), 3)) for at, count in zip(stamps, counts, strict=True)]
    return sorted(found, key=lambda one: one[1])


def lost(one: tuple[str, int, float]) -> bool:
    return one[0] == "ta" and micros(SILENT[0]) < one[1] < micros(SILENT[1])


@dataclass
class Field:
    """The one way in of one installation."""

    home: Path
    seq: int = 0

    def __post_init__(self) -> None:
        points = [
            Point(n, f"meter/{key}/energy", "register", "kWh", 3, "g1", max_rate=1000.0) for key, n in IDS.items()
        ]
        table = PointTable({"park": points})
        self.store = Intake(self.home / "historian", Quarantine(self.home / "quarantine.sqlite3"), ZONE, table)

    def brings(self, readings: Shown, late_s: float = 1.0) -> None:
        """A batch of messages, and its energy settled."""
        messages = []
        for key, at, value in readings:
            self.seq += 1
            said = encode_up(at // 1000, f"meter/{key}/energy", value)
            messages.append(Message(self.seq, "$MQTT.msgs.zy.park.g1.up", said, at / 1e6 + late_s))
        self.store.take(messages, self.seq)
        self.store.settle()


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that missed nothing."""
    home = tmp_path_factory.mktemp("truth")
    Field(home).brings(shown())
    return home


@pytest.fixture
def field(tmp_path: Path) -> Field:
    """An installation that has not heard 甲公司's six hours yet."""
    made = Field(tmp_path / "home")
    made.brings([one for one in shown() if not lost(one)])
    return made


@pytest.fixture
def park(database: str, field: Field, tmp_path: Path, settings: Any, park_time: Callable[[datetime], None]) -> Closing:
    """April, its estimate accepted, issued."""
    park_time(NOW)
    made = closing(tmp_path / "unused")
    settings.HOME = field.home
    made.issued()
    return made


def true_bills(park: Closing, truth: Path, settings: Any) -> dict[str, Any]:
    """Everybody's bill of the month as the truth gives it, by payer."""
    home, settings.HOME = settings.HOME, truth
    given = bill_queries.inputs(park.account, park.account.closes.get().month)
    settings.HOME = home
    assert {q for load in (given.master, *given.meters.values()) for q in load.quality} == {Quality.MEASURED}
    return {t.name: t.bill for t in compute(given).tenants}


def issued() -> dict[int, tuple[str, Decimal]]:
    return {b.pk: (b.digest, b.total) for b in Bill.objects.all()}


def silent_ones() -> Shown:
    return [one for one in shown() if lost(one)]


def shuffled() -> Shown:
    around = [one for one in shown() if micros(SILENT[0]) - 10**10 < one[1] < micros(SILENT[1]) + 10**10]
    return [around[n] for n in np.random.default_rng(5).permutation(len(around))]


BRINGS_THE_REST: dict[str, Callable[[], list[Shown]]] = {
    "late, in order": lambda: [silent_ones()],
    "late and out of order, among what was known": lambda: [shuffled()],
    "late, in batches from the last to the first": lambda: [silent_ones()[k : k + 5] for k in range(20, -1, -5)],
    "late, by two collectors at once": lambda: [sorted(silent_ones() * 2, key=lambda one: one[1])],
}
BRINGS_NOTHING_NEW: dict[str, Callable[[], list[Shown]]] = {
    "everything a second time": lambda: [[one for one in shown() if not lost(one)]],
    "a second collector, seven seconds later": lambda: [
        [(k, at + 7_000_000, v) for k, at, v in shown() if not lost((k, at, v))][:2000]
    ],
    "a second collector that disagrees": lambda: [[("tb", int(START[700]), 999_999.0)]],
}


def test_the_issued_estimate_is_flagged_on_the_bill_to_the_thousandth(park: Closing) -> None:
    bill = Bill.objects.get(payer="甲公司")
    estimated = sum((Decimal(line["estimated"] or 0) for line in bill.lines if line["period"]), Decimal(0))
    assert abs(estimated - 24 * Decimal(str(USE["ta"]))) <= THOUSANDTH


@pytest.mark.parametrize("how", BRINGS_THE_REST)
def test_what_comes_after_the_issue_is_proposed_and_corrected_to_the_truth(
    park: Closing, field: Field, truth: Path, settings: Any, how: str
) -> None:
    before = issued()
    for batch in BRINGS_THE_REST[how]():
        field.brings(batch, late_s=86_400.0)
    assert propose_corrections(park.site, NOW.date()).proposals > 0
    assert issued() == before
    true = true_bills(park, truth, settings)
    for one in Proposal.objects.filter(bill__enterprise__isnull=False):
        assert abs(one.total - true[one.bill.payer].total) <= THOUSANDTH
    close = park.account.closes.get()
    services.issue_corrections(park.li, close, reason="补传读数")
    for bill in bill_queries.effective(close).exclude(enterprise=None):
        assert bill.digest == true[bill.payer].digest
        for line, its in zip(bill.lines, true[bill.payer].lines, strict=True):
            assert abs(Decimal(line["quantity"]) - its.quantity) <= THOUSANDTH
            assert abs(Decimal(line["amount"]) - its.amount) <= THOUSANDTH
    assert {pk: issued()[pk] for pk in before} == before


@pytest.mark.parametrize("how", BRINGS_NOTHING_NEW)
def test_what_says_nothing_new_proposes_nothing(park: Closing, field: Field, how: str) -> None:
    before = issued()
    for batch in BRINGS_NOTHING_NEW[how]():
        field.brings(batch, late_s=86_400.0)
    assert propose_corrections(park.site, NOW.date()).proposals == 0
    assert issued() == before


def test_a_retroactive_price_is_proposed_to_the_cent_and_the_issued_bills_stay(park: Closing) -> None:
    before = issued()
    prices: dict[str, Any] = {name: Decimal(price) for name, price in (APRIL | {"energy": "0.39"}).items()}
    sheet = PriceSheet.objects.get(site=park.site)
    new = services.correct_prices(park.li, sheet, reason="更正", source="https://example.invalid/c", **prices)
    services.check_prices(park.of.wang, new)
    propose_corrections(park.site, (NOW + timedelta(days=1)).date())
    close = park.account.closes.get()
    dearer = compute(bill_queries.inputs(park.account, close.month, accepted=True))
    true = {t.name: t.bill.total for t in dearer.tenants}
    found = {p.bill.payer: p.total for p in Proposal.objects.filter(bill__enterprise__isnull=False)}
    assert found == true
    assert issued() == before
