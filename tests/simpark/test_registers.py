"""Past registers never run backwards but for what real meters do, and go on where they ended."""

import json
from dataclasses import replace

import numpy as np

from simpark.test_devices import small_park
from zhiyuan.simpark import registers
from zhiyuan.simpark.registers import Mishap, Past

DAY = registers.DAY_QUARTERS


def past(quarters: int = 4 * DAY) -> Past:
    return Past(small_park(), 1_700_000_000 // 900 * 900, quarters, seed=3)


def test_registers_count_every_quarter_and_go_on_where_they_ended() -> None:
    one, two = past(), past()
    kwh = np.full((2 * DAY, 2), 0.25)
    first, second = one.turn(kwh), one.turn(kwh)
    whole = two.turn(np.concatenate((kwh, kwh)))
    assert second.stamps[0] == first.stamps[-1] + 900
    assert np.allclose(np.concatenate((first.register, second.register)), whole.register, atol=1e-9)


def test_a_quarter_is_stamped_at_its_end() -> None:
    shown = past().turn(np.ones((1, 2)))
    assert shown.stamps.tolist() == [past().start + 900]


def test_messages_hold_every_register_that_was_heard() -> None:
    shown = past().turn(np.full((4 * DAY, 2), 0.1))
    said = [json.loads(payload) for batch in shown.messages() for _, payload in batch]
    assert sum(len(message["t"]) for message in said) == shown.readings
    assert {p for message in said for p in message["p"]} == {"meter/M/energy", "meter/M1/energy", "meter/M2/energy"}


def test_values_have_no_more_decimals_than_the_meter_shows() -> None:
    shown = past().turn(np.full((DAY, 2), 0.123456))
    values = [v for batch in shown.messages() for _, payload in batch for v in json.loads(payload)["v"]]
    assert all(round(v, 3) == v for v in values)


def test_a_meter_that_is_silent_says_nothing_and_its_register_goes_on() -> None:
    shown = past(quarters=4 * DAY).turn(np.full((4 * DAY, 2), 0.1))
    number, share, length = registers.SILENT[0]
    silent = slice(round(share * 4 * DAY), round(share * 4 * DAY) + length)
    assert not shown.heard[silent, number].any()
    assert (np.diff(shown.register[:, number]) >= 0).all()


def test_a_meter_that_is_to_roll_over_does() -> None:
    park = small_park()
    meters = (*park.meters, *(replace(park.meters[2], key=f"X{i}") for i in range(3)))
    made = Past(replace(park, meters=meters), 0, 4 * DAY, seed=3)
    kwh = np.full((4 * DAY, 2), 1.0)
    made.expect(made.meters.share @ kwh.sum(axis=0))
    register = made.turn(kwh).register[:, registers.ROLLS_OVER[0]]
    assert (np.diff(register) < 0).sum() == 1


def test_what_is_told_goes_wrong_where_it_is_told_and_nothing_else_from_then_on() -> None:
    park, start = small_park(), 1_700_000_000 // 900 * 900
    since = start + 2 * DAY * 900
    told = [Mishap("M1", since + 900, quarters=4), Mishap("M2", since + 9000, excess=4321.0)]
    shown = Past(park, start, 4 * DAY, 3, since, told).turn(np.full((4 * DAY, 2), 0.1))
    keys = [m.key for m in park.meters]
    later = slice(2 * DAY - 1, None)
    missed = np.argwhere(~shown.heard[later])
    assert [(keys[m], int(shown.stamps[later][q])) for q, m in missed] == [("M1", since + 900 * n) for n in range(1, 5)]
    jumps = np.diff(shown.register[later], axis=0)
    ((at, meter),) = np.argwhere(jumps > 4000)
    assert (keys[meter], int(shown.stamps[later][at + 1])) == ("M2", since + 9000)
