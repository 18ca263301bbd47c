"""What people may ask of the lighting, and what is refused in words."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from small_park import SmallPark, person, small_park
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.lighting import commission_queries, services, writes
from zhiyuan.lighting.models import Calibration, Command, FireState, LampHours, MeterReading, Override
from zhiyuan.park.models import Luminaire
from zhiyuan.park.queries import park_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def park() -> SmallPark:
    return small_park()


def test_an_override_expires_and_leaves_a_line(park: SmallPark) -> None:
    override = services.override_space(person(), park.office, level=0.9, minutes=30, reason="会议")
    assert override.expires - override.start == timedelta(minutes=30)
    line = Trail.objects.get()
    assert (line.verb, line.object_type, line.params["level"]) == ("lighting.override_space", "park.space", 0.9)


def test_an_override_below_the_standard_says_that_it_will_be_raised(park: SmallPark) -> None:
    override = services.override_space(person(), park.office, level=0.2, minutes=30)
    assert override.least_level == pytest.approx(300 / 400)
    assert override.raised


def test_an_override_above_the_standard_is_not_raised(park: SmallPark) -> None:
    assert not services.override_space(person(), park.office, level=0.8, minutes=30).raised


def test_a_new_override_of_a_place_ends_the_one_before(park: SmallPark) -> None:
    operator = person()
    services.override_floor(operator, park.floor, level=1.0, minutes=30)
    services.override_floor(operator, park.floor, level=0.5, minutes=30)
    assert Override.objects.filter(ended__isnull=True).count() == 1


@pytest.mark.parametrize(("level", "minutes"), [(1.1, 30), (-0.1, 30), (1.0, 0), (1.0, 121)])
def test_levels_and_minutes_out_of_range_are_refused(park: SmallPark, level: float, minutes: float) -> None:
    with pytest.raises(Malformed):
        services.override_space(person(), park.office, level=level, minutes=minutes)


def test_a_space_without_a_group_of_ours_cannot_be_dimmed(park: SmallPark) -> None:
    Luminaire.objects.filter(space=park.corridor).exclude(duty="emergency").delete()
    park.corridor.groups.all().delete()
    with pytest.raises(Refused, match="no group of ours"):
        services.override_space(person(), park.corridor, level=1.0, minutes=10)


def test_an_officer_may_look_and_not_override(park: SmallPark) -> None:
    with pytest.raises(Refused, match="may not"):
        services.override_space(person("officer", "officer"), park.office, level=1.0, minutes=10)


def test_a_grant_on_a_floor_covers_its_spaces_and_no_other_site(park: SmallPark) -> None:
    floor_electrician = person("e", "electrician", park.floor)
    services.override_group(floor_electrician, park.office.groups.first(), level=1.0, minutes=10)
    other = small_park("other")
    with pytest.raises(Refused):
        services.override_space(floor_electrician, other.office, level=1.0, minutes=10)


def test_an_override_is_released_once(park: SmallPark) -> None:
    operator = person()
    override = services.override_space(operator, park.office, level=1.0, minutes=10)
    services.release_override(operator, override)
    with pytest.raises(Refused, match="over already"):
        services.release_override(operator, override)


def test_a_space_is_locked_once_and_unlocked_once(park: SmallPark) -> None:
    operator = person()
    services.lock_space(operator, park.office, minutes=60, note="换灯")
    with pytest.raises(Refused, match="locked already"):
        services.lock_space(operator, park.office, minutes=60)
    services.unlock_space(operator, park.office)
    with pytest.raises(Refused, match="not locked"):
        services.unlock_space(operator, park.office)


def test_choosing_a_scene_ends_the_floors_other_scene(park: SmallPark) -> None:
    operator = person()
    first = services.activate_scene(operator, park.scene)
    services.activate_scene(operator, park.scene, minutes=30)
    first.refresh_from_db()
    assert first.ended
    assert services.deactivate_scene(operator, park.scene).ended
    with pytest.raises(Refused, match="not active"):
        services.deactivate_scene(operator, park.scene)


def test_fire_latches_and_is_reset_only_when_the_input_is_clear(park: SmallPark) -> None:
    operator, now = person(), parktime.now()
    writes.note_fire(park.building.id, active=True, sensor="F1", at=now)
    with pytest.raises(NotReady, match="still active"):
        services.reset_fire(operator, park.building)
    writes.note_fire(park.building.id, active=False, sensor="F1", at=now)
    assert FireState.objects.get().latched
    assert not services.reset_fire(operator, park.building).latched
    with pytest.raises(Refused, match="not held"):
        services.reset_fire(operator, park.building)


def test_a_step_test_needs_a_light_sensor_and_waits_once(park: SmallPark) -> None:
    operator = person()
    with pytest.raises(Refused, match="no light sensor"):
        services.request_calibration(operator, park.corridor)
    services.request_calibration(operator, park.office)
    with pytest.raises(Refused, match="waiting"):
        services.request_calibration(operator, park.office)


def test_a_lux_meter_is_read_at_every_point_and_a_slip_of_the_pen_is_refused(park: SmallPark) -> None:
    electrician = person("electrician", "electrician")
    with pytest.raises(Malformed, match="2 points"):
        services.record_meter_reading(electrician, park.office, lx=[380])
    with pytest.raises(Malformed, match="by design it is 400 lx"):
        services.record_meter_reading(electrician, park.office, lx=[380, 38])
    kept = services.record_meter_reading(electrician, park.office, lx=[380, 390], note="TES-1339")
    assert (kept.groups, kept.lx, kept.by) == (["o101-w", "o101-c"], [380, 390], electrician)


@pytest.fixture
def tested(park: SmallPark) -> SmallPark:
    """A lux meter was read and the night's test done."""
    services.record_meter_reading(person("electrician", "electrician"), park.office, lx=[400, 400])
    asked = services.request_calibration(person(), park.office)
    writes.finish_calibration(asked.pk, gain=0.9, expected_lx=400.0, readings=[], remark="", at=parktime.now())
    return park


