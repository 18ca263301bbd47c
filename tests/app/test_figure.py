"""A figure opens to buckets, quarter hours and readings; for whom, and in Excel too."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from savings.measured_park import NOW, ZONE, keep_energy, measured_park
from small_park import SmallPark, person
from telemetry.test_intake import START, at, intake
from zhiyuan.enterprises.models import Enterprise, Tenancy
from zhiyuan.kernel import parktime
from zhiyuan.kernel.span import Span, midnight
from zhiyuan.park.links import figure_url
from zhiyuan.park.models import Gateway, Meter, Point

pytestmark = pytest.mark.django_db


def days(first: date, until: date) -> Span:
    return Span(midnight(first, ZONE), midnight(until, ZONE))


MARCH = days(date(2025, 3, 1), date(2025, 4, 1))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("figure")
    keep_energy(home)
    return home


@pytest.fixture
def park(settings: Any, kept: Path) -> Iterator[SmallPark]:
    settings.HOME = kept
    before = list(parktime._source)
    parktime.use(lambda: NOW)
    yield measured_park()
    parktime._source[:] = before


def test_each_row_opens_to_the_next_finer_steps_and_they_sum_to_it(park: SmallPark, client: Client) -> None:
    client.force_login(person())
    url, seen = figure_url("m-c1", MARCH, "month"), []
    while True:
        answer = client.get(url)
        assert answer.status_code == 200
        if "rows" not in answer.context:
            break
        rows = answer.context["rows"]
        seen.append(answer.context["asked"].bucket)
        assert sum(s.kwh for _, s, _, _ in rows) == pytest.approx(answer.context["whole"].kwh, abs=1e-6)
        label, step, _, url = max(rows, key=lambda row: row[1].kwh)
        assert label
    assert seen == ["month", "day", "hour", "interval"]
    assert answer.context["whole"].kwh == pytest.approx(step.kwh)


def test_the_whole_of_the_energy_page_opens_to_its_meters(park: SmallPark, client: Client) -> None:
    client.force_login(person())
    said = client.get(figure_url("", MARCH)).context
    parts = said["parts"]
    assert len(parts) == 2
    assert sum(step.kwh for _, step, _ in parts) == pytest.approx(said["whole"].kwh)


def test_every_level_comes_as_a_workbook(park: SmallPark, client: Client) -> None:
    client.force_login(person())
    for bucket in ("month", "week", "day", "hour", "readings"):
        answer = client.get(figure_url("m-c1", MARCH, bucket) + "&format=xlsx")
        assert load_workbook(BytesIO(answer.content)).active.max_row > 3


@pytest.mark.parametrize("bad", ["meter=none", "meter=m-c1&from=yesterday", "meter=m-c1&bucket=aeon"])
def test_an_address_that_makes_no_sense_is_refused_in_words(park: SmallPark, client: Client, bad: str) -> None:
    client.force_login(person())
    assert client.get(f"/energy/figure/?{bad}").status_code in (400, 404, 422)


def test_a_tenant_opens_their_own_meter_over_their_own_days_only(park: SmallPark, client: Client) -> None:
    firm = Enterprise.objects.create(site=park.site, key="firm", name="某企业")
    own = Tenancy.objects.create(enterprise=firm, start=date(2025, 3, 17), area_m2=Decimal(100))
    own.meters.add(Meter.objects.get(key="m-c1"))
    client.force_login(person("tenant", "tenant", firm))
    mine = days(date(2025, 3, 17), date(2025, 4, 1))
    assert client.get(figure_url("m-c1", mine)).status_code == 200
    assert client.get(figure_url("m-c1", mine, "readings")).status_code == 200
    for url in (figure_url("m-c1", MARCH), figure_url("m-c2", mine), figure_url("", mine)):
        assert client.get(url).status_code == 403


def test_readings_stand_with_what_became_of_them(settings: Any, tmp_path: Path, client: Client) -> None:
    settings.HOME = tmp_path
    made = measured_park()
    Meter.objects.create(site=made.site, key="M1", gateway=Gateway.objects.get(key="g1"))
    about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 1, "source": "gw1"}
    Point.objects.create(pk=1, site=made.site, key="meter/M1/energy", settings={"multiplier": 1.0}, **about)
    store = intake(tmp_path)
    store.take([at(m, round(1000 + m * 0.1 + (5000 if m == 20 else 0), 1)) for m in range(61)])
    store.take([at(25, -5.0, seq=900)])
    store.settle()
    client.force_login(person())
    quarter = Span(datetime.fromtimestamp(START + 900, UTC), datetime.fromtimestamp(START + 1800, UTC))
    page = client.get(figure_url("M1", quarter, "readings"))
    rows = page.context["readings"]
    assert [r["value"] for r in rows if r["what"] == "reading"][:2] == ["1,001.4", "1,001.5"]
    assert [r["inside"] for r in rows][:2] == [False, True]
    (spike,) = [r for r in rows if r["value"] == "6,002.0"]
    assert "其后的读数" in spike["words"] or "读数" in spike["words"]
    assert [r["since"] for r in rows if r["value"] == "1,002.1"] == ["0.2"]
    assert [r for r in rows if r["what"] == "rejected"]


@pytest.mark.parametrize("span", ["day", "month", "year"])
def test_every_figure_of_the_energy_page_opens_to_the_same_figure(park: SmallPark, client: Client, span: str) -> None:
    client.force_login(person())
    said = client.get("/energy/", {"span": span, "day": "2025-06-12", "by": "circuit"}).context
    for row, _, _, _, url in said["parts"]:
        assert client.get(url).context["whole"].kwh == pytest.approx(row.total_kwh, abs=1e-5)
    for _, total, gap, url in said["opened"][:3]:
        assert gap or client.get(url).context["whole"].kwh == pytest.approx(total, abs=1e-5)
    assert client.get(said["whole_url"]).context["whole"].kwh == pytest.approx(said["now"].total_kwh, abs=1e-5)
