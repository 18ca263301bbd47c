"""The shell's own pages: overview, energy, data quality; with data, without, and for whom."""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from savings.measured_park import NOW, keep_energy, measured_park
from small_park import SmallPark, person, small_park
from zhiyuan.identity.writes import set_grants
from zhiyuan.kernel import parktime
from zhiyuan.metering.queries import quarantine
from zhiyuan.telemetry.ingest import Rejection

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("pages")
    keep_energy(home)
    return home


@pytest.fixture
def measured(settings: Any, kept: Path) -> Iterator[SmallPark]:
    settings.HOME = kept
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield measured_park()
    parktime._source[:] = before


@pytest.fixture
def operator(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.HOME = tmp_path
    client.force_login(person())
    return client


def test_before_a_park_is_imported_the_page_says_how(operator: Client) -> None:
    assert "zhiyuan import park" in operator.get("/ops/").content.decode()


def test_before_steer_reports_the_overview_says_so_and_shows_every_floor(operator: Client) -> None:
    small_park()
    page = operator.get("/ops/").content.decode()
    assert "控制程序尚未上报" in page
    assert "一号楼" in page


def test_the_overview_of_a_floor_operator_shows_that_floor_only(client: Client) -> None:
    park = small_park()
    other = small_park("other")
    client.force_login(person("own", "operator", park.floor))
    assert [one["floor"] for one in client.get("/ops/").context["floors"]] == [park.floor]
    assert other.floor.pk != park.floor.pk


def test_without_readings_energy_offers_the_period_before(operator: Client) -> None:
    small_park()
    assert "本周期没有电表读数" in operator.get("/energy/").content.decode()


@pytest.mark.parametrize("span", ["day", "week", "month", "year"])
@pytest.mark.parametrize("by", ["kind", "building", "circuit"])
def test_every_period_and_grouping_sums_to_the_same_use(
    measured: SmallPark, client: Client, span: str, by: str
) -> None:
    client.force_login(person("op2"))
    said = client.get("/energy/", {"span": span, "day": "2025-06-12", "by": by}).context
    buckets = sum(total for _, total, _ in said["buckets"] if total is not None)
    assert said["now"].total_kwh > 0
    assert buckets == pytest.approx(said["now"].total_kwh)
    assert sum(share for _, share, _, _ in said["rows"]) == pytest.approx(1.0)


def test_an_address_that_makes_no_sense_shows_today(measured: SmallPark, client: Client) -> None:
    client.force_login(person("op2"))
    assert client.get("/energy/", {"span": "aeon", "day": "2025-99-99", "by": "taste"}).status_code == 200


def test_the_workbook_has_the_pages_figures(measured: SmallPark, client: Client) -> None:
    client.force_login(person("op2"))
    asked = {"span": "month", "day": "2025-06-12", "by": "circuit"}
    shown = client.get("/energy/", asked).context["now"].total_kwh
    book = load_workbook(BytesIO(client.get("/energy/", asked | {"format": "xlsx"}).content))
    summary = book.worksheets[0]
    values = [row[1].value for row in summary.iter_rows() if isinstance(row[1].value, float | int)]
    assert sum(values) == pytest.approx(shown)


def test_what_was_not_admitted_is_named_and_can_be_confirmed(operator: Client) -> None:
    small_park()
    quarantine().add([Rejection(1, 0, "park", "g1", "unknown_point", "", "lum/none/level", b'{"t":1}', time.time())])
    page = operator.get("/data/?tab=quarantine").content.decode()
    assert "园区中没有此点位" in page
    entry = quarantine().entries()[0]
    assert operator.post(f"/data/{entry.id}/discard/", {"reason": "灯具已拆除"}).status_code == 302
    assert quarantine().entries() == []


def test_a_message_that_holds_no_reading_cannot_be_let_in(operator: Client) -> None:
    small_park()
    quarantine().add([Rejection(1, 0, "park", "g1", "malformed", "", "", b"\xff", time.time())])
    entry = quarantine().entries()[0]
    answer = operator.post(f"/data/{entry.id}/accept/", {"reason": "试"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "没有可采纳的读数" in answer.content.decode()


@pytest.mark.parametrize("tab", ["completeness", "quarantine", "gateways", "devices", "nonsense"])
def test_every_tab_of_data_quality_opens(operator: Client, tab: str) -> None:
    small_park()
    assert operator.get("/data/", {"tab": tab}).status_code == 200


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("operator", "/ops/"),
        ("electrician", "/ops/"),
        ("leader", "/cockpit/"),
        ("bookkeeper", "/closes/"),
        ("officer", "/cases/"),
        ("head", "/cases/"),
        ("window", "/cases/"),
        ("auditor", "/trail/"),
        ("administrator", "/ops/"),
        ("tenant", "/savings/"),
    ],
)
def test_each_role_begins_where_its_work_is(client: Client, role: str, home: str) -> None:
    client.force_login(person(role, role))
    assert client.get("/")["Location"] == home


def test_a_person_begins_with_the_page_that_they_chose_while_they_may_open_it(client: Client) -> None:
    someone = person("somebody", "leader")
    client.force_login(someone)
    assert "/savings/" in client.get("/account/").content.decode()
    assert client.post("/account/home/", {"home": "/savings/"})["Location"] == "/account/"
    assert client.get("/")["Location"] == "/savings/"
    assert client.post("/account/home/", {"home": "/people/"}).status_code in (403, 409)
    set_grants(someone, ["window"])
    assert client.get("/")["Location"] == "/cases/"
    client.post("/account/home/", {"home": ""})
    assert client.get("/")["Location"] == "/cases/"


def test_the_menu_shows_only_what_a_role_may_open(client: Client) -> None:
    small_park()
    client.force_login(person("leader", "leader"))
    page = client.get("/ops/").content.decode()
    assert 'href="/savings/"' in page
    assert 'href="/people/"' not in page