def test_a_measured_space_has_a_narrow_guard_until_the_measuring_is_too_old(tested: SmallPark) -> None:
    now = parktime.now()
    fresh, later = (commission_queries.state(tested.office, at) for at in (now, now + timedelta(days=93)))
    assert (fresh["valid"], fresh["guard"]) == (True, 1.05)
    assert (later["valid"], later["guard"]) == (False, 1.10)
    assert later["until"] < now + timedelta(days=93)


def test_what_steers_knows_as_much_as_the_page(tested: SmallPark) -> None:
    now, document = parktime.now(), park_document(tested.site)
    assert commission_queries.measured(tested.site, document, now)["o101"].valid
    assert not commission_queries.measured(tested.site, document, now + timedelta(days=93))["o101"].valid


def test_a_space_regrouped_since_must_be_measured_again(tested: SmallPark) -> None:
    tested.office.groups.filter(key="o101-c").update(key="o101-d")
    measured = commission_queries.measured(tested.site, park_document(tested.site), parktime.now())
    assert (measured["o101"].lx, measured["o101"].valid) == ((), False)


def test_a_tested_space_is_tested_again_after_some_weeks_and_an_untouched_one_never(tested: SmallPark) -> None:
    now = parktime.now()
    assert writes.renew_calibrations(tested.site, now) == 0
    assert writes.renew_calibrations(tested.site, now + timedelta(days=29)) == 1
    assert writes.renew_calibrations(tested.site, now + timedelta(days=29)) == 0
    failed = Calibration.objects.get(done__isnull=True)
    writes.finish_calibration(failed.pk, gain=None, readings=[], remark="?", at=now + timedelta(days=29))
    assert writes.renew_calibrations(tested.site, now + timedelta(days=29, hours=1)) == 0
    assert writes.renew_calibrations(tested.site, now + timedelta(days=30, hours=1)) == 1
    Calibration.objects.all().delete()
    MeterReading.objects.all().delete()
    assert writes.renew_calibrations(tested.site, now + timedelta(days=99)) == 0


def test_the_command_log_is_bounded(park: SmallPark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writes, "KEPT_COMMANDS", 5)
    line = {"at": parktime.now(), "gateway": "g1", "target": "o101-w", "level": 1.0, "reason": "manual"}
    writes.log_commands(park.site.id, [line | {"command_id": str(n)} for n in range(9)])
    assert [c.command_id for c in Command.objects.all()] == ["8", "7", "6", "5", "4"]


def test_commands_that_ended_alike_are_one_statement(
    park: SmallPark, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    line = {"at": parktime.now(), "gateway": "g1", "level": 1.0, "reason": "manual", "tries": 2}
    sent = [(f"c{n}", "o101-w") for n in range(9)] + [("mixed", "o101-w"), ("mixed", "k1-a")]
    writes.log_commands(park.site.id, [line | {"command_id": c, "target": t} for c, t in sent])
    alike = {(f"c{n}", "reached"): ["o101-w"] for n in range(9)}
    with django_assert_num_queries(3):
        mixed = {("mixed", "reached"): ["o101-w"], ("mixed", "no_answer"): ["k1-a"]}
        writes.log_outcomes(alike | mixed, parktime.now())
    ended = {(c.command_id, c.target): (c.outcome, c.acknowledged is not None) for c in Command.objects.all()}
    assert ended.pop(("mixed", "k1-a")) == ("no_answer", False)
    assert set(ended.values()) == {("reached", True)}
    assert {c.tries for c in Command.objects.all()} == {2}


def test_lamp_hours_add_up(park: SmallPark) -> None:
    lamp = Luminaire.objects.get(key="L1").id
    writes.add_lamp_hours({lamp: 1.5}, parktime.now())
    writes.add_lamp_hours({lamp: 2.0}, parktime.now())
    assert LampHours.objects.get().hours == 3.5
