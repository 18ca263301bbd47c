"""What may be done to the park, by whom, and how it is refused."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from park.parks import small, small_document
from small_park import person
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.park import queries, services, xlsxfile
from zhiyuan.park.models import Circuit, Floor, Meter, Scene, Schedule, Site, Space

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Any:
    return person("admin", "administrator")


@pytest.fixture
def site(admin: Any) -> Any:
    return services.import_park(admin, None, text=small())


def test_an_import_leaves_one_line_that_names_the_file_by_its_hash(admin: Any) -> None:
    services.import_park(admin, None, text=small() + "# a long remark\n" * 100)
    line = Trail.objects.get(verb="park.import_park")
    assert line.object_type == "park.site"
    assert line.params["text"].startswith("sha256:")


def test_a_workbook_is_taken_over_too(admin: Any) -> None:
    text = base64.b64encode(xlsxfile.write(small_document())).decode()
    assert queries.park_document(services.import_park(admin, None, text=text, format="xlsx")) == small_document()


def test_a_file_with_an_error_changes_nothing(admin: Any, site: Any) -> None:
    with pytest.raises(Malformed):
        services.import_park(admin, site, text=small(("x: 15", "x: 150"), ("name: 小园区", "name: 大园区")))
    assert Site.objects.get().name == "小园区"


def test_the_file_of_another_park_is_refused(admin: Any, site: Any) -> None:
    with pytest.raises(Refused, match="the file describes other, not small"):
        services.import_park(admin, site, text=small(("key: small", "key: other")))


def test_an_operator_does_not_import_but_sets_schedules(site: Any) -> None:
    operator = person("operator", "operator")
    with pytest.raises(Refused):
        services.import_park(operator, None, text=small())
    rules = [{"days": "daily", "on": "sunset-10", "off": "23:00", "level": 0.5}]
    schedule = Schedule.objects.get(key="office")
    services.set_schedule_rules(operator, schedule, rules=rules)
    assert Schedule.objects.get(key="office").rules == rules


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([], "a schedule has at least one rule"),
        ([{"on": "8:00"}], "rule 1, on: "),
        ([{}, {"level": 2}], "rule 2, level: level is a number from 0 to 1.0, not 2"),
        ([{"when": "night"}], "rule 1, when: a rule has no when"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(admin: Any, site: Any, rules: Any, said: str) -> None:
    with pytest.raises(Malformed, match="rule") as refused:
        services.set_schedule_rules(admin, Schedule.objects.get(key="office"), rules=rules)
    assert said in str(refused.value)


def test_a_schedule_in_use_is_not_removed(admin: Any, site: Any) -> None:
    with pytest.raises(Refused, match="2 spaces follow"):
        services.remove_schedule(admin, Schedule.objects.get(key="office"))
    added = services.add_schedule(admin, site, key="night", name="夜间", rules=[{"on": "20:00", "off": "06:00"}])
    services.set_space_schedule(admin, Space.objects.get(key="k1"), schedule="night")
    assert Space.objects.get(key="k1").schedule == added
    assert yaml_schedules(site) == ["office", "night"]


def yaml_schedules(site: Any) -> list[str]:
    return [s.key for s in queries.park_document(site).schedules]


def test_a_space_is_never_set_below_the_standard(admin: Any, site: Any) -> None:
    space = Space.objects.get(key="o1")
    with pytest.raises(Refused, match=r"below the standard's 300\.0 lx"):
        services.set_space_settings(admin, space, illuminance_lx=299)
    services.set_space_settings(admin, space, illuminance_lx=400, background_lx=20, hold_min=10)
    assert (space.illuminance_lx, space.background_lx, space.hold_min) == (400, 20, 10)
    with pytest.raises(Malformed, match="from 0 to the target of 300"):
        services.set_space_settings(admin, space, background_lx=301)


def test_a_scene_sets_groups_of_its_own_floor(admin: Any, site: Any) -> None:
    floor = Floor.objects.get()
    services.add_scene(admin, floor, key="clean", name="清洁", levels={"k1-a": 0.6})
    with pytest.raises(Malformed, match="floor f1 has no group x"):
        services.set_scene_levels(admin, Scene.objects.get(key="clean"), levels={"x": 0.5})
    with pytest.raises(Refused, match="talk is taken"):
        services.add_scene(admin, floor, key="talk", name="演示", levels={"k1-a": 0.6})
    services.remove_scene(admin, Scene.objects.get(key="talk"))
    assert [s.key for s in queries.park_document(site).scenes] == ["clean"]
    assert Trail.objects.filter(verb="park.remove_scene").get().object_id != ""


def test_a_contactor_is_refused_in_words_before_the_database_does(admin: Any, site: Any) -> None:
    with pytest.raises(Refused, match="feeds what must stay on"):
        services.set_contactor(admin, Circuit.objects.get(key="c2"), contactor=True, gateway="g1")
    services.set_contactor(admin, Circuit.objects.get(key="c1"), contactor=False)
    assert "circuit/c1/closed" not in queries.point_ids(site)


def test_a_swapped_meter_is_noted_at_its_point(admin: Any, site: Any) -> None:
    at = datetime(2026, 3, 1, 2, tzinfo=UTC)
    services.replace_meter(admin, Meter.objects.get(), at=at, final=9321.5, initial=0)
    point = next(p for p in queries.telemetry_points(site) if p.key == "meter/m1/energy")
    assert [(r.at, r.final, r.initial) for r in point.replacements] == [(int(at.timestamp() * 1e6), 9321.5, 0.0)]
    services.import_park(admin, site, text=small())
    assert next(p for p in queries.telemetry_points(site) if p.key == "meter/m1/energy").replacements
