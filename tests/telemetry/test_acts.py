"""What people do about readings reaches energy by the store, and by nobody else; entered readings too."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.amend import Amendments
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.lateness import Lateness
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.points import MANUAL, PointTable
from zhiyuan.telemetry.quarantine import Quarantine
from zhiyuan.telemetry.quarter import QuarterHours, QuarterReader

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 3, 2, tzinfo=ZONE)
START = micros(MIDNIGHT)
Q = 900_000_000
POINTS = [
    Point(1, "meter/M1/energy", "register", "kWh", 1, "gw1", max_rate=60.0),
    Point(2, "meter/M2/energy", "interval", "kWh", 1, "gw1", max_rate=60.0),
    Point(3, "lum/L1/level", "gauge", "%", 1, "gw1"),
]
DAY = Span(MIDNIGHT, MIDNIGHT + timedelta(days=1))


class Park:
    """The store's intake on a folder, and readers beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seq = folder, 0
        self.file = folder / "quarantine.sqlite3"
        self.open()

    def open(self) -> None:
        self.store = Intake(self.folder / "historian", Quarantine(self.file), ZONE, PointTable({"park": POINTS}), ":1")
        self.acts = Amendments(self.file)

    def hear(self, key: str, quarters: dict[int, float], source: str = "gw1", late_s: float = 1.0) -> None:
        messages = []
        for quarter, value in quarters.items():
            self.seq += 1
            t_ms = (START + quarter * Q) // 1000
            subject = f"$MQTT.msgs.zy.park.{source}.up"
            messages.append(Message(self.seq, subject, encode_up(t_ms, key, value), t_ms / 1000 + late_s))
        self.store.take(messages, self.seq)
        self.store.settle()

    def act(self) -> None:
        self.store.let_in()
        self.store.settle()

    def hours(self, point: int = 1) -> QuarterHours:
        return QuarterReader(self.folder / "historian").read([point], DAY)[point]


@pytest.fixture
def park(tmp_path: Path) -> Park:
    return Park(tmp_path)


def counting(first: int, last: int, extra: float = 0.0) -> dict[int, float]:
    return {k: 100 + k + extra for k in range(first, last)}


def test_a_reading_entered_by_hand_is_kept_whichever_gateway_owns_the_meter(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 9), MANUAL, late_s=5 * 3600)
    assert park.hours().kwh == 8.0
    assert park.store.quarantine.entries() == []  # five hours late is no wrong clock when a person says so


def test_only_registers_are_read_by_hand_and_other_gateways_stay_out(park: Park) -> None:
    park.hear("lum/L1/level", {1: 50.0}, MANUAL)
    park.hear("meter/M1/energy", {1: 50.0}, "gw2")
    assert [e.reason for e in park.store.quarantine.entries()] == ["wrong_source", "wrong_source"]


def test_the_same_entered_reading_sent_twice_counts_once(park: Park) -> None:
    for _ in range(2):
        park.hear("meter/M1/energy", counting(0, 5), MANUAL)
    assert park.store.counts.duplicates == 5
    assert park.hours().kwh == 4.0


def test_a_corrected_reading_restates_the_energy_around_it(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 10) | {4: 104.9} | counting(5, 10))
    assert park.hours().energy[3:5].tolist() == [1_900_000, 100_000]
    park.acts.correct(1, START + 4 * Q, 1040, "li", "抄错小数")
    park.act()
    assert park.hours().energy[3:5].tolist() == [1_000_000, 1_000_000]
    assert park.acts.waiting() == []


def test_a_jump_that_was_estimated_counts_the_estimate(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 10) | counting(10, 20, extra=5000))
    assert park.hours().quality[9] == Quality.SUSPECT
    park.acts.fill(1, {START + 9 * Q: 1_200_000}, "li", "换表无记录，按平日估")
    park.act()
    assert (int(park.hours().energy[9]), int(park.hours().quality[9])) == (1_200_000, Quality.ESTIMATED)
    assert park.hours().kwh == pytest.approx(18 + 1.2)


def test_an_estimate_after_the_last_reading_gives_way_to_real_readings(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 10))
    park.acts.fill(1, {START + k * Q: 700_000 for k in range(9, 20)}, "li", "网关坏了")
    park.act()
    assert park.hours().kwh == pytest.approx(9 + 11 * 0.7)
    park.hear("meter/M1/energy", counting(10, 15))
    found = park.hours()
    assert found.energy[9:14].tolist() == [1_000_000] * 5
    assert found.energy[14:20].tolist() == [700_000] * 6
    assert set(found.quality[14:20].tolist()) == {Quality.ESTIMATED}


def test_an_estimate_taken_back_leaves_what_the_readings_say(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 10))
    act = park.acts.fill(1, {START + 12 * Q: 700_000}, "li", "试")
    park.act()
    park.acts.withdraw(act)
    park.act()
    assert park.hours().quality[12] == Quality.MISSING
    assert park.hours().kwh == 9.0


def test_a_meter_that_was_never_heard_can_be_estimated(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 3))
    park.acts.fill(2, {START: 500_000}, "li", "未装通讯")
    park.act()
    assert park.hours(2).kwh == 0.5


def test_an_act_survives_a_crash_before_the_energy_was_restated(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 10) | counting(10, 20, extra=3))
    park.hear("meter/M1/energy", counting(20, 30, extra=5000))
    (entry,) = park.store.quarantine.entries()
    park.store.quarantine.accept(entry.id, "li")
    park.acts.fill(1, {START + 60 * Q: 1}, "li", "试")
    park.store.let_in()
    park.open()  # the process died before it settled
    park.act()
    assert park.hours().kwh == pytest.approx(29 + 5000, abs=0.001)
    assert park.acts.waiting() == []


def test_a_meter_that_says_the_energy_of_each_interval_has_energy(park: Park) -> None:
    park.hear("meter/M2/energy", dict.fromkeys((1, 2, 3, 6), 1.5))
    found = park.hours(2)
    assert (found.kwh, found.missing) == (6.0, 92)
    park.hear("meter/M2/energy", {4: 2.0}, late_s=3 * 3600)
    assert park.hours(2).kwh == 8.0
    assert park.hours(2).energy[:7].tolist() == [1_500_000] * 3 + [2_000_000, 0, 1_500_000, 0]


def test_too_much_in_an_interval_waits_for_a_person(park: Park) -> None:
    park.hear("meter/M2/energy", {1: 1.0, 2: 400.0})
    (entry,) = park.store.quarantine.entries()
    assert (entry.reason, park.hours(2).kwh) == ("too_much", 1.0)
    park.store.quarantine.accept(entry.id, "li")
    park.act()
    assert park.hours(2).kwh == 401.0


def test_late_readings_are_counted_by_day_and_only_once(park: Park) -> None:
    park.hear("meter/M1/energy", counting(0, 4), late_s=5000)
    park.hear("meter/M1/energy", counting(4, 6), late_s=60)
    assert Lateness(park.file).counts("2026-03-02", "2026-03-02") == {(1, "2026-03-02"): 4}
    park.seq, park.folder = 0, park.folder / "again"  # the readings were lost with a disk, the log is read again
    park.open()
    park.hear("meter/M1/energy", counting(0, 4), late_s=5000)
    assert Lateness(park.file).counts("2026-03-01", "2026-03-31") == {(1, "2026-03-02"): 4}
