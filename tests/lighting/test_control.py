"""What control promises, as sentences."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import control_park as cp
from control_park import Room
from zhiyuan.lighting.control import Clock, Inputs, Reason, decide, start

NONE = np.full(10, np.nan, np.float32)


def wish(group: int, level: float) -> np.ndarray:
    wishes = NONE.copy()
    wishes[group] = level
    return wishes


def test_a_person_who_enters_gets_the_standard_with_its_guard_at_once() -> None:
    room = Room().empty()
    said = room.step(cp.MEETING)
    assert room.model.light(said.levels)[cp.ROOM] == pytest.approx(330)
    assert said.reasons[cp.ROOM] == Reason.OCCUPANCY


def test_light_is_held_for_the_hold_time_then_warns_then_goes() -> None:
    room = Room().empty()
    full = room.step(cp.MEETING).levels[cp.ROOM]
    assert room.step(minutes=14).levels[cp.ROOM] == full
    assert room.step().levels[cp.ROOM] == pytest.approx(0.3)
    assert room.step().levels[cp.ROOM] == 0


def test_a_movement_during_the_warning_brings_the_light_back() -> None:
    room = Room().empty()
    full = room.step(cp.MEETING).levels[cp.ROOM]
    assert room.step(minutes=15).levels[cp.ROOM] < full
    assert room.step(cp.MEETING).levels[cp.ROOM] == full


def test_a_corridor_falls_to_its_background_and_to_nothing_outside_the_schedule() -> None:
    room = Room().empty()
    assert room.model.light(room.step().levels)[cp.WALK] == pytest.approx(11)
    assert Room().closed().step().levels[cp.WALK] == 0


def test_somebody_after_hours_gets_light() -> None:
    room = Room().closed()
    assert room.model.light(room.step(cp.MEETING).levels)[cp.ROOM] == pytest.approx(330)


def test_a_road_keeps_its_night_floor_and_rises_for_traffic_but_not_by_day() -> None:
    room = Room().empty()
    room.schedule[cp.ROAD] = 0.5
    assert room.model.light(room.step(minutes=2).levels)[cp.STREET] == pytest.approx(5.5)
    assert room.model.light(room.step(cp.ROAD).levels)[cp.STREET] == pytest.approx(11)
    room.schedule[cp.ROAD] = 0
    assert room.step(cp.ROAD).levels[cp.STREET] == 0


def test_daylight_dims_the_window_group_slowly_and_together_they_keep_the_standard() -> None:
    room = Room().empty()
    first = room.under_sun(200, cp.OFFICE, minutes=1).levels[cp.WINDOW]
    second = room.under_sun(200, cp.OFFICE, minutes=6).levels[cp.WINDOW]
    assert 0 < first - second <= 0.1 * 6
    said = room.under_sun(200, cp.OFFICE, minutes=30)
    given_lx = room.model.light(said.levels)[[cp.WINDOW, cp.CORE]] + [200, 80]
    assert (given_lx >= 300).all()
    assert said.levels[cp.WINDOW] < said.levels[cp.CORE]
    assert said.reasons[cp.WINDOW] == Reason.DAYLIGHT


def test_one_bright_minute_is_not_believed() -> None:
    room = Room().empty()
    before = room.under_sun(0, cp.OFFICE, minutes=10).levels[cp.WINDOW]
    assert room.under_sun(300, cp.OFFICE, minutes=4).levels[cp.WINDOW] == before


def test_a_cloud_is_answered_at_once() -> None:
    room = Room().empty()
    dim = room.under_sun(250, cp.OFFICE, minutes=40).levels[cp.WINDOW]
    said = room.under_sun(50, cp.OFFICE, minutes=1)
    assert said.levels[cp.WINDOW] > dim
    assert room.model.light(said.levels)[cp.WINDOW] + 50 >= 300


def test_after_a_visible_rise_nothing_falls_for_ten_minutes() -> None:
    room = Room().empty()
    room.under_sun(250, cp.OFFICE, minutes=40)
    risen = room.under_sun(50, cp.OFFICE, minutes=1).levels[cp.WINDOW]
    assert room.under_sun(250, cp.OFFICE, minutes=9).levels[cp.WINDOW] == risen
    assert room.under_sun(250, cp.OFFICE, minutes=2).levels[cp.WINDOW] < risen


def test_daylight_puts_lights_out_over_people_only_when_abundant_for_ten_minutes() -> None:
    room = Room().empty()
    assert 0.05 <= room.under_sun(400, cp.OFFICE, minutes=60).levels[cp.WINDOW] < 0.1
    assert 0.05 <= room.under_sun(500, cp.OFFICE, minutes=13).levels[cp.WINDOW] < 0.1
    assert room.under_sun(500, cp.OFFICE, minutes=2).levels[cp.WINDOW] == 0


def test_a_small_surplus_inside_the_dead_band_moves_nothing() -> None:
    room = Room().empty()
    before = room.under_sun(0, cp.OFFICE, minutes=20).levels[cp.WINDOW]
    assert room.under_sun(12, cp.OFFICE, minutes=20).levels[cp.WINDOW] == before


def test_at_night_the_levels_of_a_space_stay_within_half() -> None:
    room = Room().empty()
    said = room.under_sun(0, cp.OFFICE, minutes=3)
    assert abs(said.levels[cp.WINDOW] - said.levels[cp.CORE]) <= 0.5


@pytest.mark.parametrize(
    "broken",
    [
        {"light_lx": np.array([np.nan], np.float32)},
        {"light_lx": np.array([50_000], np.float32)},
        {"light_lx": np.array([500], np.float32), "light_age_min": np.array([31.0], np.float32)},
        {"light_lx": np.array([500], np.float32), "horizontal_lx": np.float32(2)},
    ],
    ids=["unheard", "out of range", "silent", "dark outside"],
)
def test_a_light_sensor_that_cannot_be_believed_is_ignored(broken: dict[str, np.ndarray]) -> None:
    room = Room().empty()
    said = room.step(cp.OFFICE, minutes=40, **broken)
    assert room.model.light(said.levels)[cp.WINDOW] == pytest.approx(330)


def test_a_space_whose_sensor_is_lost_counts_as_occupied_during_its_schedule() -> None:
    room, silent = Room().empty(), np.zeros(7, np.float32)
    silent[cp.MEETING] = 31
    said = room.step(presence_age_min=silent)
    assert room.model.light(said.levels)[cp.ROOM] == pytest.approx(330)
    assert said.reasons[cp.ROOM] == Reason.SENSOR_LOST
    assert room.closed().step(presence_age_min=silent).levels[cp.ROOM] == 0


def test_a_space_without_a_sensor_is_lit_during_its_schedule() -> None:
    room = Room().empty()
    assert room.model.light(room.step().levels)[cp.WASH] == pytest.approx(82.5)


def test_a_sensor_that_sees_movement_for_a_day_is_reported_and_still_believed() -> None:
    room = Room()
    assert not room.step(cp.MEETING, minutes=1439).stuck.any()
    said = room.step(cp.MEETING, minutes=2)
    assert np.flatnonzero(said.stuck).tolist() == [cp.MEETING]
    assert said.levels[cp.ROOM] > 0


def test_lamps_of_a_lost_gateway_are_reported_at_their_own_full_output() -> None:
    room, silent = Room().closed(), np.zeros(10, np.float32)
    silent[cp.ROOM] = 6
    said = room.step(gateway_age_min=silent)
    assert (said.levels[cp.ROOM], said.reasons[cp.ROOM]) == (1, Reason.COMM_LOST)
    assert said.levels[cp.WALK] == 0


def test_after_a_restart_everybody_may_be_there() -> None:
    room = Room()
    assert (room.model.light(room.step().levels)[:4] >= [300, 300, 300, 50]).all()


def test_a_manual_level_may_raise_and_may_not_go_below_the_standard_while_somebody_is_there() -> None:
    room = Room().empty()
    said = room.step(cp.MEETING, manual=wish(cp.ROOM, 0.1))
    assert room.model.light(said.levels)[cp.ROOM] == pytest.approx(330)
    assert said.reasons[cp.ROOM] == Reason.MANUAL
    assert room.step(cp.MEETING, manual=wish(cp.ROOM, 1)).levels[cp.ROOM] == 1
    assert room.empty().step(manual=wish(cp.ROOM, 0.1)).levels[cp.ROOM] == pytest.approx(0.1)


def test_a_manual_level_expires() -> None:
    room = Room().empty()
    until = np.full(10, room.minute + 3)
    assert room.step(manual=wish(cp.ROOM, 0.8), manual_until=until).levels[cp.ROOM] == pytest.approx(0.8)
    assert room.step(manual=wish(cp.ROOM, 0.8), manual_until=until, minutes=2).levels[cp.ROOM] == 0


ORDER = ("scene", "security", "manual", "lock")


@pytest.mark.parametrize(("weaker", "stronger"), list(pairwise(ORDER)))
def test_the_stronger_wish_wins(weaker: str, stronger: str) -> None:
    room = Room().empty()
    said = room.step(**{weaker: wish(cp.ROOM, 0.4), stronger: wish(cp.ROOM, 0.6)})
    assert said.levels[cp.ROOM] == pytest.approx(0.6)
    assert said.reasons[cp.ROOM] == Reason[stronger.upper()]


def test_a_lock_may_keep_a_space_dark_and_emergency_and_fire_go_over_it() -> None:
    room, dark, everywhere = Room().empty(), wish(cp.ROOM, 0), np.ones(7, bool)
    assert room.step(cp.MEETING, lock=dark).levels[cp.ROOM] == 0
    said = room.step(lock=dark, emergency=everywhere)
    assert (said.levels[cp.ROOM], said.reasons[cp.ROOM]) == (1, Reason.EMERGENCY)
    said = room.step(lock=dark, emergency=everywhere, fire=everywhere)
    assert (said.levels.min(), set(said.reasons.tolist())) == (1, {Reason.FIRE})


def test_fire_latches_until_a_person_resets_it_and_the_input_is_quiet() -> None:
    room, calls, reset = Room().closed(), np.ones(7, bool), np.ones(7, bool)
    room.step(fire=calls)
    assert (room.step(minutes=30).levels == 1).all()
    assert (room.step(fire=calls, fire_reset=reset).levels == 1).all()
    assert (room.step(fire_reset=reset).levels == 0).all()


def test_a_fire_of_one_building_leaves_the_others_to_control() -> None:
    room, one = Room().closed(), np.arange(7) == cp.MEETING
    assert np.flatnonzero(room.step(fire=one).levels).tolist() == [cp.ROOM]


def test_a_contactor_opens_when_all_is_off_for_ten_minutes_and_closes_at_once_on_presence() -> None:
    room = Room()
    room.step(minutes=60)
    room.schedule[:] = 0
    assert room.step(minutes=9).contactors.tolist() == [True, True, True]
    assert room.step(minutes=1).contactors.tolist() == [False, True, False]
    assert room.step(cp.MEETING).contactors.tolist() == [True, True, False]


def test_no_contactor_opens_within_the_schedule_or_under_a_wish() -> None:
    assert Room().empty().step().contactors.all()
    room = Room().closed()
    assert room.step(manual=wish(cp.STREET, 0.5)).contactors.tolist() == [False, True, True]


def test_events_between_two_minutes_bring_light_and_let_no_time_pass() -> None:
    room = Room().empty()
    hit = np.arange(7) == cp.MEETING
    inputs = Inputs(hit=hit, schedule=room.schedule)
    state, said = decide(room.model, room.state, inputs, Clock(room.minute + 0.01, dt=0.01, sample=False))
    assert said.levels[cp.ROOM] > 0
    assert state.since_hit[cp.CORRIDOR] == pytest.approx(room.state.since_hit[cp.CORRIDOR] + 0.01)


def test_a_batch_decides_what_each_of_its_rows_would() -> None:
    model, rng = cp.model(), np.random.default_rng(1)
    together, alone = start(model, (4,)), [start(model) for _ in range(4)]
    for minute in range(200):
        hit, light = rng.random((4, 7)) < 0.05, (rng.random((4, 1)) * 600).astype(np.float32)
        schedule, outside = (rng.random((4, 7)) < 0.7).astype(np.float32), np.full(4, 5000, np.float32)
        inputs = Inputs(hit=hit, schedule=schedule, light_lx=light, horizontal_lx=outside)
        together, said = decide(model, together, inputs, Clock(minute))
        for row in range(4):
            mine = Inputs(hit=hit[row], schedule=schedule[row], light_lx=light[row], horizontal_lx=outside[row])
            alone[row], one = decide(model, alone[row], mine, Clock(minute))
            assert one.levels == pytest.approx(said.levels[row], abs=1e-6)
            assert (one.reasons == said.reasons[row]).all()
            assert (one.contactors == said.contactors[row]).all()


def test_decide_changes_nothing_that_it_was_given() -> None:
    room = Room().sun(200)
    kept = {name: getattr(room.state, name).copy() for name in room.state.__slots__}
    inputs = Inputs(hit=np.ones(7, bool), schedule=room.schedule, **room.lit)
    decide(room.model, room.state, inputs, Clock(1))
    for name, value in kept.items():
        assert np.array_equal(getattr(room.state, name), value), name


shares = st.floats(0, 1, width=32)
wishes = arrays(np.float32, 10, elements=st.one_of(st.just(np.float32(np.nan)), shares))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            arrays(bool, 7),
            arrays(np.float32, 7, elements=shares),
            st.floats(0, 3000, width=32),
            wishes,
            wishes,
            wishes,
        ),
        min_size=1,
        max_size=25,
    )
)
def test_an_occupied_space_never_has_a_setpoint_below_the_standard(minutes: list[tuple]) -> None:
    """By what the model knows: its light, and the daylight that it believes."""
    model = cp.model()
    state = start(model)
    reach = np.minimum(model.standard_lx[model.space_of], model.full_lx)
    for minute, (hit, schedule, light, scene, security, manual) in enumerate(minutes):
        read = np.array([light], np.float32)
        inputs = Inputs(
            hit=hit, schedule=schedule, light_lx=read, horizontal_lx=np.float32(9000),
            scene=scene, security=security, manual=manual,
        )  # fmt: skip
        state, said = decide(model, state, inputs, Clock(minute))
        believed = np.append(state.net_lx.min(axis=0), 0)[model.light_sensor] * model.light_ratio
        asked = hit & ((schedule > 0) | model.after_hours)
        assert ((said.levels >= 0) & (said.levels <= 1)).all()
        assert (model.light(said.levels) + believed >= reach - 0.1)[asked[model.space_of]].all()
