"""The steersman on a small park: events, wishes, fire, contactors, silence. No sockets, no database."""

from dataclasses import replace

import pytest

from steer_park import MONDAY, NINE, THREE, Bridge, park
from zhiyuan.app.steering.facts import Lamps, facts
from zhiyuan.app.steering.ground import ground
from zhiyuan.app.steering.memory import kept, resumed
from zhiyuan.app.steering.order import Order
from zhiyuan.app.steering.steersman import Figures
from zhiyuan.app.steering.wishes import Wanted, Wishes
from zhiyuan.maintenance.alarm import Fact


def targets(bridge: Bridge) -> set[str]:
    return {s.g for _, command in bridge.sent for s in command.set}


@pytest.fixture
def vacant() -> Bridge:
    """The office after everybody left and the lights went down."""
    bridge = Bridge()
    bridge.decide()
    bridge.answer()
    bridge.passes(40)
    return bridge


def test_a_restart_tells_every_group_where_it_should_be() -> None:
    bridge = Bridge()
    bridge.decide()
    assert targets(bridge) == {"o101-w", "o101-c", "k1-a"}


def test_what_has_not_changed_is_not_said_again(vacant: Bridge) -> None:
    assert vacant.passes(5) == []


def test_movement_lights_the_space_at_once_and_nothing_else(vacant: Bridge) -> None:
    assert vacant.level("o101-w") == 0
    vacant.says("g1", "sensor/P1/presence", 1)
    assert targets(vacant) == {"o101-w", "o101-c"}
    assert vacant.level("o101-w") >= 0.75
    assert vacant.reason("o101-w") == "occupancy"


def test_movement_where_somebody_is_known_to_be_needs_no_decision() -> None:
    bridge = Bridge()
    bridge.decide()
    bridge.answer()
    before = bridge.steer.decisions
    for _ in range(10):
        bridge.says("g1", "sensor/P1/presence", 1)
    assert bridge.steer.decisions == before


def test_a_reading_spooled_for_an_hour_lights_nothing(vacant: Bridge) -> None:
    vacant.says("g1", "sensor/P1/presence", 1, minute=vacant.minute - 60)
    assert vacant.sent == []


def test_a_point_of_another_gateway_is_not_believed(vacant: Bridge) -> None:
    vacant.says("g2", "sensor/P1/presence", 1)
    assert vacant.sent == []


def wish(bridge: Bridge, level: float, minutes: float, kind: str = "manual", scope: str = "space") -> None:
    key = {"space": "o101", "floor": "b1-f1"}[scope]
    wanted = Wanted(kind, scope, key, bridge.minute, level, bridge.minute + minutes, "操作员")
    bridge.steer.wishes = bridge.steer.wishes.with_wish(wanted, bridge.minute)
    bridge.decide()


def test_a_manual_level_holds_and_returns_to_automatic_when_it_expires(vacant: Bridge) -> None:
    wish(vacant, 0.9, 30)
    assert (vacant.level("o101-w"), vacant.reason("o101-w")) == (pytest.approx(0.9), "manual")
    vacant.answer()
    vacant.passes(29)
    assert vacant.level("o101-w") == pytest.approx(0.9)
    vacant.passes(2)
    assert vacant.reason("o101-w") != "manual"
    assert vacant.level("o101-w") == 0


def test_a_manual_level_in_an_occupied_space_is_raised_to_the_standard(vacant: Bridge) -> None:
    vacant.says("g1", "sensor/P1/presence", 1)
    wish(vacant, 0.1, 30)
    assert vacant.reason("o101-w") == "manual"
    assert vacant.level("o101-w") >= 0.75


def test_the_newest_wish_wins_where_two_touch(vacant: Bridge) -> None:
    wish(vacant, 0.9, 60)
    vacant.minute += 1
    wish(vacant, 0.4, 60, scope="floor")
    assert vacant.level("o101-w") == pytest.approx(0.4)


def test_a_lock_beats_a_manual_level(vacant: Bridge) -> None:
    wish(vacant, 1.0, 60)
    wish(vacant, 0.0, 60, kind="lock")
    assert (vacant.level("o101-w"), vacant.reason("o101-w")) == (0, "lock")


def test_the_command_says_why_until_when_and_how_fast(vacant: Bridge) -> None:
    wish(vacant, 0.9, 30)
    command = next(c for _, c in vacant.sent if c.set)
    assert command.reason == "manual"
    assert command.expires == round((vacant.minute + 30) * 60_000)
    assert command.set[0].fade == 0.5


