"""The live park obeys, answers, reports changes once, and lights up by itself when it is alone."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from simpark.test_devices import small_park
from zhiyuan.adapters.mqtt import Command, SetContactor, SetGroup, SetLuminaire, decode_ack
from zhiyuan.simpark.failsafe import PATIENCE_MIN
from zhiyuan.simpark.faults import faults_of
from zhiyuan.simpark.line import Address
from zhiyuan.simpark.live import LivePark, Moment

NOON = 1_790_000_040.0 // 3600 * 3600


class StillWorld:
    """Nobody moves, the sun stands still."""

    def moment(self, minute: int) -> Moment:
        return Moment(np.zeros(1, bool), np.zeros(4, np.float32), 5000.0, np.full(1, 0.8, np.float32))

    def readings(self, moment: Moment, group_level: object) -> dict[str, float]:
        return {}


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


def quiet_seed() -> int:
    """A seed by which nothing fails on the day of these tests or just before."""
    day = datetime.fromtimestamp(NOON, UTC).date()
    days = [day - timedelta(days=n) for n in range(4)]
    return next(s for s in range(10_000) if not any(list(faults_of(small_park(), d, s)) for d in days))


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def live(tmp_path: Path, hand: Hand) -> LivePark:
    address = Address("127.0.0.1", 1, "p", "x")
    made = LivePark(
        small_park(), StillWorld(), {"G1": address, "MG": address}, hand, 60.0, tmp_path / "s.json", quiet_seed()
    )
    for line in made.lines.values():
        line.online = True
    return made


def said(live: LivePark, gateway: str, channel: str = "up") -> list[dict[str, object]]:
    return [json.loads(payload) for c, payload in live.lines[gateway].waiting if c == channel]


def test_a_command_is_obeyed_and_its_levels_are_read_back(live: LivePark) -> None:
    async def act() -> None:
        live.heard("G1", Command("c1", 0, set=(SetGroup("g", 0.4),), contactor=(SetContactor("C1", True),)))
        await asyncio.gather(*live.acks)

    asyncio.run(act())
    ack = decode_ack(next(payload for channel, payload in live.lines["G1"].waiting if channel == "ack"))
    assert ack.levels == {"L1": 40.0, "L2": 40.0}
    assert ack.contactors == {"C1": 1}


def test_a_failed_lamp_does_not_answer(live: LivePark) -> None:
    async def act() -> None:
        live.gear.failed[0] = True
        live.heard("G1", Command("c1", 0, lum=(SetLuminaire(1, 0.4), SetLuminaire(2, 0.4))))
        await asyncio.gather(*live.acks)

    asyncio.run(act())
    ack = decode_ack(next(payload for channel, payload in live.lines["G1"].waiting if channel == "ack"))
    assert ack.levels == {"L2": 40.0}


def test_the_contactor_of_another_gateway_is_not_moved(live: LivePark) -> None:
    async def act() -> None:
        live.heard("MG", Command("c1", 0, contactor=(SetContactor("C1", False),)))
        live.heard("G1", Command("c2", 0, contactor=(SetContactor("C2", False),)))
        await asyncio.gather(*live.acks)

    asyncio.run(act())
    assert live.gear.closed.all()


def test_registers_are_said_at_the_quarter_with_its_stamp(live: LivePark, hand: Hand) -> None:
    hand.now = NOON + 900.5
    live.tick()
    energy = [m for m in said(live, "MG") if "meter/M1/energy" in m["p"]]  # type: ignore[operator]
    assert [m["t"] for m in energy] == [int(NOON + 900) * 1000]
    assert energy[0]["v"][energy[0]["p"].index("meter/M1/energy")] == 0.01  # type: ignore[index, attr-defined]


def test_what_has_not_changed_is_not_said_again(live: LivePark, hand: Hand) -> None:
    hand.now = NOON + 60
    live.tick()
    live.lines["G1"].waiting.clear()
    hand.now = NOON + 180
    live.tick()
    assert all(not str(p).startswith("lum/") for m in said(live, "G1") for p in m["p"])  # type: ignore[attr-defined]


def test_alone_for_five_minutes_the_gear_lights_its_space(live: LivePark, hand: Hand) -> None:
    live.gear.command(live.fleet.groups["g"], 0.0, 0.0)
    live.lines["G1"].online = False
    hand.now = NOON + 60 * (PATIENCE_MIN + 2)
    live.tick()
    assert live.gear.lit[:2].tolist() == pytest.approx([0.8, 0.8])


def test_a_restart_goes_on_from_the_registers_that_were_kept(live: LivePark, hand: Hand, tmp_path: Path) -> None:
    hand.now = NOON + 900.5
    live.tick()
    address = Address("127.0.0.1", 1, "p", "x")
    again = LivePark(small_park(), StillWorld(), {"G1": address}, hand, 60.0, tmp_path / "s.json", quiet_seed())
    assert again.meters.register.tolist() == pytest.approx(live.meters.register.tolist(), abs=1e-4)


def test_a_buffer_that_is_full_drops_the_oldest_and_counts_it(live: LivePark) -> None:
    line = live.lines["G1"]
    line.depth = 3
    for number in range(5):
        line.say(str(number).encode())
    assert [payload for _, payload in line.waiting] == [b"2", b"3", b"4"]
    assert line.dropped == 2
