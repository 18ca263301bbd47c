"""What the night finds: a proposal where later readings or prices move an issued bill, and nothing else."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.closing import GAP, NOW, Closing, closing, keep
from billing.priced import APRIL
from small_park import signed_in
from zhiyuan.billing import bill_queries, services
from zhiyuan.billing.models import Bill, PriceSheet, Proposal
from zhiyuan.billing.nightly import Looked, propose_corrections
from zhiyuan.kernel import parktime
from zhiyuan.maintenance.models import Alarm

MAY = date(2026, 5, 2)


@pytest.fixture
def park(database: str, tmp_path: Path, settings: Any) -> Iterator[Closing]:
    settings.HOME = tmp_path
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield closing(tmp_path)
    parktime._source[:] = before


def issued() -> dict[int, tuple[str, Decimal, Any]]:
    return {b.pk: (b.digest, b.total, b.lines) for b in Bill.objects.all()}


def restate(settings: Any, where: Path) -> None:
    """甲公司's estimated hour was 9 kWh a quarter hour, as the late readings say."""
    keep(where, ta=dict.fromkeys(range(GAP.start, GAP.stop), 9.0))
    settings.HOME = where


def test_a_quiet_night_proposes_nothing(park: Closing) -> None:
    park.issued()
    assert propose_corrections(park.site, MAY) == Looked(closes=1)
    assert not Alarm.objects.filter(kind="billCorrection").exists()


def test_a_restated_quarter_hour_is_proposed_once_however_many_nights_pass(
    park: Closing, settings: Any, tmp_path: Path
) -> None:
    park.issued()
    before = issued()
    restate(settings, tmp_path / "later")
    nights = [propose_corrections(park.site, MAY) for _ in range(3)]
    assert nights[0].proposals > 0
    assert nights[0] == nights[1] == nights[2]
    assert Proposal.objects.count() == nights[0].proposals
    assert Alarm.objects.get(kind="billCorrection").cleared is None
    assert issued() == before


def test_a_changed_price_is_proposed_the_night_after_its_check(park: Closing) -> None:
    park.issued()
    before = issued()
    prices: dict[str, Any] = {name: Decimal(price) for name, price in (APRIL | {"energy": "0.39"}).items()}
    new = services.correct_prices(
        park.li, PriceSheet.objects.get(site=park.site), reason="更正公告", source="https://example.invalid/c", **prices
    )
    assert propose_corrections(park.site, MAY).proposals == 0
    services.check_prices(park.of.wang, new)
    assert propose_corrections(park.site, MAY).proposals == Proposal.objects.filter(cause="prices").count() > 0
    assert issued() == before


def test_the_bookkeeper_finds_the_proposal_on_the_month_and_among_the_alarms(
    park: Closing, settings: Any, tmp_path: Path
) -> None:
    close = park.issued()
    restate(settings, tmp_path / "later")
    propose_corrections(park.site, MAY)
    page = signed_in(park.li)
    assert "甲公司" in page.get(f"/closes/{close.pk}/").content.decode().partition('id="corrections"')[2]
    assert close.account.name in page.get("/alarms/").content.decode()


def test_a_proposal_goes_by_itself_when_its_reason_does(park: Closing, settings: Any, tmp_path: Path) -> None:
    park.issued()
    restate(settings, tmp_path / "later")
    propose_corrections(park.site, MAY)
    settings.HOME = park.home
    assert propose_corrections(park.site, MAY).proposals == 0
    assert not bill_queries.proposals(park.site)
    assert Alarm.objects.get(kind="billCorrection").cleared is not None


def test_a_month_that_can_not_be_computed_now_is_named_and_stops_no_other(park: Closing) -> None:
    close = park.issued()
    PriceSheet.objects.filter(site=park.site).update(superseded_at=NOW)
    looked = propose_corrections(park.site, MAY)
    assert list(looked.failed) == [str(close)]
    assert "2026-04" in looked.failed[str(close)]


def test_months_older_than_the_book_says_are_left_to_people(park: Closing) -> None:
    park.issued()
    assert propose_corrections(park.site, date(2028, 4, 30)).closes == 1
    assert propose_corrections(park.site, date(2028, 5, 1)).closes == 0
