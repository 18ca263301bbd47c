"""Pages of chains: words, targets and leads; who stands high on the ladder; a chain proposed and published."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.opened import MONDAY, Hall, at, hall
from enterprises.test_chain import OWN, firm
from small_park import person, signed_in
from zhiyuan.enterprises import services
from zhiyuan.indicators import queries_chain
from zhiyuan.innovation.models import Judged, Qualification
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound
from zhiyuan.projects.services import plan_milestone, reach_milestone, register_project


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def place(h: Hall, key: str, segment: str) -> Any:
    row = firm(h, key)
    services.place_firm(h.t.officer, row, chain="optics", segment=segment, product="透镜", output=Decimal(10))
    return row


def highs(h: Hall) -> list[str]:
    placed = queries_chain.stands(h.t.park.site, "optics").placed["element"]
    return [one.name for one in placed.firms if one.high]


def qualify(row: Any, last: date, rule: str = "high_tech", ended: str = "") -> None:
    Qualification.objects.create(
        enterprise=row, rule=rule, number="GR1", issued=date(2024, 1, 1), valid_last=last, source="模拟", ended=ended
    )


def test_a_firm_stands_high_by_a_qualification_that_holds_or_by_its_last_verdict(h: Hall) -> None:
    held, judged, over, ended, low, tagged = (place(h, key, "element") for key in "abcdef")
    qualify(held, date(2027, 1, 1))
    qualify(over, date(2025, 1, 1))
    qualify(ended, date(2027, 1, 1), ended="撤销")
    qualify(low, date(2027, 1, 1), rule="tech_sme")
    Judged.objects.create(
        enterprise=judged, rule="little_giant", edition="x", day=date(2026, 9, 1), verdict="符合", unmet=0, undecided=0,
        at=parktime.now(),
    )  # fmt: skip
    tagged.tags.create(word="高新技术企业")
    assert highs(h) == [held.name, judged.name]


def test_a_lead_is_entered_for_a_gap_and_found_again_from_it_when_it_became_a_project(h: Hall) -> None:
    site, officer = h.t.park.site, h.t.officer
    place(h, "lens", "element")
    place(h, "scope", "device")
    lead = register_project(officer, site, key="l1", name="模拟镜头线索", chain="optics", segment="module")
    page = signed_in(officer).get("/chains/optics/").content.decode()
    assert "模拟镜头线索" in page
    assert "key=optics-module-2" in page
    plan_milestone(officer, lead, milestone="sign", day=date(2026, 9, 1))
    reach_milestone(officer, lead, milestone="sign", day=date(2026, 9, 2))
    place(h, "module", "module")
    (one,) = queries_chain.leads(officer, site, "optics")["module"]
    assert one.project == lead
    assert f"/projects/{lead.pk}/" in signed_in(officer).get("/chains/optics/").content.decode()
    said = signed_in(officer).get(f"/projects/{lead.pk}/").content.decode()
    assert "/chains/optics/#s-module" in said
    with pytest.raises(NotFound, match="no segment z"):
        register_project(officer, site, key="l2", name="模拟", chain="optics", segment="z")


def test_the_form_of_a_lead_knows_the_gap_that_it_is_for(h: Hall) -> None:
    client = signed_in(h.t.officer)
    assert "selected>光电产业链 · 光学组件" in client.get("/projects/add/?segment=optics/module").content.decode()
    client.post("/projects/add/", {"key": "l1", "name": "模拟线索", "segment": "optics/module"})
    assert "模拟线索" in client.get("/chains/optics/").content.decode()


def test_the_pages_show_the_words_the_targets_and_keep_a_failed_form(h: Hall) -> None:
    services.place_firm(h.t.officer, firm(h, "lens"), chain="optics", segment="element", product="透镜")
    client = signed_in(h.t.officer)
    assert "光电产业链" in client.get("/chains/").content.decode()
    page = client.get("/chains/optics/").content.decode()
    assert "模拟lens" in page
    assert "延链" in page
    assert 'href="#s-element"' in page
    assert "/projects/add/?key=optics-glass" in page
    assert "模拟lens" not in client.get("/chains/optics/?word=extend").content.decode().split("<tbody>")[1]
    answer = client.post("/chains/optics/place/", {"enterprise": "nobody", "segment": "module", "product": "镜头"})
    assert answer.status_code == 422
    assert "镜头" in answer.content.decode()
    said = {"enterprise": "lens", "segment": "module", "product": "镜头"}
    assert client.post("/chains/optics/place/", said).status_code == 302
    assert client.get("/chains/optics/chain.pdf").content[:4] == b"%PDF"
    assert client.get("/chains/nothing/").status_code == 404


def test_a_chain_is_proposed_looked_at_and_published_by_another_on_pages(h: Hall) -> None:
    client, second = signed_in(h.t.officer), signed_in(person("second", "officer"))
    answer = client.post("/chain-proposals/", {"key": "own", "text": "chain: 1"})
    assert answer.status_code == 422
    where = client.post("/chain-proposals/", {"key": "own", "text": OWN})["Location"]
    assert "须由他人发布" in client.get(where).content.decode()
    assert "模拟链" in second.get("/chain-proposals/").content.decode()
    assert client.post(f"{where}publish/").status_code == 422
    assert second.post(f"{where}publish/")["Location"] == "/chains/own/"
    assert second.get(where).status_code == 404
    where = client.post("/chain-proposals/", {"key": "own", "text": OWN})["Location"]
    assert "发布后替换" in client.get(where).content.decode()
    assert client.post(f"{where}withdraw/")["Location"] == "/chain-proposals/"


def test_a_page_of_a_chain_asks_as_little_of_many_firms_and_leads_as_of_few(h: Hall) -> None:
    client = signed_in(h.t.officer)
    place(h, "lens", "element")
    register_project(h.t.officer, h.t.park.site, key="l", name="模拟", chain="optics", segment="module")
    client.get("/chains/optics/")
    with CaptureQueriesContext(connection) as few:
        client.get("/chains/optics/")
    for n in range(6):
        place(h, f"more{n}", "device")
        register_project(h.t.officer, h.t.park.site, key=f"l{n}", name="模拟", chain="optics", segment="module")
    with CaptureQueriesContext(connection) as many:
        client.get("/chains/optics/")
    assert len(many) == len(few)


def test_a_firm_sees_no_chain_and_places_nobody(h: Hall) -> None:
    client = signed_in(h.firm)
    assert client.get("/chains/optics/").status_code == 403
    assert client.get("/chain-proposals/").status_code == 403
    assert client.post("/chains/optics/place/", {"segment": "module"}).status_code == 403
