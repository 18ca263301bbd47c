"""``zhiyuan rollup``: buckets of the site's calendar for real and virtual meters, on screen, as JSON, CSV and Excel."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from savings.measured_park import ZONE, keep_energy, measured_park
from zhiyuan.app import rollups
from zhiyuan.app.commands.rollup import command
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import Span, midnight
from zhiyuan.metering.models import VirtualDefinition, VirtualMeter

pytestmark = pytest.mark.django_db
MARCH = Span(midnight(date(2025, 3, 1), ZONE), midnight(date(2025, 4, 1), ZONE))
NAMES = ["m-c1", "m-c2"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("rollup")
    keep_energy(home)
    (home / "zhiyuan.yaml").write_text("{}\n")
    return home


@pytest.fixture
def site(settings: Any, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.HOME = kept
    monkeypatch.setenv("ZHIYUAN_HOME", str(kept))
    made = measured_park().site
    both = VirtualMeter.objects.create(site=made, key="both")
    VirtualDefinition.objects.create(
        meter=both, start=date(2020, 1, 1), kind="sum", formula="[m-c1] + [m-c2]", entered_at=MARCH.start
    )
    return made


@pytest.mark.parametrize("bucket", ["interval", "hour", "day", "week", "month", "quarter", "year", "billing"])
def test_a_virtual_meter_is_the_sum_of_its_parts_in_every_bucket(site: Any, bucket: Any) -> None:
    found = rollups.rolled(site, [*NAMES, "both"], MARCH, bucket, 26)
    added = rollups.total([found[name] for name in NAMES])
    assert [s.kwh for s in added] == pytest.approx([s.kwh for s in found["both"]], abs=1e-6)
    assert [s.span for s in added] == [s.span for s in found["both"]]
    assert rollups.whole(found["both"]).span == MARCH


def test_every_bucket_adds_up_to_the_same_month(site: Any) -> None:
    wholes = {
        round(rollups.whole(rollups.rolled(site, ["m-c1"], MARCH, bucket)["m-c1"]).kwh, 6)
        for bucket in ("interval", "hour", "day", "week", "month", "quarter", "year", "billing")
    }
    assert len(wholes) == 1
    assert wholes.pop() > 0


def test_a_meter_that_is_not_there_is_named(site: Any) -> None:
    with pytest.raises(NotFound, match="no meter m-c9"):
        rollups.rolled(site, ["m-c9"], MARCH, "day")


def run(*more: str) -> str:
    options = ["--from", "2025-03-01", "--to", "2025-04-01", *more]
    done = CliRunner().invoke(command, options, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_the_command_prints_all_meters_and_the_billing_period(site: Any) -> None:
    said = json.loads(run("--by", "billing", "--cycle-day", "26", "--json"))
    assert (said["by"], said["cycle_day"], said["timezone"]) == ("billing", 26, "Asia/Shanghai")
    assert [m["meter"] for m in said["meters"]] == ["m-c1", "m-c2", "both"]
    starts = [b["from"] for b in said["meters"][0]["buckets"]]
    assert starts == ["2025-03-01T00:00:00+08:00", "2025-03-26T00:00:00+08:00"]
    assert "2025-03-26T00:00+08:00" in run("--by", "billing", "--cycle-day", "26", "--meter", "m-c1")


def test_csv_and_workbook_hold_the_same_figures(site: Any, tmp_path: Path) -> None:
    run("--meter", "m-c1", "--by", "week", "--csv", str(tmp_path / "w.csv"), "--xlsx", str(tmp_path / "w.xlsx"))
    with (tmp_path / "w.csv").open() as handle:
        rows = list(csv.DictReader(handle))
    book = load_workbook(tmp_path / "w.xlsx").active
    numbers = [row[3].value for row in book.iter_rows() if isinstance(row[3].value, int | float)]
    assert len(rows) == len(numbers) == 6
    assert numbers == pytest.approx([float(row["kWh"]) for row in rows], abs=1e-6)
