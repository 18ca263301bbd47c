"""``zhiyuan import prices`` and ``zhiyuan export prices``, as a person types them."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from command_line import zhiyuan
from zhiyuan.billing.price_table import SHEET

SMALL = Path(__file__).resolve().parents[1] / "journeys" / "small.yaml"
ROW = [
    "2026-10",
    None,
    None,
    "工商业用电",
    "单一制",
    "1—10（20）千伏",
    0.37,
    0.016,
    0.098,
    0.035,
    0.028889375,
    None,
    None,
]
pytestmark = pytest.mark.slow


def test_a_filled_in_template_is_entered_checked_and_written_again(tmp_path: Path) -> None:
    home, file, again = tmp_path / "home", tmp_path / "t.xlsx", tmp_path / "again.xlsx"
    zhiyuan("init", home, "--admin", "li", "--password", "correct-horse-1")
    zhiyuan("import", "park", SMALL, "--home", home)
    zhiyuan("person", "add", "wang", "--name", "wang", "--role", "bookkeeper", "--home", home)
    zhiyuan("export", "prices", "--template", file, "--home", home)
    assert "no row with prices" in zhiyuan("import", "prices", file, "--home", home, status=2)
    book = load_workbook(BytesIO(file.read_bytes()))
    for number, value in enumerate([*ROW, "公告"], 1):
        book[SHEET].cell(2, number).value = value
    book.save(file)
    (made,) = json.loads(zhiyuan("import", "prices", file, "--home", home, "--as", "li", "--json"))
    assert made["state"] == "waiting"
    check = ("do", "billing.check_prices", "--target", f"billing.pricesheet:#{made['id']}", "--home", home)
    assert "another person has to check them" in zhiyuan(*check, "--as", "li", status=4)
    zhiyuan(*check, "--as", "wang")
    assert "1 price sheets are written" in zhiyuan("export", "prices", again, "--home", home)
    assert [c.value for c in load_workbook(again)[SHEET][2]][:13] == ROW
