"""A small park through the whole machinery; the reference year stands at the end, marked slow."""

import json
from dataclasses import replace

import numpy as np
import pytest

import control_park as cp
from command_line import zhiyuan
from shared import data
from zhiyuan.app.demo import example
from zhiyuan.kernel.errors import NotFound
from zhiyuan.lighting.weather import synthetic_year
from zhiyuan.simpark.calendar import DAY, Year
from zhiyuan.simpark.knowledge import Spreads, as_designed, commissioned, draw
from zhiyuan.simpark.ledger import Ledger
from zhiyuan.simpark.predict import Band, reachable, sampled_days
from zhiyuan.simpark.records import Record
from zhiyuan.simpark.replay import replayed
from zhiyuan.simpark.report import report
from zhiyuan.simpark.strategies import COMBINED, SCHEDULE, STRATEGIES
from zhiyuan.simpark.trial import Windows, run, sampled_weeks, whole_year
from zhiyuan.simpark.world import World, world

YEAR = Year(2023, "Asia/Shanghai")
WEEK = Windows((70 * DAY, 160 * DAY, 253 * DAY, 340 * DAY), DAY)


@pytest.fixture(scope="module")
def small() -> World:
    return world(cp.park(), YEAR, synthetic_year(1), seed=5)


@pytest.fixture(scope="module")
def ledger(small: World) -> Ledger:
    return run(small, WEEK, seed=5)


def test_every_strategy_is_there_with_and_without_contactors(ledger: Ledger) -> None:
    names = ledger.summary().keys()
    assert set(names) == {s + suffix for s in STRATEGIES for suffix in ("", "_contactors")}


def test_the_more_a_strategy_may_do_the_less_it_uses(ledger: Ledger) -> None:
    used = {name: figures["energy_kwh"] for name, figures in ledger.summary().items()}
    assert used["schedule"] > used["tuning"] > used["combined"] > used["oracle"] > 0
    assert used["schedule"] > used["daylight"] > used["combined"]
    assert used["occupancy"] > used["combined"]


def test_contactors_save_standby_and_nothing_else(ledger: Ledger) -> None:
    found = ledger.summary()
    for name in STRATEGIES:
        plain, cut = found[name], found[name + "_contactors"]
        assert plain["energy_kwh"] - cut["energy_kwh"] == pytest.approx(plain["standby_kwh"] - cut["standby_kwh"])
        assert plain["standby_kwh"] >= cut["standby_kwh"]
    assert found["combined_contactors"]["standby_kwh"] < found["combined"]["standby_kwh"]


def test_the_fixed_schedule_pays_no_standby_and_is_never_short_of_light(ledger: Ledger) -> None:
    base = ledger.summary()["schedule"]
    assert (base["standby_kwh"], base["saving"], base["below_98"]) == (0, 0, 0)


def test_the_oracle_is_never_short_of_light_where_the_lamps_suffice(small: World) -> None:
    bright = replace(small, truth=draw(small.designed, 5, Spreads(matrix_sd=0.0)))
    assert run(bright, WEEK, seed=5).summary()["oracle"]["below_98"] < 1e-9


def test_shares_of_short_minutes_are_nested(ledger: Ledger) -> None:
    for figures in ledger.summary().values():
        assert 1 >= figures["below_98"] >= figures["below_90"] >= figures["below_50"] >= 0


def test_energy_by_kind_adds_up_to_the_whole(small: World, ledger: Ledger) -> None:
    said = report(small, ledger)
    for name, figures in said["strategies"].items():
        assert sum(kind[name] for kind in said["by_kind"].values()) == pytest.approx(figures["energy_kwh"])
    assert said["uncontrollable_commands"] == 0


def test_windows_of_a_year_tile_it_even_in_a_leap_year() -> None:
    for minutes in (365 * DAY, 366 * DAY):
        at = whole_year(minutes).at(minutes)[120:]
        assert np.array_equal(np.sort(at.ravel()), np.arange(minutes))
    assert sampled_weeks(365 * DAY).minutes == 7 * DAY


@pytest.mark.slow
def test_how_the_year_is_cut_changes_the_answer_by_next_to_nothing(small: World) -> None:
    days = Windows((100 * DAY, 101 * DAY), DAY)
    stretch = Windows((100 * DAY,), 2 * DAY)
    one, other = (run(small, w, 5).summary()["combined"]["energy_kwh"] for w in (days, stretch))
    assert one == pytest.approx(other, rel=0.01)


