"""``zhiyuan bill``: the ten worked cases, and an account's month from registers to the total."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from billing.accounts import SHANGHAI
from billing.priced import Priced, priced
from shared import vectors
from zhiyuan.app.commands.bill import command
from zhiyuan.billing.models import AccountTerms
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.park.models import Point
from zhiyuan.telemetry.energy import INTERVAL_US
from zhiyuan.telemetry.historian import Writer
from zhiyuan.telemetry.point import Point as Counted
from zhiyuan.telemetry.rollup import EnergyWriter

ACTIVE, REACTIVE = 910_101, 910_102


def say(*words: str) -> dict[str, Any]:
    """What the command prints as JSON; its refusals are raised here as they are."""
    done = CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)
    return dict(json.loads(done.output))


@pytest.mark.parametrize("kind", ["tou_cases", "two_part_cases", "resale_case"])
def test_every_worked_case_comes_out_to_the_cent(kind: str, tmp_path: Path) -> None:
    found = json.loads(vectors("tariff/bill_cases.json").read_text("utf-8"))[kind]
    for case in found if isinstance(found, list) else [found]:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case), "utf-8")
        said = say("--case", str(path))
        total = case.get("expected_total") or case["expected"].get("total") or case["master_bill"]
        assert said["total"] == total
        if kind == "tou_cases":
            assert {x["name"]: x["amount"] for x in said["lines"]} == case["expected_lines"]


def test_neither_or_both_of_case_and_account_is_refused() -> None:
    for words in ([], ["--account", "main"], ["--month", "2026-04"]):
        with pytest.raises(Malformed, match="either --case"):
            say(*words)


@pytest.fixture
def park(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Priced:
    """An account whose registers count 1 kWh and 0.5 kvarh a quarter hour through April 2026."""
    monkeypatch.setenv("ZHIYUAN_HOME", str(tmp_path))
    settings.HOME = tmp_path
    made = priced()
    zero = int(datetime(2026, 4, 1, tzinfo=SHANGHAI).timestamp()) * 10**6
    stamps = zero + np.arange(30 * 96 + 1, dtype=np.int64) * INTERVAL_US
    writer = Writer(tmp_path / "historian", SHANGHAI)
    points = {}
    for number, name, unit, each in ((ACTIVE, "energy", "kWh", 1000), (REACTIVE, "reactive", "kvarh", 500)):
        about: dict[str, Any] = {"kind": "register", "unit": unit, "decimals": 3, "source": "g1"}
        Point.objects.create(pk=number, site=made.site, key=f"meter/m1/{name}", **about)
        points[number] = Counted(number, f"meter/m1/{name}", "register", unit, 3, "g1", max_rate=100.0)
        count = np.arange(len(stamps), dtype=np.int64) * each
        writer.append(np.full(len(stamps), number, np.int32), stamps, count)
    whole = dict.fromkeys(points, (zero, int(stamps[-1])))
    EnergyWriter(tmp_path / "historian", SHANGHAI, writer).restate(points, whole)
    return made


def test_an_account_is_billed_from_its_register(park: Priced, tmp_path: Path) -> None:
    said = say("--account", "main", "--month", "2026-04", "--home", str(tmp_path), "--advice")
    assert {x["period"]: (x["quantity"], x["amount"]) for x in said["lines"]} == {
        "peak": ("960.000000", "1017.88"), "flat": ("840.000000", "545.91"), "valley": ("1080.000000", "363.30"),
    }  # fmt: skip
    assert (said["total"], said["estimated_kwh"]) == ("1927.09", "0.000000")
    assert said["advice"] == {"cheaper": "flat", "by": "55.41", "tou": "1927.09", "flat": "1871.68"}
    again = say("--account", "main", "--month", "2026-04", "--home", str(tmp_path))
    assert {k: again[k] for k in ("intervals", "tariff", "bill")} == {
        k: said[k] for k in ("intervals", "tariff", "bill")
    }


def test_the_power_factor_is_judged_by_the_reactive_register(park: Priced, tmp_path: Path) -> None:
    words = ("--account", "main", "--month", "2026-04", "--home", str(tmp_path))
    AccountTerms.objects.create(
        account=park.account, start=date(2026, 4, 1), pf_standard="0.85", entered_by=park.li,
        entered_at=datetime(2026, 3, 21, tzinfo=SHANGHAI),
    )  # fmt: skip
    with pytest.raises(NotReady, match="reactive energy is not metered"):
        say(*words)
    park.account.reactive = "meter/m1/reactive"
    park.account.save()
    factor = say(*words)["lines"][-1]
    assert (factor["name"], factor["quantity"], factor["price"]) == ("2026-04/power_factor", "0.89", "-0.40")


def test_a_month_without_energy_is_refused_and_billed_only_when_accepted(park: Priced, tmp_path: Path) -> None:
    from billing.priced import sheet

    sheet(park, date(2026, 5, 1), date(2026, 6, 1))
    words = ("--account", "main", "--month", "2026-05", "--home", str(tmp_path))
    with pytest.raises(NotReady, match="2976 quarter hours"):
        say(*words)
    assert say(*words, "--accept")["total"] == "0.00"


def test_people_read_a_table_with_the_clause_and_where_it_comes_from(park: Priced, tmp_path: Path) -> None:
    words = ["--account", "main", "--month", "2026-04", "--home", str(tmp_path)]
    said = CliRunner().invoke(command, words, catch_exceptions=False).output
    assert "2026-04/peak" in said
    assert "豫发改价管〔2024〕283号" in said
    assert "from intervals" in said
