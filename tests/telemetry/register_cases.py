"""A steady day of 6 kWh an hour as the field may bring it: each case is batches of messages with the truth known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.kernel.span import Span, midnight
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.point import Point, Replacement
from zhiyuan.telemetry.points import PointTable
from zhiyuan.telemetry.quarantine import Quarantine

NANYANG = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 2)
METER = Point(1, "meter/M1/energy", "register", "kWh", 1, "gw1", rollover=10_000.0, max_rate=60.0)
KWH_PER_HOUR = 6.0
Shown = list[tuple[float, float]]  # (seconds after midnight, what the register shows [kWh])


@dataclass(frozen=True)
class Case:
    """Batches of what the register showed, and how much of the day must be flagged as estimated. [kWh]"""

    batches: Sequence[Shown]
    estimated: float = 0.0
    meter: Point = METER
    late: float = 1.0


def steady(hours: int = 24, since: float = 1000.0) -> Shown:
    """One reading a minute, 0.1 kWh each, midnight to midnight."""
    return [(m * 60.0, round(since + m * 0.1, 1)) for m in range(hours * 60 + 1)]


def _gap(shown: Shown) -> tuple[Shown, Shown]:
    inside = [r for r in shown if 8 * 3600 < r[0] < 14 * 3600]
    return [r for r in shown if r not in inside], inside


def _swapped() -> Case:
    noon = int((midnight(DAY, NANYANG) + timedelta(hours=12)).timestamp() * 1e6)
    shown = [(t, v if t < 43_200 else round((t - 43_200) / 600, 1)) for t, v in steady()]
    return Case([shown], meter=replace(METER, replacements=(Replacement(noon, 1072.0, 0.0),)))


def _two_collectors(apart: float) -> Case:
    """Both poll the same meter; the second a little later, when the register may not have moved on yet."""
    one, two = steady(), [(t + apart, v) for t, v in steady()[:-1]]
    batches = [sorted(one[k : k + 60] + two[k : k + 60], key=lambda r: r[1]) for k in range(0, len(one), 60)]
    return Case(batches)


def _out_of_order() -> Case:
    shown, rng = steady(), np.random.default_rng(11)
    mixed = [shown[k] for k in rng.permutation(len(shown))]
    return Case([mixed[k : k + 97] for k in range(0, len(mixed), 97)])


CASES: dict[str, Callable[[], Case]] = {
    "control": lambda: Case([steady()]),
    "six hours without contact": lambda: Case([_gap(steady())[0]], estimated=36.0),
    "the six hours come late": lambda: Case(_gap(steady())),
    "rollover at ten thousand": lambda: Case([[(t, round(v % 10_000, 1)) for t, v in steady(since=9930.0)]]),
    "one spike": lambda: Case([[(t, v + 5000 if t == 36_000 else v) for t, v in steady()]]),
    "a meter replaced by one at zero": _swapped,
    "everything twice": lambda: Case([steady(), steady()]),
    "two collectors, same stamps": lambda: _two_collectors(0.0),
    "two collectors, seven seconds apart": lambda: _two_collectors(7.0),
    "an out-of-order batch": _out_of_order,
}


def day_span(day: date = DAY, zone: ZoneInfo = NANYANG) -> Span:
    """One day of the site."""
    return Span(midnight(day, zone), midnight(day + timedelta(days=1), zone))


def taken(folder: Path, case: Case, day: date = DAY, zone: ZoneInfo = NANYANG) -> Intake:
    """The batches through the one way in, energy settled after each."""
    table = PointTable({"park": [case.meter]})
    store = Intake(folder / "historian", Quarantine(folder / "quarantine.sqlite3"), zone, table)
    begun, seq = midnight(day, zone), 0
    for batch in case.batches:
        messages = []
        for after, value in batch:
            seq += 1
            messages.append(_message(begun, after, value, seq, case.late))
        store.take(messages, seq)
        store.settle()
    return store


def _message(begun: datetime, after: float, value: float, seq: int, late: float) -> Message:
    at = begun.timestamp() + after
    return Message(seq, "$MQTT.msgs.zy.park.gw1.up", encode_up(round(at * 1000), METER.key, value), at + late)