def test_before_commissioning_daylight_is_known_to_twelve_percent_and_lamps_to_three() -> None:
    designed = cp.model()
    many = [draw(designed, seed) for seed in range(400)]
    told = np.array([t.gain[0] * t.sensor_daylight[0] / t.daylight[0] for t in many])
    assert told.std() == pytest.approx(0.12, abs=0.012)
    built = np.array([t.model.own_lx[cp.ROOM] / designed.own_lx[cp.ROOM] for t in many])
    assert built.std() == pytest.approx(0.03, abs=0.003)


def test_commissioning_leaves_what_no_test_removes() -> None:
    designed = cp.model()
    told, lamps = [], []
    for seed in range(300):
        truth = draw(designed, seed)
        known = commissioned(designed, truth, seed, designed.settings)
        told.append(truth.gain[0] * truth.sensor_daylight[0] * known.light_ratio[0] / truth.daylight[0])
        lamps.append(known.own_lx[cp.ROOM] / truth.model.own_lx[cp.ROOM])
    assert 0.035 < np.std(told) < 0.055
    assert 0.015 < np.std(lamps) < 0.020


def test_the_design_knows_its_own_light_at_the_sensors_to_one_percent() -> None:
    designed = cp.model()
    level = np.full(len(designed.groups), 0.6, np.float32)
    ratio = []
    for seed in range(200):
        truth = draw(designed, seed)
        ratio.append(as_designed(designed, truth, seed).seen(level)[0] / (truth.model.seen(level)[0] * truth.gain[0]))
    assert np.std(ratio) == pytest.approx(0.01, abs=0.003)


def test_a_record_plays_in_one_space_only(small: World) -> None:
    minute = np.arange(0, 7 * DAY, 5, dtype=np.int64)
    always = Record("x", "keti", minute, 5, np.ones(len(minute), bool), None, "UTC")
    played = replayed(small, "m1", always, 1)
    assert (played.bits[cp.MEETING] == 3).all()
    assert np.array_equal(played.bits[cp.OFFICE], small.bits[cp.OFFICE])
    with pytest.raises(NotFound, match="no space x9"):
        replayed(small, "x9", always, 1)


def test_sampled_days_cover_all_weekdays_and_seasons() -> None:
    windows = sampled_days(365, 3)
    days = windows.at(YEAR.minutes)[windows.warm :: DAY] // DAY
    assert set((days.ravel() % 7).tolist()) == set(range(7))
    assert days.min() < 31
    assert days.max() > 334


@pytest.mark.parametrize(
    ("expected", "limit", "verdict"),
    [
        (Band(0.33, 0.30, 0.36), Band(0.45, 0.44, 0.46), "no_limit"),
        (Band(0.46, 0.44, 0.48), Band(0.55, 0.53, 0.57), "no"),
        (Band(0.52, 0.48, 0.56), Band(0.60, 0.58, 0.62), "uncertain"),
        (Band(0.62, 0.58, 0.66), Band(0.70, 0.68, 0.72), "yes"),
    ],
)
def test_a_promise_is_made_only_where_the_whole_range_allows_it(expected: Band, limit: Band, verdict: str) -> None:
    assert reachable(expected, limit) == verdict


def test_changes_are_counted_per_group_and_day(ledger: Ledger) -> None:
    assert ledger.changes[SCHEDULE, cp.ROOM] * DAY / ledger.minutes <= 2
    assert 0 < ledger.summary()["combined"]["changes_per_group_day"] < 200
    assert ledger.asked[COMBINED].sum() > 0


@pytest.mark.slow
def test_the_reference_year_reaches_what_was_promised() -> None:
    weather = data("epw/CHN_Henan.Nanyang.571780_CSWD.epw")
    said = json.loads(zhiyuan("simulate", example(), "--weather", weather, "--seed", 77, "--json"))
    combined = said["strategies"]["combined"]
    assert said["strategies"]["schedule"]["energy_kwh"] == pytest.approx(66_000, rel=1e-3)
    assert combined["saving"] >= 0.55
    assert min(said["like_with_like"].values()) >= 0.88
    assert combined["below_98"] <= 0.005
    assert combined["below_90"] <= 0.0005
    assert combined["changes_per_group_day"] <= 80
    assert said["uncontrollable_commands"] == 0
    assert said["cpu_s"] <= 90
    assert said["peak_mib"] <= 2048


@pytest.mark.slow
def test_the_worst_case_is_told_that_half_is_out_of_reach() -> None:
    said = json.loads(zhiyuan("predict", example().parents[1] / "worst-case" / "park.yaml", "--json"))
    assert said["reachable"] == "no_limit"
    assert said["expected"]["high"] < 0.5
    assert "50% is not reachable here" in said["verdict"]
