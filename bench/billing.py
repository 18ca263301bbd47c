"""One new hour of many meters: registers to quarter hours, priced, shared and counted as carbon, in CPU-seconds.

Only functions of the product are timed: each meter's register is followed with all its judgement
(``telemetry.energy``), all meters are cut into periods at once (``billing.split``), money is shared to
the cent (``billing.resale``). Reading and writing files is not in it; ``telemetry_store`` measures that.
Baseline of the same run: periods and shares one meter and quarter hour at a time in Decimal, after
the same register. Growth is measured to 20,000 meters;
``python bench/billing.py --plot`` draws
docs/images/billing-growth.svg and keeps its figures beside it as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.billing.bill import Use, cents, energy_by_period
from zhiyuan.billing.resale import share_exactly
from zhiyuan.billing.split import calendar, energy_by_part
from zhiyuan.billing.tariff import Components, unit_price
from zhiyuan.billing.terms import Sheet, Tariff, Terms
from zhiyuan.kernel.chart import Frame, Series, lines, ticks
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.span import Span, instant, micros
from zhiyuan.telemetry.energy import INTERVAL_US, Register, intervals, steps
from zhiyuan.telemetry.point import Point

ZONE = ZoneInfo("Asia/Shanghai")
SPAN = Span(datetime(2026, 3, 2, 15, 30, tzinfo=ZONE), datetime(2026, 3, 2, 16, 30, tzinfo=ZONE))  # peak from 16:00
DAY = date(2026, 3, 2)
MINUTE_US = 60_000_000
PRICES = ("0.37", "0.016", "0.20", "0.035", "0.028889375")  # invented, the fund but one
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="11" fill="#333"'
STYLE = "<style>.grid{stroke:#ddd}.axis{stroke:#888}path{fill:none;stroke:#888;stroke-dasharray:4}</style>"
AIM_S, MYEMS_S = 0.1, 43.0
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "billing-growth.svg"
Ints = NDArray[np.int64]
Money = tuple[list[Decimal], list[Decimal], list[Decimal]]  # of each meter: CNY, kWh, kg CO2


def run(quick: bool = False) -> dict[str, Any]:
    """The hour of 1,000 meters beside the baseline, and how it grows."""
    sizes = SIZES[:2] if quick else SIZES
    paid, points = _tariff(), []
    _hour(*_readings(100), paid)  # calendars and pages read once, as in a process that runs
    for size in sizes:
        stamps, counts = _readings(size)
        cpu = min(_cpu(lambda s=stamps, c=counts: _hour(s, c, paid)) for _ in range(1 if quick else 3))
        points.append({"meters": size, "cpu_s": round(cpu, 4), "us_per_meter": round(cpu / size * 1e6, 2)})
    stamps, counts = _readings(1_000)
    slow = _cpu(lambda: _one_by_one(stamps, counts, paid))
    ours, theirs = _hour(stamps, counts, paid), _one_by_one(stamps, counts, paid)
    assert ours == theirs, "both ways give the same money, kWh and carbon"
    first = points[0]["cpu_s"]
    quarters = _normalised(stamps, counts)
    normal = min(_cpu(lambda: _normalised(stamps, counts)) for _ in range(3))
    rest = min(_cpu(lambda: _priced(quarters, paid)) for _ in range(3))
    doubtful = _cpu(lambda: _hour(stamps, _with_a_spike(counts), paid))
    return {
        "hour_of_1000_meters": {
            "cpu_s": first,
            "aim_s": AIM_S,
            "within_aim": first <= AIM_S,
            "with_a_spike_on_one_meter_in_a_hundred_cpu_s": round(doubtful, 4),
            "parts_cpu_s": {"normalise": round(normal, 4), "price_share_and_carbon": round(rest, 4)},
            "money": str(sum(ours[0])),
            "kwh": str(sum(ours[1])),
            "carbon_kg": str(sum(ours[2])),
        },
        "baseline": "the same hour periods one meter and quarter hour at a time in Decimal",
        "baseline_cpu_s": round(slow, 3),
        "ratio": round(slow / first, 1),
        "myems_measured_s": MYEMS_S,
        "growth": points,
        "growth_exponent": round(_exponent(points), 3),
    }


def _hour(stamps: Ints, counts: Ints, paid: Tariff) -> Money:
    """What the product does with an hour of all meters."""
    return _priced(_normalised(stamps, counts), paid)


def _priced(quarters: Ints, paid: Tariff) -> Money:
    """All after the registers."""
    at = calendar(paid, SPAN, ZONE)
    by_meter = energy_by_part(quarters, micros(SPAN.start), at)
    names = [str(n) for n in range(len(by_meter))]
    money = dict.fromkeys(names, Decimal(0))
    for n, (stage, period) in enumerate(at.parts):
        used = by_meter[:, n].tolist()
        amount = cents(Decimal(sum(used)).scaleb(-6) * at.stages[stage].price(period))
        for name, share in share_exactly(amount, dict(zip(names, map(Decimal, used), strict=True))).items():
            money[name] += share
    factor = _factor()
    kwh = [Decimal(k).scaleb(-6) for k in by_meter.sum(axis=1).tolist()]
    return list(money.values()), kwh, [k * factor for k in kwh]


def _normalised(stamps: Ints, counts: Ints) -> Ints:
    """Energy of each meter's quarter hours. [µkWh]"""
    register = Register.of(Point(1, "m", "register", "kWh", 3, "gw", max_rate=5.0))
    return np.stack([intervals(steps(stamps, row, register)).energy for row in counts])


