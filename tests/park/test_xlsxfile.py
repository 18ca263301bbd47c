"""The park as a workbook: the same park, and complaints that name sheet and cell."""

from collections.abc import Callable
from datetime import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from park.parks import small_document
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park import yamlfile
from zhiyuan.park.xlsxfile import read, write

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def refusal(change: Callable[[Any], None]) -> str:
    book = load_workbook(BytesIO(write(small_document())))
    change(book)
    out = BytesIO()
    book.save(out)
    with pytest.raises(Malformed) as refused:
        read(out.getvalue())
    return str(refused.value)


def put(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    return lambda book: book[sheet].__setitem__(cell, value)


def test_the_small_park_survives() -> None:
    assert read(write(small_document())) == small_document()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["science-city", "worst-case"])
def test_an_example_survives(name: str) -> None:
    park = yamlfile.read((EXAMPLES / name / "park.yaml").read_text("utf-8"))
    assert read(write(park)) == park


def test_a_name_that_begins_like_a_formula_stays_a_name() -> None:
    park = small_document(("name: 一号楼", 'name: "=1+1 号楼"'))
    assert read(write(park)) == park


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("luminaires", "H2", "=1+1", "luminaires!H2: a formula; copy the cell and paste it as a value"),
        ("luminaires", "G3", "7", "luminaires!G3: the text '7' where a number is needed; format the cell as a number"),
        ("luminaires", "B3", 12, "luminaires!B3: the number 12 where text is needed; format the column as text"),
        ("luminaires", "A4", "nowhere", "luminaires!A4: nowhere is not one of the spaces"),
        ("luminaires", "D3", "c9", "luminaires!D3: c9 is not one of the circuits"),
        ("luminaires", "K1", "dutty", "luminaires!K1: there is no column dutty here; there is space, key"),
        ("rules", "C2", time(8), "rules!C2: a date or time; format the column as text"),
        ("circuits", "E2", "perhaps", "circuits!E2: 'perhaps' where TRUE or FALSE is needed"),
        ("groups", "C2", "300, 80", "groups!C2: '300, 80' is not a list of numbers like 234; 66"),
        ("spaces", "F2", None, "spaces!A2: x, y, width_m, depth_m go together; fill all of them or none"),
        ("site", "A3", "second", "site!A2: the sheet site has one row, not 2"),
        ("levels", "C2", 20, "levels!C2: a level is a share from 0 to 1, not 20.0"),
        ("luminaire_types", "C2", "#REF!", "luminaire_types!C2: "),
    ],
)
def test_a_cell_is_refused_with_a_remedy(sheet: str, cell: str, value: object, said: str) -> None:
    assert said in refusal(put(sheet, cell, value))


def test_merged_cells_are_refused() -> None:
    assert "luminaires!A2:A3: merged cells; unmerge them" in refusal(
        lambda book: book["luminaires"].merge_cells("A2:A3")
    )


def test_an_unknown_sheet_is_refused_with_a_hint() -> None:
    said = refusal(lambda book: book.create_sheet("luminairs"))
    assert "there is no sheet luminairs in a park file; did you mean luminaires?" in said


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(Malformed, match="no Excel workbook"):
        read(b"PK\x03\x04 nothing of the kind")


def test_a_list_of_days_and_a_season_survive() -> None:
    rule = 'days: [mon, tue, 2026-10-01], season: ["03-01", "09-30"], on: 08:00'
    park = small_document(("days: workdays, on: 08:00", rule))
    assert read(write(park)) == park