def test_a_wall_switch_is_a_manual_wish_that_expires(vacant: Bridge) -> None:
    vacant.says("g1", "sensor/S1/switch", 1)
    assert (vacant.level("o101-w"), vacant.reason("o101-w")) == (1.0, "manual")
    vacant.answer()
    vacant.passes(121)
    assert vacant.reason("o101-w") != "manual"


def test_fire_lights_everything_at_once_and_stays_when_the_input_is_quiet(vacant: Bridge) -> None:
    vacant.says("g2", "sensor/F1/fire", 1)
    assert {vacant.level(g) for g in ("o101-w", "o101-c", "k1-a")} == {1.0}
    assert {c.reason for _, c in vacant.sent if c.set} == {"fire"}
    vacant.answer()
    vacant.says("g2", "sensor/F1/fire", 0)
    vacant.passes(60)
    assert vacant.reason("k1-a") == "fire"


def test_fire_beats_a_lock_and_ends_with_the_reset(vacant: Bridge) -> None:
    wish(vacant, 0.0, 600, kind="lock")
    vacant.says("g2", "sensor/F1/fire", 1)
    assert vacant.level("o101-w") == 1.0
    vacant.steer.wishes = vacant.steer.wishes.with_fires(())
    vacant.decide()
    assert vacant.reason("o101-w") == "lock"


def test_silence_is_tried_again_and_then_somebody_is_told() -> None:
    bridge = Bridge(figures=Figures(ack_timeout_s=3, retries=3, straggler_min=10))
    bridge.decide()
    assert len(bridge.sent) >= 2
    tries = 1
    while bridge.mono < 1060:
        bridge.mono += 3.1
        bridge.steer.overdue(bridge.now)
        tries += any(s.g == "o101-w" for c in bridge.flush() for s in c.set)
    assert tries == 4
    bridge.minute += 11
    bridge.steer.heard.gateway_at[:] = bridge.minute
    assert Fact("dimmingFailure", "group", "o101-w") in facts(bridge.steer, Lamps(bridge.ground), bridge.minute)


def test_one_silent_lamp_is_reported_and_does_not_make_its_group_talk_for_ever() -> None:
    bridge = Bridge()
    bridge.decide()
    for _ in range(6):
        bridge.answer(but=("L2",))
    assert bridge.sent == []
    found = facts(bridge.steer, Lamps(bridge.ground), bridge.minute)
    assert Fact("controlGearCommFailure", "luminaire", "L2") in found


def test_a_gateway_that_returns_is_told_everything_again(vacant: Bridge) -> None:
    vacant.steer.status("g1", False, vacant.now)
    vacant.decide()
    assert vacant.reason("o101-w") == "comm_lost"
    assert targets(vacant) == set()
    assert Fact("gatewayOffline", "gateway", "g1") in facts(vacant.steer, Lamps(vacant.ground), vacant.minute)
    vacant.steer.status("g1", True, vacant.now)
    vacant.decide()
    assert targets(vacant) == {"o101-w", "o101-c"}
    assert vacant.reason("o101-w") != "comm_lost"


def night() -> Bridge:
    """Three in the night: the office's circuit is open."""
    bridge = Bridge(THREE)
    bridge.decide()
    bridge.answer()
    bridge.passes(60)
    return bridge


def test_outside_the_schedule_the_circuit_is_opened_to_save_standby() -> None:
    bridge = night()
    assert not bridge.steer.closed[bridge.ground.circuit["c1"]]
    assert bridge.steer.closed[bridge.ground.circuit["c2"]]


def test_presence_closes_the_circuit_at_once_and_tells_the_lamps_again() -> None:
    bridge = night()
    bridge.says("g1", "sensor/P1/presence", 1)
    assert any(c.c == "c1" and c.closed for _, command in bridge.sent for c in command.contactor)
    assert targets(bridge) == {"o101-w", "o101-c"}
    told = [command for gateway, command in bridge.sent if gateway == "g2"]
    bridge.sent = [("g2", told[0])]
    bridge.steer.acknowledged("g2", answer_of(bridge, told[0]), bridge.now)
    bridge.sent.clear()
    assert {s.g for c in bridge.flush() for s in c.set} == {"o101-w", "o101-c"}


def answer_of(bridge: Bridge, command: object) -> object:
    from steer_park import ack

    return ack(bridge.ground, "g2", command)  # type: ignore[arg-type]


