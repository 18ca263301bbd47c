"""Working day and night length against the simulated years' own drivers."""

import csv
from datetime import date
from zoneinfo import ZoneInfo

from savings.cases import HERE
from zhiyuan.savings.drivers import day_drivers


def test_nights_and_working_days_are_those_of_the_vectors() -> None:
    rows = list(csv.DictReader((HERE / "nanyang" / "drivers.csv").read_text().splitlines()))
    found = day_drivers(33.03, 112.58, ZoneInfo("Asia/Shanghai"), [date.fromisoformat(r["date"]) for r in rows])
    assert [d.working for d in found] == [r["is_workday"] == "1" for r in rows]
    assert max(abs(d.night_hours - float(r["night_hours"])) for d, r in zip(found, rows, strict=True)) < 0.01
