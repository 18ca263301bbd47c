"""A batch is kept once, in whatever order and however often it comes."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.points import PointTable
from zhiyuan.telemetry.quarantine import Quarantine

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 3, 2, tzinfo=ZONE)
START = MIDNIGHT.timestamp()
POINTS = [
    Point(1, "meter/M1/energy", "register", "kWh", 1, "gw1", rollover=10_000.0, max_rate=60.0),
    Point(2, "sensor/S1/presence", "state", "", 0, "gw2"),
]
DAY = Span(MIDNIGHT, MIDNIGHT + timedelta(days=1))


def intake(folder: Path) -> Intake:
    return Intake(folder / "historian", Quarantine(folder / "quarantine.sqlite3"), ZONE, PointTable({"park": POINTS}))


def at(minute: int, value: float, late: float = 1.0, seq: int = 0, point: int = 0) -> Message:
    """A reading of a minute after midnight, received ``late`` seconds after its stamp."""
    stamp, p = START + minute * 60, POINTS[point]
    payload = encode_up(int(stamp * 1000), p.key, value)
    return Message(seq or minute + 1, f"$MQTT.msgs.zy.park.{p.source}.up", payload, stamp + late)


def meter(first: int, last: int) -> list[Message]:
    return [at(m, round(1000 + m * 0.1, 1)) for m in range(first, last)]


def kept(store: Intake, point: int = 1) -> list[int]:
    return store.writer.series(point, DAY)[1].tolist()  # type: ignore[no-any-return]


def test_the_same_reading_again_is_a_duplicate_and_counted(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take([at(0, 1.0), at(0, 1.0, seq=2)], 2)
    store.take([at(0, 1.0, seq=3)], 3)
    assert kept(store) == [10]
    assert (store.counts.readings, store.counts.duplicates, store.counts.quarantined) == (1, 2, 0)


def test_another_value_for_the_same_time_is_a_conflict(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take([at(0, 1.0), at(0, 2.0, seq=2)], 2)
    store.take([at(0, 3.0, seq=3)], 3)
    assert kept(store) == [10]
    assert [(e.reason, e.detail) for e in store.quarantine.entries()] == [("conflict", "3 kWh"), ("conflict", "2 kWh")]


def test_a_replayed_batch_changes_nothing(tmp_path: Path) -> None:
    batch = [*meter(0, 30), at(5, 99_999.0, seq=100), Message(101, "$MQTT.msgs.zy.park.gw1.up", b"?", START)]
    intake(tmp_path).take(batch)
    again = intake(tmp_path)
    again.take(batch)
    assert len(kept(again)) == 30
    assert again.counts.duplicates == 30
    assert len(again.quarantine.entries()) == 2


def test_a_late_batch_in_any_order_is_kept_and_latest_does_not_move_back(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 10) + meter(20, 30))
    changed = store.take(list(reversed(meter(10, 20))))
    assert len(kept(store)) == 30
    assert changed == {}
    assert store.latest.get(1) == (int((START + 29 * 60) * 1e6), 10029)


def test_energy_follows_and_findings_reach_the_quarantine(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take([m if k != 600 else at(600, 6060.0) for k, m in enumerate(meter(0, 1441))])
    store.settle()
    (day,) = store.energy.between([1], DAY, "day")
    assert day.kwh == pytest.approx(144.0, abs=0.001)
    (entry,) = store.quarantine.entries()
    assert (entry.reason, entry.point, entry.detail) == ("spike", "meter/M1/energy", "6060 kWh")


def test_a_finding_that_late_data_settles_is_forgotten(tmp_path: Path) -> None:
    store = intake(tmp_path)
    fast = [at(m, round(1000 + m * 0.1 + (500 if m >= 100 else 0), 1)) for m in [*range(60), *range(100, 200)]]
    store.take(fast)
    store.settle()
    assert [e.reason for e in store.quarantine.entries()] == ["jump"]
    store.quarantine.accept(store.quarantine.entries()[0].id, "someone")
    assert store.let_in() == 1
    store.settle()
    hours = store.energy.between([1], Span(MIDNIGHT, MIDNIGHT + timedelta(hours=3)), "hour")
    assert sum(h.kwh for h in hours) == pytest.approx(518.0, abs=0.001)
    assert store.quarantine.entries() == []


def test_an_accepted_reading_is_let_in_and_an_accepted_conflict_corrects(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(
        [at(0, 1.0), at(0, 2.0, seq=2), at(1, -5.0, seq=3), Message(4, "$MQTT.msgs.zy.park.gw1.up", b"?", START)]
    )
    by_reason = {e.reason: e for e in store.quarantine.entries()}
    store.quarantine.accept(by_reason["conflict"].id, "someone")
    with pytest.raises(Refused):
        store.quarantine.accept(by_reason["malformed"].id, "someone")
    store.quarantine.discard(by_reason["range"].id, "someone")
    with pytest.raises(Refused, match="already discarded"):
        store.quarantine.accept(by_reason["range"].id, "someone")
    assert store.let_in() == 1
    assert kept(store) == [20]
    assert [e.mark for e in store.quarantine.entries(mark=None, reason="conflict")] == ["applied"]


def test_a_clock_an_hour_ahead_is_quarantined(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take([at(0, 1.0, late=-3600.0)])
    assert [e.reason for e in store.quarantine.entries()] == ["future"]


def test_a_new_gateway_an_hour_behind_is_quarantined(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take([at(0, 1.0, late=3605.0)])
    store.take([at(1, 1.1, late=3605.0)])
    assert [(e.reason, e.detail) for e in store.quarantine.entries()] == [("clock", "about 1 h behind")] * 2
    assert kept(store) == []


def test_a_reading_an_hour_behind_between_kept_ones_is_quarantined(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 120))
    stamp = int((START + 50 * 60 + 20) * 1000)
    odd = Message(500, "$MQTT.msgs.zy.park.gw1.up", encode_up(stamp, POINTS[0].key, 1012.0), stamp / 1000 + 3600)
    store.take([odd, at(120, 1012.0)])
    assert [e.reason for e in store.quarantine.entries()] == ["clock"]
    assert len(kept(store)) == 121


def test_a_clock_that_stays_an_hour_behind_is_found_out_within_a_minute(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 3))
    for m in range(10, 20):
        store.take([at(m, 1001.0 + m / 10, late=3600.0)])
    assert kept(store)[3:] == [10020]
    assert {e.reason for e in store.quarantine.entries()} == {"clock"}


def test_a_replay_after_a_long_gap_is_welcome(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take(meter(0, 60))
    now = START + 300 * 60
    gap = [replace_received(m, now + k * 0.05) for k, m in enumerate(meter(60, 300))]
    store.take([at(300, 1030.0), *gap[:120]])
    store.take(gap[120:])
    assert len(kept(store)) == 301
    assert store.quarantine.entries() == []


def test_a_new_gateway_that_brings_a_day_of_kept_readings_is_welcome(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.take([m._replace(received=START + 86_400.0) for m in meter(0, 1440)])
    assert len(kept(store)) == 1440
    assert store.quarantine.entries() == []


def test_lateness_says_nothing_where_the_parks_clock_is_accelerated(tmp_path: Path) -> None:
    store = intake(tmp_path)
    store.speed = 600.0
    for m in range(10, 20):
        store.take([at(m, 1001.0 + m / 10, late=3600.0)])
    assert len(kept(store)) == 10


def replace_received(message: Message, received: float) -> Message:
    return message._replace(received=received)


def test_a_replacement_entered_later_restates_the_energy(tmp_path: Path) -> None:
    store = intake(tmp_path)
    swap = 720
    store.take([at(m, round(1000 + m * 0.1 if m < swap else (m - swap) * 0.1, 1)) for m in range(1441)])
    store.settle()
    (day,) = store.energy.between([1], DAY, "day")
    assert day.quality == Quality.SUSPECT
    from zhiyuan.telemetry.point import Replacement

    event = Replacement(int((START + swap * 60) * 1e6), 1072.0, 0.0)
    store.set_points({"park": [replace(POINTS[0], replacements=(event,)), POINTS[1]]})
    store.settle()
    (day,) = store.energy.between([1], DAY, "day")
    assert (day.kwh, day.quality) == (pytest.approx(144.0, abs=0.001), Quality.MEASURED)
    assert store.quarantine.entries() == []


def test_any_order_of_batches_keeps_the_same_readings_and_energy(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    messages = meter(0, 1441)
    shuffled = [messages[k] for k in rng.permutation(len(messages))]
    store = intake(tmp_path)
    for k in range(0, len(shuffled), 200):
        store.take(shuffled[k : k + 220])
        store.settle()
    assert len(kept(store)) == 1440
    (day,) = store.energy.between([1], DAY, "day")
    assert (day.kwh, day.quality) == (pytest.approx(144.0, abs=1e-6), Quality.MEASURED)
