"""What the verbs allow, what they refuse and in which words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from enterprises.tenants import KETUO, Tenants, let, tenants
from small_park import person
from zhiyuan.enterprises import queries, services
from zhiyuan.enterprises.models import Enterprise, Tenancy
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.span import Span
from zhiyuan.park.queries import park_document
from zhiyuan.park.writes import save_park

pytestmark = pytest.mark.django_db
MARCH, JULY = date(2026, 3, 1), date(2026, 7, 1)


@pytest.fixture
def t(db: None) -> Tenants:
    return tenants()


def test_the_first_day_is_in_a_tenancy_and_the_end_is_not(t: Tenants) -> None:
    let(t, t.ketuo, MARCH, JULY, meters=["m1"])
    later = let(t, t.chuangxin, JULY, meters=["m1"])
    assert later.start == JULY


def test_a_meter_is_not_in_two_tenancies_at_once(t: Tenants) -> None:
    let(t, t.ketuo, MARCH, JULY, meters=["m1"])
    with pytest.raises(Refused, match="meter m1 is 科拓光电's from 2026-03-01 to 2026-07-01; end that tenancy first"):
        let(t, t.chuangxin, date(2026, 6, 30), meters=["m1", "m2"])
    assert Tenancy.objects.count() == 1


def test_a_space_is_not_in_two_tenancies_at_once(t: Tenants) -> None:
    let(t, t.ketuo, MARCH, spaces=["o101"])
    with pytest.raises(Refused, match="space o101 is 科拓光电's"):
        let(t, t.chuangxin, JULY, spaces=["o101"])


def test_an_ended_tenancy_frees_its_space_and_meter(t: Tenants) -> None:
    first = let(t, t.ketuo, MARCH, spaces=["o101"], meters=["m1"])
    services.end_tenancy(t.officer, first, end=JULY)
    let(t, t.chuangxin, JULY, spaces=["o101"], meters=["m1"])
    assert Tenancy.objects.count() == 2


def test_an_amended_tenancy_may_swap_meters_but_not_take_anothers(t: Tenants) -> None:
    mine = let(t, t.ketuo, MARCH, meters=["m1"])
    let(t, t.chuangxin, MARCH, meters=["m2"])
    services.amend_tenancy(t.officer, mine, start=MARCH, area_m2=Decimal(80), meters=["m3"])
    assert [m.key for m in mine.meters.all()] == ["m3"]
    with pytest.raises(Refused, match="meter m2"):
        services.amend_tenancy(t.officer, mine, start=MARCH, area_m2=Decimal(80), meters=["m2"])


def test_a_tenancy_cannot_end_before_it_starts(t: Tenants) -> None:
    with pytest.raises(Malformed, match="ends after it starts"):
        let(t, t.ketuo, MARCH, MARCH)
    mine = let(t, t.ketuo, MARCH)
    with pytest.raises(Malformed, match="ends after it starts"):
        services.end_tenancy(t.officer, mine, end=MARCH)


def test_what_the_park_does_not_have_cannot_be_let(t: Tenants) -> None:
    with pytest.raises(NotFound, match="no meter m9"):
        let(t, t.ketuo, MARCH, meters=["m9"])
    with pytest.raises(NotFound, match="no space attic"):
        let(t, t.ketuo, MARCH, spaces=["attic"])


def test_two_enterprises_cannot_have_one_credit_code(t: Tenants) -> None:
    with pytest.raises(Refused, match="科拓光电's already"):
        services.register_enterprise(t.officer, t.park.site, key="other", name="别家", uscc=KETUO)


def test_a_credit_code_may_follow_later(t: Tenants) -> None:
    two = [services.register_enterprise(t.officer, t.park.site, key=k, name=k) for k in ("a", "b")]
    assert [e.uscc for e in two] == ["", ""]


def test_a_tenant_may_open_no_tenancy(t: Tenants) -> None:
    with pytest.raises(Refused, match="may not"):
        services.open_tenancy(person("who", "tenant", t.ketuo), t.ketuo, start=MARCH, area_m2=Decimal(1))


def test_the_trail_remembers_what_was_let(t: Tenants) -> None:
    let(t, t.ketuo, MARCH, spaces=["o101"], meters=["m1"])
    line = Trail.objects.first()
    assert line.verb == "enterprises.open_tenancy"
    assert line.object_name == "科拓光电"


def test_tenancies_of_a_month_are_those_that_share_a_day_with_it(t: Tenants) -> None:
    let(t, t.ketuo, date(2026, 3, 17), spaces=["o101"], meters=["m1"])
    let(t, t.chuangxin, date(2025, 1, 1), date(2026, 3, 1))
    zone = datetime(2026, 3, 1).astimezone().tzinfo
    march = Span(datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))
    assert zone is not None
    (found,) = queries.tenancies(t.park.site, march)
    assert (found.enterprise, found.start, found.end) == ("ketuo", date(2026, 3, 17), None)
    assert (found.spaces, found.floors, found.meters) == (("o101",), ("b1-f1",), ("m1",))
    assert found.days_in(date(2026, 3, 1), date(2026, 4, 1)) == 15


def test_a_tenant_sees_their_own_enterprise_only(t: Tenants) -> None:
    who = person("who", "tenant", t.ketuo)
    assert list(queries.visible(who)) == [t.ketuo]
    assert list(queries.own(who)) == [t.ketuo]
    assert list(queries.visible(t.officer)) == list(Enterprise.objects.all())
    assert list(queries.own(t.officer)) == []


def test_a_grant_of_another_room_opens_nothing(t: Tenants) -> None:
    who: Any = person("who", "electrician", t.park.site)
    assert list(queries.visible(who)) == []


def test_the_park_cannot_lose_a_meter_that_somebody_is_billed_by(t: Tenants) -> None:
    let(t, t.ketuo, MARCH, meters=["m1"])
    park = park_document(t.park.site)
    without = replace(park, meters=tuple(m for m in park.meters if m.key != "m1"))
    with pytest.raises(Refused, match="m1 cannot leave the park"):
        save_park(without, t.park.site)
