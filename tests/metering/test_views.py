"""Pages of meters open for who may look, say what they know, and refuse in words."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from metering.metered_park import at_day
from small_park import SmallPark, person
from zhiyuan.metering.models import ManualReading, VirtualMeter


@pytest.fixture
def client(park: SmallPark, operator: Any) -> Client:
    found = Client()
    found.force_login(operator)
    return found


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url, headers={"accept-language": "en"})
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


PAGES = (
    "/metering/?month=2026-03",
    "/metering/tree/?month=2026-03",
    "/metering/meter/main/?day=2026-03-01",
    "/metering/meter/silent/",
    "/metering/readings/",
    "/metering/virtual/",
    "/data/",
    "/data/?tab=quarantine&all=1&point=meter/main/energy",
)


@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens(client: Client, url: str) -> None:
    page(client, url)


def test_pages_are_closed_to_who_may_not_look(park: SmallPark) -> None:
    found = Client()
    found.force_login(person("visitor", "window"))
    assert found.get("/metering/").status_code == 403


def test_a_virtual_meter_is_made_on_the_page(client: Client) -> None:
    said = {"key": "rest", "kind": "difference", "start": "2026-01-01", "meters": "main, floor1，floor2"}
    assert client.post("/metering/virtual/", said).status_code == 302
    assert VirtualMeter.objects.get().definitions.get().formula == "[main] - [floor1] - [floor2]"
    assert "9.600" in page(client, "/metering/meter/rest/?day=2026-03-01")
    wrong = client.post("/metering/virtual/", said | {"kind": "formula", "formula": "[main] - [attic]"})
    assert wrong.status_code == 422
    assert "attic" in wrong.content.decode()
    assert client.post("/metering/virtual/rest/remove/").status_code == 302
    assert not VirtualMeter.objects.exists()


def test_the_template_names_every_meter_and_comes_back_filled_in(client: Client) -> None:
    book = load_workbook(BytesIO(client.get("/metering/readings/template.xlsx").content))
    sheet = book.worksheets[0]
    keys = [sheet.cell(row, 1).value for row in range(3, 7)]
    assert keys == ["main", "floor1", "floor2", "silent"]
    sheet["E6"], sheet["F6"] = at_day(2, 9), 42.5
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "readings.xlsx"
    assert client.post("/metering/readings/", {"file": out}).status_code == 302
    assert str(ManualReading.objects.get().value.normalize()) == "42.5"


def test_a_mistake_on_the_page_takes_nothing_over(client: Client) -> None:
    answer = client.post("/metering/readings/", {"meter": "main", "at": "2026-03-01T10:00", "value": "3"})
    assert answer.status_code == 422
    assert not ManualReading.objects.exists()


def test_a_replacement_is_noted_on_the_meters_page(client: Client, park: SmallPark) -> None:
    said = {"at": "2026-03-02T10:00", "final": "141.0", "initial": "0"}
    assert client.post("/metering/meter/main/replace/", said).status_code == 302
    assert park.site.points.get(key="meter/main/energy").settings["replacements"][0]["final"] == 141.0
    client.post("/metering/meter/main/limit/", {"max_kw": "80"})
    assert park.site.points.get(key="meter/main/energy").settings["max_rate"] == 80.0


@pytest.mark.parametrize("url", ["meters", "definitions", "manual-readings"])
def test_reads_over_http_answer(client: Client, url: str) -> None:
    assert client.get(f"/api/v1/metering/{url}").status_code == 200


def test_energy_completeness_and_balances_over_http(client: Client) -> None:
    days = "first=2026-03-01&last=2026-03-01"
    quarters = client.get(f"/api/v1/metering/quarter-hours?meter=main&{days}").json()
    assert (len(quarters), sum(q["kwh"] for q in quarters), quarters[0]["quality"]) == (96, 96.0, "measured")
    (day,) = client.get(f"/api/v1/metering/completeness?meter=floor2&{days}").json()
    assert (day["measured"], day["estimated"]) == (84, 12)
    assert client.get(f"/api/v1/metering/balances?{days}").json()[0]["share"] == pytest.approx(0.1)
