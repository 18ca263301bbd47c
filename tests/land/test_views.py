"""The pages and the API: a firm sees its own parcel and no other, and what fails keeps its form."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cases.opened import MONDAY, at
from land.let import Land, land, leased
from small_park import signed_in
from zhiyuan.kernel import parktime
from zhiyuan.land import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def g(db: None) -> Iterator[Land]:
    at(MONDAY)
    yield land()
    parktime.use(lambda: datetime.now(UTC))


def test_a_firm_sees_its_own_parcel_and_no_other_and_no_form(g: Land) -> None:
    leased(g)
    services.register_parcel(g.officer, g.parcel.site, number="G2", area_mu=Decimal(5))
    own, other = signed_in(g.h.firm), signed_in(g.h.other_firm)
    page = own.get("/land/").content.decode()
    assert ("G1" in page, "G2" in page) == (True, False)
    assert f"/land/{g.parcel.pk}/rent/" not in own.get(f"/land/{g.parcel.pk}/").content.decode()
    assert own.post(f"/land/{g.parcel.pk}/rent/", {"amount": "1"}).status_code in (403, 422)
    assert other.get(f"/land/{g.parcel.pk}/").status_code == 404
    assert other.get(f"/api/v1/land/{g.parcel.pk}/covenants").status_code == 404
    assert other.get("/api/v1/land/").json() == []


def test_an_officer_enters_a_value_and_reads_the_gap(g: Land) -> None:
    leased(g)
    client, where = signed_in(g.officer), f"/land/{g.parcel.pk}/"
    said = {"indicator": "tax", "relation": "=", "value": "41.5", "source": "税务部门（模拟）", "as_of": "2026-09-28"}
    assert client.post(f"{where}observe/", said).status_code == 302
    page = client.get(where).content.decode()
    assert "8.50" in page
    assert "尚未到期" in page
    assert client.get("/api/v1/land/").json()[0]["verdict"] == "unknown"


def test_what_is_refused_stands_beside_its_form_and_nothing_is_lost(g: Land) -> None:
    leased(g)
    said = {"what": "mortgage", "day": "2026-09-28", "document": "抵押合同（模拟）"}
    answer = signed_in(g.officer).post(f"/land/{g.parcel.pk}/deal/", said)
    assert answer.status_code == 422
    assert "抵押合同（模拟）" in answer.content.decode()


def test_the_list_is_a_workbook_and_an_empty_one_says_so(g: Land) -> None:
    client = signed_in(g.officer)
    assert client.get("/land/parcels.xlsx").content[:2] == b"PK"
    assert "没有" in client.get("/land/?q=nothing").content.decode()
    opened = client.post(f"/land/{g.parcel.pk}/open/", {"kind": "land_lease", "reason": "模拟"})
    assert opened.status_code == 302
