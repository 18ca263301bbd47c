"""Who has which part of the saving: by the month's key, everybody together the park's saving to the cent."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.months import FIRST, UNTIL, stay
from billing.saved_park import APRIL, SavedPark, keep_saved
from small_park import person, signed_in
from zhiyuan.billing import services
from zhiyuan.billing.common import OPERATOR, cost_key, meter_key, saving_shares
from zhiyuan.billing.cost_queries import month_cost
from zhiyuan.billing.models import CommonMeter
from zhiyuan.billing.saving_queries import shared_saving, tenant_saving

KEY = Decimal(300 * 30), Decimal(200 * 14)  # 甲公司 all April, 乙公司 from the 17th [m²·d]


def test_everybodys_parts_are_the_parks_saving_to_the_cent(saved: SavedPark) -> None:
    found = shared_saving(saved.account, APRIL)
    cost = month_cost(saved.account, APRIL).cost
    assert found.cny == cost.effects.saving
    parts = [share.cny for one in found.circuits for share in one.shares.values()]
    assert sum(cny for cny in parts if cny is not None) == found.cny
    parties = {party for one in found.circuits for party in one.shares}
    assert parties == {"jia", "yi", OPERATOR}
    totals = [found.total(party) for party in parties]
    assert sum(cny for cny in totals if cny is not None) == found.cny


def test_a_shared_circuit_is_divided_by_area_and_days_and_the_operators_own_stays_there(saved: SavedPark) -> None:
    garage, road = (
        next(c for c in shared_saving(saved.account, APRIL).circuits if c.circuit == k) for k in ("c2", "c1")
    )
    assert garage.key.weights == dict(zip(("jia", "yi"), KEY, strict=True))
    assert garage.cny is not None
    share = garage.shares["yi"]
    assert share.cny == pytest.approx(garage.cny * KEY[1] / sum(KEY), abs=Decimal("0.01"))
    assert set(road.shares) == {OPERATOR}


def test_a_circuit_on_a_tenants_own_meter_is_the_tenants_for_the_days_it_was_theirs() -> None:
    key = meter_key([stay("a", "m1", start=date(2026, 4, 17)), stay("b", "m2")], ["m1"], FIRST, UNTIL)
    assert key.weights == {"a": 14, OPERATOR: 16}


def test_a_tenant_sees_kwh_and_money_on_their_own_page_and_on_their_bill(saved: SavedPark) -> None:
    close = services.open_close(saved.li, saved.account, month=APRIL)
    services.issue_bills(saved.li, services.draft_bills(saved.li, close))
    found = tenant_saving(saved.tenants["jia"], APRIL)
    assert found.cny is not None
    assert found.cny > 0
    tenant = person("tenant", "tenant", saved.tenants["jia"])
    reader = signed_in(tenant)
    bill = close.bills.get(enterprise=saved.tenants["jia"])
    for address in (f"/mine/{saved.tenants['jia'].pk}/", f"/bills/{bill.pk}/"):
        text = reader.get(address).content.decode().partition('id="saving"')[2]
        assert f"¥{found.cny}" in text
        assert "估算" in text
        assert "地库照明" in text


def test_an_issued_month_is_shared_by_the_key_of_its_bills(saved: SavedPark) -> None:
    close = services.open_close(saved.li, saved.account, month=APRIL)
    services.issue_bills(saved.li, services.draft_bills(saved.li, close))
    billed = tenant_saving(saved.tenants["jia"], APRIL)
    CommonMeter.objects.update(how="own")
    assert tenant_saving(saved.tenants["jia"], APRIL) == billed


def test_without_prices_the_tenant_reads_what_the_money_waits_for(saved: SavedPark) -> None:
    CommonMeter.objects.update(start=date(2026, 1, 1))
    found = tenant_saving(saved.tenants["jia"], date(2026, 3, 1))
    assert found.parts[0].share.kwh is not None
    assert (found.cny, found.parts[0].share.cny) == (None, None)
    assert "2026-03" in str(found.waits[0])


def test_a_negative_saving_is_shared_and_shown_as_such(saved: SavedPark, settings: Any, tmp_path: Path) -> None:
    keep_saved(tmp_path, garage_after=0.7)
    settings.HOME = tmp_path
    found = tenant_saving(saved.tenants["jia"], APRIL)
    assert found.cny is not None
    assert found.cny < 0
    assert found.parts[0].share.kwh is not None
    assert found.parts[0].share.kwh < 0
    shared = shared_saving(saved.account, APRIL)
    assert sum(s.cny for c in shared.circuits for s in c.shares.values() if s.cny is not None) == shared.cny
    text = signed_in(person("t", "tenant", saved.tenants["jia"])).get(f"/mine/{saved.tenants['jia'].pk}/")
    assert f"−¥{abs(found.cny)}" in text.content.decode().partition('id="saving"')[2]


@given(st.decimals(-5000, 5000, places=2), st.lists(st.integers(1, 900), min_size=1, max_size=30))
def test_the_parts_of_any_saving_add_up_to_the_cent_below_zero_too(cny: Decimal, areas: list[int]) -> None:
    key = cost_key([stay(f"t{n}", area=str(area)) for n, area in enumerate(areas)], FIRST, UNTIL)
    parts = saving_shares(None, None, cny, "verified", key)
    assert sum(p.cny for p in parts.values() if p.cny is not None) == cny
    assert all((p.cny or 0) * cny >= 0 for p in parts.values())
