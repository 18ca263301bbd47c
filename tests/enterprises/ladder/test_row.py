"""A draft as rows of text and as a workbook: nothing that a page can say is lost on the way."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from enterprises.ladder.test_draft import TEXT
from zhiyuan.enterprises.ladder import row, rulefile
from zhiyuan.enterprises.ladder.draft import Draft, read, taken
from zhiyuan.enterprises.ladder.editions import pages, rule_set
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import shipped

ONE = read(TEXT)
EVERY = [(page.removeprefix("ladder/"), dated["since"])
         for page in pages(shipped()) for dated in shipped().page(page)["edition"]["values"]]  # fmt: skip


def back(draft: Draft) -> Draft:
    return row.draft(row.head(draft), row.clauses(draft), row.cases(draft))


@pytest.mark.parametrize(("key", "day"), EVERY)
def test_every_shipped_edition_comes_back_from_rows_and_from_a_workbook(key: str, day: date) -> None:
    draft = taken(shipped(), key, day)
    assert back(draft) == draft
    assert rulefile.read(rulefile.write(draft)) == draft


def test_the_worked_firms_come_back_too() -> None:
    assert back(ONE) == ONE
    assert rulefile.read(rulefile.write(ONE)) == ONE


def test_most_clauses_of_the_shipped_rules_need_no_table() -> None:
    rows = [one for key, day in EVERY for one in row.clauses(taken(shipped(), key, day))]
    whole = [one for one in rows if one["table"]]
    assert len(whole) < len(rows) / 2
    assert len(rows) > sum(len(rule_set(shipped(), f"ladder/{key}", day).clauses) for key, day in EVERY)


def test_marks_of_a_chinese_keyboard_are_read() -> None:
    (line,) = [dict(one) for one in row.clauses(ONE) if one["kind"] == "points"]
    line["bands"] = "100，：60\n，100：20"
    assert row.draft(row.head(ONE), [row.clauses(ONE)[0], line, row.clauses(ONE)[2]], row.cases(ONE)) == ONE


@pytest.mark.parametrize(
    ("number", "cell", "says", "why"),
    [
        (0, "limit", "5%", "一: '5%' is no number"),
        (0, "way", "", "一: what is asked is one of is, not, value"),
        (0, "bound", "", "一: a limit says one of least"),
        (0, "kind", "x", "一: a row is one of condition"),
        (1, "bands", "100 60", "人: a band is written like"),
        (1, "way", "table", "人: a table stands here"),
    ],
)
def test_what_cannot_be_read_names_its_clause(number: int, cell: str, says: str, why: str) -> None:
    rows = [dict(one) for one in row.clauses(ONE)]
    rows[number][cell] = says
    with pytest.raises(Malformed, match=why):
        row.draft(row.head(ONE), rows, row.cases(ONE))


@pytest.mark.parametrize(
    ("sheet", "cell", "says", "why"),
    [
        ("clauses", "B2", "=1+1", "clauses!B2: a formula"),
        ("clauses", "A1", "kinds", "clauses!1: kinds means nothing here"),
        ("edition", "D2", "soon", "'soon' is no day"),
        ("cases", "B2", "a: &a [*a]", "stands: firm, line 1: what is said here is said by itself"),
        ("cases", "D2", "many", "stands: 'many' is no number"),
    ],
)
def test_a_workbook_with_a_fault_is_refused_with_its_place(sheet: str, cell: str, says: str, why: str) -> None:
    book = load_workbook(BytesIO(rulefile.write(ONE)))
    book[sheet][cell] = says
    out = BytesIO()
    book.save(out)
    with pytest.raises(Malformed, match=why):
        rulefile.read(out.getvalue())


def test_a_workbook_without_the_sheets_is_refused() -> None:
    out = BytesIO()
    Workbook().save(out)
    with pytest.raises(Malformed, match="no sheet edition"):
        rulefile.read(out.getvalue())