def _one_by_one(stamps: Ints, counts: Ints, paid: Tariff) -> Money:
    """The baseline: after the register, nothing in columns."""
    edges = [instant(int(t)) for t in stamps.tolist() if t % INTERVAL_US == 0]
    used: dict[str, dict[tuple[str, str], Decimal]] = {}
    for number, row in enumerate(_normalised(stamps, counts).tolist()):
        uses = [Use(Span(a, b), Decimal(e).scaleb(-6)) for (a, b), e in zip(pairwise(edges), row, strict=True)]
        used[str(number)] = energy_by_period(uses, ZONE)
    money = dict.fromkeys(used, Decimal(0))
    for key in next(iter(used.values())):
        weights = {name: of.get(key, Decimal(0)) for name, of in used.items()}
        amount = cents(sum(weights.values(), Decimal(0)) * unit_price(paid.sheets[0].components, key[1], DAY))
        for name, share in share_exactly(amount, weights).items():
            money[name] += share
    kwh = [sum(of.values(), Decimal(0)) for of in used.values()]
    return list(money.values()), kwh, [k * _factor() for k in kwh]


def _readings(meters: int) -> tuple[Ints, Ints]:
    """Registers at 1 Wh each minute of the hour, both ends with it: stamps [µs] and counts (meters × 61)."""
    rng = np.random.default_rng(7)
    stamps = micros(SPAN.start) + np.arange(61, dtype=np.int64) * MINUTE_US
    start = rng.integers(0, 10**9, (meters, 1))
    return stamps, start + np.cumsum(rng.integers(0, 80, (meters, 61)), axis=1)


def _with_a_spike(counts: Ints) -> Ints:
    spiked = counts.copy()
    spiked[::100, 20] += 10**8
    return spiked


def _tariff() -> Tariff:
    priced = Sheet(date(2026, 3, 1), date(2026, 4, 1), Components(*map(Decimal, PRICES)))
    return Tariff((Terms(date(2026, 1, 1)),), (priced,))


def _factor() -> Decimal:
    return Decimal(str(value("carbon/electricity#henan", DAY)))


def _exponent(points: list[dict[str, Any]]) -> float:
    """The slope of CPU over meters, both in logarithms: 1 is linear."""
    meters, cpu = (np.log([p[k] for p in points]) for k in ("meters", "cpu_s"))
    return float(np.polyfit(meters, cpu, 1)[0])


def _cpu(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before


def plot(result: dict[str, Any]) -> None:
    """The growth as a picture that stands alone, meters to scale."""
    growth, most = result["growth"], result["growth"][-1]
    labels = [f"{n:,}" for n in range(0, SIZES[-1] + 1, 1000)]
    known = {p["meters"]: p["cpu_s"] for p in growth}
    measured = [known.get(n) for n in range(0, SIZES[-1] + 1, 1000)]
    straight = [most["cpu_s"] * n / most["meters"] for n in range(0, SIZES[-1] + 1, 1000)]
    svg = lines(
        "CPU seconds for one new hour, by number of meters (dots: measured, line: linear)",
        labels,
        [Series("linear", straight, "baseline")],
        "s",
    )
    scale = ticks(0, max(straight))
    frame = Frame(len(labels), scale[0], scale[-1])
    dots = "".join(
        f'<circle cx="{frame.x(i):.1f}" cy="{frame.y(v):.1f}" r="4"/>' for i, v in enumerate(measured) if v is not None
    )
    PICTURE.write_text(svg.replace('<svg class="chart"', OPEN, 1).replace("</svg>", STYLE + dots + "</svg>"), "utf-8")
    PICTURE.with_suffix(".json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    measured = run()
    if "--plot" in sys.argv:
        plot(measured)
    print(json.dumps(measured, indent=2, ensure_ascii=False))