def test_a_circuit_that_feeds_an_emergency_lamp_is_never_opened_even_with_a_contactor() -> None:
    said = park()
    circuits = (said.circuits[0], replace(said.circuits[1], contactor=True, gateway="g2"))
    bridge = Bridge(THREE, of=ground(replace(said, circuits=circuits), MONDAY))
    bridge.decide()
    bridge.answer()
    bridge.passes(60)
    assert "c2" not in bridge.ground.contactor_at
    bridge.steer.dispatch.want(Order("contactor:c2", 0.0, "schedule", 3, 0.0))
    assert bridge.flush() == []
    assert bridge.steer.dispatch.commands_to_uncontrollable == 1


def test_nothing_that_may_not_be_commanded_ever_is(vacant: Bridge) -> None:
    vacant.says("g2", "sensor/F1/fire", 1)
    vacant.passes(30)
    assert vacant.steer.dispatch.commands_to_uncontrollable == 0
    addressed = {key for pair in vacant.ground.members for key in vacant.ground.members[pair]}
    assert "E1" not in addressed


def test_an_order_to_a_group_that_is_not_ours_is_stopped_counted_and_told(vacant: Bridge) -> None:
    vacant.steer.dispatch.want(Order("E1", 0.0, "manual", 1, 0.0))
    assert vacant.flush() == []
    found = facts(vacant.steer, Lamps(vacant.ground), vacant.minute)
    assert Fact("uncontrollableCommanded", "site", "park") in found


def test_holds_go_on_after_a_restart(vacant: Bridge) -> None:
    vacant.says("g1", "sensor/P1/presence", 1)
    vacant.says("g1", "sensor/P1/presence", 0)
    vacant.passes(5)
    said = kept(vacant.ground, vacant.steer.state, vacant.minute)
    again = Bridge(vacant.minute + 2)
    again.steer.state = resumed(again.ground, said, again.minute)
    again.decide()
    assert again.reason("o101-w") == "occupancy"
    again.answer()
    again.passes(9)
    assert again.level("o101-w") == 0 or again.steer.state.mode[0] < 3


def test_a_memory_of_last_week_is_not_used() -> None:
    bridge = Bridge()
    said = kept(bridge.ground, bridge.steer.state, NINE - 7 * 1440)
    assert resumed(bridge.ground, said, NINE).since_hit.max() == 0


def test_in_baseline_mode_the_circuit_runs_its_old_schedule(vacant: Bridge) -> None:
    vacant.steer.wishes = Wishes.lay(vacant.ground, (), vacant.minute, baseline=["c1"])
    vacant.decide()
    assert (vacant.level("o101-w"), vacant.reason("o101-w")) == (1.0, "schedule")
    assert vacant.level("k1-a") < 1.0


def test_a_lamp_that_burns_although_it_should_not_and_one_that_does_not_light(vacant: Bridge) -> None:
    t = vacant.minute
    vacant.says("g1", "lum/L1/power", 18.0)
    found = facts(vacant.steer, Lamps(vacant.ground), t)
    assert Fact("lampUnexpectedOn", "luminaire", "L1") in found
    wish(vacant, 1.0, 60)
    vacant.says("g1", "lum/L1/power", 0.4)
    vacant.says("g1", "lum/L3/fault", 1)
    found = facts(vacant.steer, Lamps(vacant.ground), t)
    assert {Fact("lampFailure", "luminaire", "L1"), Fact("lampFailure", "luminaire", "L3")} <= set(found)


def test_a_dead_lamp_is_not_mended_by_being_told_to_be_dark(vacant: Bridge) -> None:
    dead = Fact("lampFailure", "luminaire", "L1")
    lamps = Lamps(vacant.ground)
    vacant.says("g1", "lum/L1/power", 0.3)
    assert dead in facts(vacant.steer, lamps, vacant.minute, {dead})
    wish(vacant, 1.0, 60)
    vacant.says("g1", "lum/L1/power", 19.0)
    assert dead not in facts(vacant.steer, lamps, vacant.minute, {dead})


def test_a_silent_sensor_is_a_fact_and_its_space_counts_as_occupied(vacant: Bridge) -> None:
    vacant.passes(45, quiet=("P1",))
    found = facts(vacant.steer, Lamps(vacant.ground), vacant.minute)
    assert Fact("sensorLost", "sensor", "P1") in found
    assert vacant.reason("o101-w") == "sensor_lost"
    assert vacant.level("o101-w") >= 0.75


def test_a_contactor_that_says_otherwise_is_a_fact(vacant: Bridge) -> None:
    vacant.says("g2", "circuit/c1/closed", 0)
    found = facts(vacant.steer, Lamps(vacant.ground), vacant.minute)
    assert found[Fact("contactorError", "circuit", "c1")] == {"wanted": "closed"}
