"""What may be done with a parcel, on both databases: an act rests on a case, and leased land is not dealt with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from cases.opened import MONDAY, at
from land.let import Land, closed, land, leased
from zhiyuan.app.home import Home
from zhiyuan.app.tasks import TASKS
from zhiyuan.cases.models import Case
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.land import guards, services
from zhiyuan.land.models import Deed, Parcel
from zhiyuan.land.queries import stands

AFTER = datetime(2028, 9, 28, 2, tzinfo=UTC)


@pytest.fixture
def g(database: str) -> Iterator[Land]:
    at(MONDAY)
    yield land()
    parktime.use(lambda: datetime.now(UTC))


def observed(g: Land, value: str, as_of: date) -> None:
    services.observe_covenant(
        g.officer, g.parcel, indicator="tax", value=Decimal(value), source="税务部门（模拟）", as_of=as_of
    )


def test_land_is_leased_only_after_its_listing_closed(g: Land) -> None:
    said = {"enterprise": "ketuo", "lease_from": date(2026, 9, 28), "lease_years": 2, "total_years": 50}
    with pytest.raises(Refused, match="has to be closed first"):
        services.lease_parcel(g.officer, g.parcel, **said)
    assert leased(g).mode == "leased"
    assert Deed.objects.get().case == Case.objects.get()


def test_a_lease_whose_covenant_fails_is_extended_and_then_converted_to_the_cent(g: Land) -> None:
    leased(g)
    at(AFTER)
    observed(g, "41.5", date(2028, 9, 27))
    assert (stands(g.parcel).verdict, stands(g.parcel).clock) == ("not_met", "ended")
    closed(g, "land_convert")
    with pytest.raises(Refused, match="only when all its covenants are met"):
        services.convert_parcel(g.officer, g.parcel, price=Decimal(1200000))
    closed(g, "land_extend")
    services.extend_lease(g.officer, g.parcel, lease_years=3)
    assert stands(g.parcel).clock == "runs"
    at(datetime(2029, 6, 4, 2, tzinfo=UTC))
    observed(g, "52", date(2029, 5, 31))
    services.convert_parcel(g.officer, g.parcel, price=Decimal(1200000))
    g.parcel.refresh_from_db()
    assert (g.parcel.mode, g.parcel.paid_at_conversion) == ("granted", Decimal("1113599.45"))


def test_a_covenant_that_nobody_reported_does_not_let_a_lease_be_converted(g: Land) -> None:
    leased(g)
    closed(g, "land_convert")
    with pytest.raises(Refused, match="not known is not met"):
        services.convert_parcel(g.officer, g.parcel, price=Decimal(1200000))


def test_one_case_carries_one_act(g: Land) -> None:
    leased(g)
    closed(g, "land_extend")
    services.extend_lease(g.officer, g.parcel, lease_years=3)
    with pytest.raises(Refused, match="has to be closed first"):
        services.extend_lease(g.officer, g.parcel, lease_years=4)
    closed(g, "land_extend")
    with pytest.raises(Refused, match="at most 5 years"):
        services.extend_lease(g.officer, g.parcel, lease_years=6)


def test_land_that_failed_its_rectification_is_taken_back_and_may_be_let_again(g: Land) -> None:
    leased(g)
    closed(g, "land_withdraw")
    services.take_back_parcel(g.officer, g.parcel)
    assert (g.parcel.mode, g.parcel.enterprise) == ("taken_back", None)
    closed(g, "land_lease")
    said = {"enterprise": "chuangxin", "lease_from": date(2027, 9, 1), "lease_years": 5, "total_years": 50}
    services.lease_parcel(g.officer, g.parcel, **said)
    assert (g.parcel.mode, g.parcel.rent_paid) == ("leased", 0)


def test_leased_land_is_not_mortgaged_neither_by_the_verb_nor_past_it(g: Land, database: str) -> None:
    leased(g)
    for what in services.DEALINGS:
        with pytest.raises(Refused, match="is leased"):
            services.record_dealing(g.officer, g.parcel, what=what, day=date(2026, 9, 28), document="模拟")
        with pytest.raises(IntegrityError, match=guards.SAYS), transaction.atomic(using=database):
            Deed.objects.create(parcel=g.parcel, what=what, day=date(2026, 9, 28))


@pytest.mark.parametrize("said", [{"lease_years": 6}, {"total_years": 51}, {"rent_paid": -1}, {"enterprise": None}])
def test_the_database_itself_keeps_the_bounds(g: Land, database: str, said: dict[str, object]) -> None:
    leased(g)
    with pytest.raises(IntegrityError), transaction.atomic(using=database):
        Parcel.objects.filter(pk=g.parcel.pk).update(**said)


def test_what_cannot_be_is_refused_in_words(g: Land) -> None:
    with pytest.raises(Refused, match="G1 already"):
        services.register_parcel(g.officer, g.parcel.site, number="G1", area_mu=Decimal(1))
    with pytest.raises(Malformed, match="above zero"):
        services.register_parcel(g.officer, g.parcel.site, number="G2", area_mu=Decimal(0))
    leased(g)
    with pytest.raises(NotFound, match="there is no indicator"):
        services.agree_covenant(g.officer, g.parcel, indicator="joy", target=Decimal(1), due=date(2027, 1, 1))
    with pytest.raises(Malformed, match="not over yet"):
        observed(g, "60", date(2026, 9, 29))
    with pytest.raises(Malformed, match="two decimals"):
        services.pay_rent(g.officer, g.parcel, amount=Decimal("0.001"))


def test_time_opens_each_review_once(g: Land, tmp_path: Path) -> None:
    leased(g)
    before = Case.objects.count()
    assert TASKS["land_reviews"](Home(tmp_path)) == {"opened": 0}
    at(datetime(2027, 9, 28, 2, tzinfo=UTC))
    assert TASKS["land_reviews"](Home(tmp_path)) == {"opened": 1}
    assert TASKS["land_reviews"](Home(tmp_path)) == {"opened": 0}
    at(AFTER)
    assert TASKS["land_reviews"](Home(tmp_path)) == {"opened": 1}
    assert Case.objects.count() == before + 2
