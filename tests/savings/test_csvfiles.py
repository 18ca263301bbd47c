"""Two files and the same engine: what anyone can redo, and what is said of a faulty file."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from savings.cases import HERE, REFERENCE
from zhiyuan.app.commands.savings import command
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.savings.csvfiles import read_adjustment, read_days

DRIVERS = "date,night_hours,is_workday\n2024-01-01,14.0,0\n"
FILES = ["--csv", str(HERE / "nanyang/daily_kwh.csv"), "--drivers", str(HERE / "nanyang/drivers.csv")]


def test_the_command_gives_the_reference_on_the_vectors_files() -> None:
    adjusted = ["--adjust", "garage,2025-08-01,2025-08-30,scale,0.5,half closed"]
    said = CliRunner().invoke(command, [*FILES, "--install", "2025-01-04", "--model", "1+W+N", "--json", *adjusted])
    assert said.exit_code == 0, said.output
    twin = json.loads(said.output)
    assert twin["total"]["saved_kwh"] == pytest.approx(REFERENCE["total"]["savings_kwh"], abs=1e-6)
    assert {c["circuit"]: c["verdict"] for c in twin["circuits"]} == dict.fromkeys(REFERENCE["circuits"], "verified")


def test_in_words_the_command_names_the_band() -> None:
    said = CliRunner().invoke(command, [*FILES, "--install", "2025-01-04"])
    assert "90% sure" in said.output
    assert "road" in said.output


@pytest.mark.parametrize(
    ("daily", "kind", "words"),
    [
        ("day,kwh\n", Malformed, "no column"),
        ("date,circuit,kwh\n2024-01-01,a,x\n", Malformed, "line 2"),
        ("date,circuit,kwh\n2024-01-01,a,-1\n", Malformed, "never negative"),
        ("date,circuit,kwh\n1.1.2024,a,1\n", Malformed, "not a day"),
        ("date,circuit,kwh\n2024-01-02,a,1\n", NotFound, "drivers have no"),
    ],
)
def test_a_faulty_file_is_answered_with_its_line(daily: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        read_days(daily, DRIVERS)


def test_an_empty_energy_is_a_missing_day_and_zero_is_a_day() -> None:
    days = read_days("date,circuit,kwh\n2024-01-01,a,\n2024-01-01,b,0\n", DRIVERS)
    assert (days["a"][0].kwh, days["b"][0].kwh) == (None, 0.0)


def test_an_adjustment_is_read_and_a_faulty_one_refused() -> None:
    assert read_adjustment("a,2024-01-01,2024-01-01,fixed,-5,why")[1].end == date(2024, 1, 2)
    with pytest.raises(Malformed):
        read_adjustment("a,2024-01-01,2024-01-01,guess,1,why")


def test_files_need_drivers_and_the_day_of_the_work(tmp_path: Path) -> None:
    said = CliRunner().invoke(command, FILES[:2])
    assert isinstance(said.exception, Malformed)
