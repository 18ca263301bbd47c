"""The park's pages: found, filtered, exported, edited; and closed to those who may not."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

import small_park
from park.parks import small, small_document
from small_park import person
from zhiyuan.park import live, queries, writes, yamlfile
from zhiyuan.park.models import Floor, Scene, Schedule, Space

pytestmark = pytest.mark.django_db
LISTS = ["/luminaires/", "/circuits/", "/spaces/", "/devices/", "/devices/sensors/", "/devices/meters/"]


@pytest.fixture
def site() -> Any:
    return writes.save_park(small_document())


def signed_in(role: str, scope: Any = None, language: str = "en") -> Client:
    return small_park.signed_in(person(role, role, scope), language)


@pytest.fixture
def operator(site: Any) -> Client:
    return signed_in("operator")


@pytest.mark.parametrize("url", [*LISTS, "/schedules/", "/park/", "/schedules/new/", "/scenes/new/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(site: Any, url: str, language: str) -> None:
    assert signed_in("administrator", language=language).get(url).status_code == 200


@pytest.mark.parametrize("url", [*LISTS, "/schedules/", "/park/"])
def test_who_may_not_look_is_refused(site: Any, url: str) -> None:
    assert signed_in("tenant").get(url).status_code == 403


@pytest.mark.parametrize(
    ("words", "found"), [("L1", ["L1"]), ("走廊", ["L3", "E1"]), ("办公照明", ["L1", "L2"]), ("?", [])]
)
def test_a_search_finds_by_key_space_and_circuit(operator: Client, words: str, found: list[str]) -> None:
    page = operator.get("/luminaires/", {"q": words}).context["page"]
    assert [v.key for v in page] == found


@pytest.mark.parametrize(
    ("query", "rows"),
    [("duty=emergency", 1), ("floor=f1", 4), ("building=b9", 0), ("type=panel&circuit=c1", 2), ("gateway=g1", 3)],
)
def test_filters_narrow_the_list(operator: Client, query: str, rows: int) -> None:
    assert operator.get(f"/luminaires/?{query}").context["page"].paginator.count == rows


def test_an_export_holds_the_filtered_rows_as_numbers(operator: Client) -> None:
    answer = operator.get("/luminaires/?circuit=c1&as=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="luminaires.xlsx"'
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["L1", "L2"]
    assert rows[1][4] == 20.0


def test_a_device_that_never_spoke_says_so_and_one_that_did_says_when(operator: Client, site: Any) -> None:
    assert "never heard" in operator.get("/devices/sensors/").content.decode()
    number = queries.point_ids(site)["lum/L1/level"]
    live.use(lambda: {number: (datetime(2026, 3, 1, 2, tzinfo=UTC), 355)})
    try:
        rows = operator.get("/luminaires/?q=L1").context["rows"]
        assert [text for text, _, _ in rows[0]][8] == "36"
    finally:
        live.use(dict)


def test_somebody_of_one_floor_sees_that_floor(site: Any) -> None:
    other = writes.save_park(
        small_document(
            ("key: small", "key: other"), ("key: o1,", "key: o7,"), ("{o1:", "{o7:"), ("space: o1}", "space: o7}")
        )
    )
    client = signed_in("officer", other.floor_set.get())
    assert [s.key for s in client.get("/spaces/").context["page"].object_list] == ["o7", "k1"]
    assert client.get(f"/spaces/{Space.objects.get(key='o1').pk}/").status_code == 404


def rules_post(**rows: str) -> dict[str, str]:
    return {"name": "办公", "r0-days": "workdays", "r0-on": "08:00", "r0-off": "20:00", "r0-level": "100"} | rows


def test_a_rule_is_added_and_shown_in_words(operator: Client) -> None:
    schedule = Schedule.objects.get()
    row = {"r1-days": "daily", "r1-on": "sunset-10", "r1-off": "23:00", "r1-level": "50", "r1-dark_below_lx": "30"}
    assert operator.post(f"/schedules/{schedule.pk}/", rules_post(**row)).status_code == 302
    schedule.refresh_from_db()
    assert schedule.rules == [
        {"days": "workdays", "on": "08:00", "off": "20:00"},
        {"days": "daily", "on": "sunset-10", "off": "23:00", "level": 0.5, "dark_below_lx": 30.0},
    ]
    said = operator.get("/schedules/").content.decode()
    assert "every day sunset -10 min to 23:00, at 50%, while darker than 30 lx" in said


def test_what_the_form_cannot_show_stays(operator: Client) -> None:
    Schedule.objects.update(
        rules=[{"days": ["mon", "tue"], "on": "08:00", "off": "20:00", "season": ["03-01", "09-30"]}]
    )
    operator.post(f"/schedules/{Schedule.objects.get().pk}/", rules_post(**{"r0-days": "kept", "r0-off": "21:00"}))
    assert Schedule.objects.get().rules == [
        {"season": ["03-01", "09-30"], "days": ["mon", "tue"], "on": "08:00", "off": "21:00"}
    ]


@pytest.mark.parametrize("bad", [{"r0-on": "eight"}, {"r0-level": "180"}, {"r0-remove": "on"}, {"name": ""}])
def test_a_rule_that_cannot_be_is_refused_and_nothing_changes(operator: Client, bad: dict[str, str]) -> None:
    before = Schedule.objects.get().rules
    assert operator.post(f"/schedules/{Schedule.objects.get().pk}/", rules_post(**bad)).status_code == 422
    assert Schedule.objects.get().rules == before


def test_an_officer_looks_at_a_schedule_and_does_not_change_it(site: Any) -> None:
    officer = signed_in("officer")
    page = officer.get(f"/schedules/{Schedule.objects.get().pk}/")
    assert page.status_code == 200
    assert not page.context["may_set"]
    assert officer.post(f"/schedules/{Schedule.objects.get().pk}/", rules_post()).status_code == 403


def test_a_schedule_is_added_and_removed(operator: Client) -> None:
    said = {"key": "night", "name": "夜间", "r0-days": "daily", "r0-on": "20:00", "r0-off": "06:00"}
    assert operator.post("/schedules/new/?site=small", said).status_code == 302
    added = Schedule.objects.get(key="night")
    assert operator.post(f"/schedules/{added.pk}/remove/").status_code == 302
    assert not Schedule.objects.filter(key="night").exists()


def test_a_scene_is_added_changed_and_removed(operator: Client) -> None:
    added = operator.post(
        f"/scenes/new/?floor={Floor.objects.get(key='f1').pk}",
        {"key": "clean", "name": "清洁", "level-o1-w": "60", "level-o1-c": ""},
    )
    assert added.status_code == 302
    scene = Scene.objects.get(key="clean")
    assert scene.levels == {"o1-w": 0.6}
    assert operator.post(f"/scenes/{scene.pk}/", {"name": "清洁", "level-k1-a": "160"}).status_code == 422
    assert operator.post(f"/scenes/{scene.pk}/", {"name": "清洁", "level-k1-a": "25"}).status_code == 302
    scene.refresh_from_db()
    assert scene.levels == {"k1-a": 0.25}
    operator.post(f"/scenes/{scene.pk}/remove/")
    assert not Scene.objects.filter(key="clean").exists()


def test_a_space_is_set_but_never_below_the_standard(operator: Client) -> None:
    space = Space.objects.get(key="o1")
    url = f"/spaces/{space.pk}/"
    low = operator.post(url, {"schedule": "office", "illuminance_lx": "200"})
    assert low.status_code == 422
    assert "below the standard" in low.content.decode()
    assert operator.post(url, {"schedule": "office", "illuminance_lx": "400", "hold_min": "10"}).status_code == 302
    space.refresh_from_db()
    assert (space.illuminance_lx, space.background_lx, space.hold_min) == (400, None, 10)


def test_a_file_is_taken_over_on_the_page_and_comes_out_the_same(site: Any) -> None:
    admin = signed_in("administrator")
    text = small(("name: 小园区", "name: 大园区"))
    assert admin.post("/park/", {"file": SimpleUploadedFile("park.yaml", text.encode())}).status_code == 302
    written = admin.get(f"/park/{site.pk}.yaml").content.decode()
    assert yamlfile.read(written) == yamlfile.read(text)
    workbook = admin.get(f"/park/{site.pk}.xlsx").content
    assert admin.post("/park/", {"file": SimpleUploadedFile("park.xlsx", workbook)}).status_code == 302


def test_what_is_wrong_with_a_file_is_listed_on_the_page(site: Any) -> None:
    bad = small(("x: 15", "x: 150"), ("hold_min: 4", "hold_min: 400"))
    answer = signed_in("administrator").post("/park/", {"file": SimpleUploadedFile("park.yaml", bad.encode())})
    assert answer.status_code == 422
    assert len(answer.context["problems"]) == 2
    assert "spaces[1].hold_min (line 28, column " in answer.content.decode()


def test_a_file_is_not_taken_over_from_an_operator(operator: Client) -> None:
    answer = operator.post("/park/", {"file": SimpleUploadedFile("park.yaml", small().encode())})
    assert answer.status_code == 403
