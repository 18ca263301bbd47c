"""Stating figures: nothing is overwritten, older never replaces newer, two people define; on both databases."""

import base64
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from openpyxl import Workbook

from indicators.seeded import ACCOUNT, Zone
from indicators.test_definition import page
from zhiyuan.indicators import factfile, queries, services
from zhiyuan.indicators.models import Fact, Target
from zhiyuan.indicators.queries_owed import owed
from zhiyuan.indicators.wording import figure
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

HEAD = ["indicator", "period", "relation", "value", "unit", "source", "as_of"]
OCTOBER = date(2024, 10, 20)
ROW = ["gazelles", "2025-06-30", "=", 9, "家", "模拟", date(2025, 7, 1)]


def state(
    z: Zone, key: str = "tax_revenue", value: str = "4.31", as_of: date = date(2024, 10, 20), **more: Any
) -> Fact:
    said: dict[str, Any] = {"period": "2024-01..2024-09", "source": "财政月报（模拟）", "value": Decimal(value)} | more
    return services.enter_fact(z.officer, z.site, indicator=key, as_of=as_of, **said)


def workbook(change: Callable[[Any], None] = lambda sheet: None, rows: tuple[list[Any], ...] = (ROW,)) -> str:
    made = Workbook()
    sheet: Any = made.active
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    change(sheet)
    out = BytesIO()
    made.save(out)
    return base64.b64encode(out.getvalue()).decode()


def test_a_revision_supersedes_and_the_past_is_as_it_was_known(empty: Zone) -> None:
    first = state(empty)
    second = state(empty, value="4.35", as_of=date(2024, 12, 1))
    assert second.supersedes_id == first.pk
    assert figure(queries.book(empty.site).latest("tax_revenue"), "zh") == "4.35 亿元"
    assert figure(queries.book(empty.site, date(2024, 11, 30)).latest("tax_revenue"), "zh") == "4.31 亿元"
    assert queries.book(empty.site, date(2024, 10, 1)).latest("tax_revenue").said is None
    assert [row.pk for row in queries.history(empty.site, "tax_revenue")] == [second.pk, first.pk]


def test_the_same_figure_again_is_the_row_that_is_there(empty: Zone) -> None:
    assert state(empty) == state(empty)
    for _ in range(2):
        services.import_facts(empty.officer, empty.site, text=ACCOUNT.read_text("utf-8"), format="yaml")
    assert Fact.objects.count() == 37


def test_a_fact_is_neither_changed_nor_deleted(empty: Zone, database: str) -> None:
    row = state(empty)
    for statement in ("UPDATE indicators_fact SET value = 5", "DELETE FROM indicators_fact"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=database):
            connections[database].cursor().execute(statement)
    assert Fact.objects.get(pk=row.pk).value == Decimal("4.31")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"as_of": date(2024, 9, 1)}, "is before 2024-10-20"),
        ({"as_of": date(2027, 1, 1)}, "not over yet"),
        ({"period": "2026-01..2026-12"}, "not over yet"),
        ({"period": "soon"}, "is no period"),
        ({"relation": "ca."}, "is no sign"),
        ({"key": "visits"}, "no indicator"),
        ({"key": "firms_visited"}, "asked of a room"),
        ({"key": "chain_medicine"}, "in words"),
        ({"key": "smart_island_rank", "value": "1.5"}, "whole number"),
        ({"key": "smart_island_rank", "value": "3", "out_of": 2}, "beyond how many"),
        ({"out_of": 3}, "only a rank"),
        ({"source": " "}, "where the value is from"),
        ({"value": "1e15"}, "at most 14 digits"),
        ({"source": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_is_refused_in_words(empty: Zone, said: dict[str, Any], why: str) -> None:
    state(empty)
    with pytest.raises((Malformed, Refused, NotFound), match=why):
        state(empty, **said)
    assert Fact.objects.count() == 1


def test_a_workbook_is_taken_over_by_names_in_either_language(empty: Zone) -> None:
    row = ["河南省瞪羚企业", "2025-06-30", "≥", 9, None, "模拟", "2025-07-01"]

    def in_chinese(sheet: Any) -> None:
        for place, name in enumerate(HEAD, start=1):
            sheet.cell(1, place).value = factfile.COLUMNS[name]

    (kept,) = services.import_facts(empty.officer, empty.site, text=workbook(in_chinese, (row,)))
    assert (kept.key, kept.value, kept.relation) == ("gazelles", 9, "≥")


def test_what_is_written_reads_as_it_was(empty: Zone) -> None:
    row = ["gazelles", "", "2025-06-30", "≥", Decimal(9), "家", "", None, "模拟", date(2025, 7, 1)]
    content = factfile.write([row], "指标")
    (given,) = factfile.read(content, queries.register(date(2026, 9, 28)))
    assert (given.key, str(given.period), given.relation, given.value) == ("gazelles", "2025-06-30", "≥", 9)


@pytest.mark.parametrize(
    ("cell", "value", "why"),
    [
        ("D2", "=1+8", "D2: a formula"),
        ("D2", "nine", "D2: 'nine' is no number"),
        ("D2", True, "D2: 'True' is no number"),
        ("B2", "June", "B2: 'June' is no period"),
        ("A2", "gazelle", "A2: there is no indicator 'gazelle'"),
        ("E2", "条", "E2: 条 where 家 is meant"),
        ("G2", "soon", "G2: 'soon' is no day"),
        ("C2", "!", "C2: '!' is no sign"),
        ("F2", None, "A2: source is missing"),
        ("H1", "colour", "H1: there is no column colour"),
        ("G2", date(2027, 1, 1), "A2: 2027-01-01 is not over yet"),
    ],
)
def test_every_complaint_has_its_cell_and_nothing_is_taken_over(empty: Zone, cell: str, value: Any, why: str) -> None:
    def change(sheet: Any) -> None:
        sheet[cell] = value

    good = ["platforms", "2025-06-30", "=", 260, "家", "模拟", date(2025, 7, 1)]
    with pytest.raises(Malformed, match=why):
        services.import_facts(empty.officer, empty.site, text=workbook(change, (ROW, good)))
    assert Fact.objects.count() == 0


def test_twice_in_a_file_merged_or_too_long_is_refused(empty: Zone) -> None:
    with pytest.raises(Malformed, match="A3: the same figure is already in A2"):
        services.import_facts(empty.officer, empty.site, text=workbook(rows=(ROW, ROW)))
    with pytest.raises(Malformed, match="merged cells"):
        services.import_facts(empty.officer, empty.site, text=workbook(lambda s: s.merge_cells("A2:B2")))
    with pytest.raises(Malformed, match="at most 5000 facts"):
        services.import_facts(empty.officer, empty.site, text=workbook(rows=(ROW,) * 5_001))
    with pytest.raises(Malformed, match="no Excel workbook"):
        services.import_facts(empty.officer, empty.site, text=base64.b64encode(b"PK no").decode())


def test_own_definitions_need_two_people(empty: Zone) -> None:
    text = page(("gdp_growth", "%", "green: 7\n        better: up"))
    proposal = services.propose_definitions(empty.officer, None, text=text)
    assert [p.pk for p in queries.proposals()] == [proposal.pk]
    with pytest.raises(Refused):
        services.publish_definitions(empty.officer, proposal)
    services.publish_definitions(empty.leader, proposal)
    assert queries.definition(date(2026, 9, 28), "gdp_growth").title.en == "gdp_growth (invented)"
    with pytest.raises(Refused, match="published already"):
        services.publish_definitions(empty.leader, proposal)
    with pytest.raises(Refused, match=r"line 9: a → b → a|line 19: b → a → b"):
        services.propose_definitions(
            empty.officer, None, text=page(("a", "1", 'formula: "[b]"'), ("b", "1", 'formula: "[a]"'))
        )


def aim_at(z: Zone, value: str | None = "7", as_of: date = date(2024, 1, 20), **more: Any) -> Target:
    said: dict[str, Any] = {"indicator": "gdp_growth", "period": "2024", "source": "目标责任书（模拟）"} | more
    number = None if value is None else Decimal(value)
    return services.set_target(z.officer, z.site, value=number, as_of=as_of, **said)


def test_a_target_is_superseded_and_the_past_is_held_against_what_held_then(z: Zone) -> None:
    first, second = aim_at(z), aim_at(z, "8", as_of=date(2025, 3, 1))
    assert second.supersedes_id == first.pk
    assert aim_at(z, "8", as_of=date(2025, 3, 1)) == second
    assert queries.tile(queries.book(z.site), "gdp_growth").light == "amber"
    assert queries.tile(queries.book(z.site, date(2025, 2, 1)), "gdp_growth").light == "green"
    withdrawn = aim_at(z, None, as_of=date(2025, 4, 1))
    assert queries.tile(queries.book(z.site), "gdp_growth").light == ""
    assert [row.pk for row in queries.target_rows(z.site, "gdp_growth")] == [withdrawn.pk, second.pk, first.pk]


def test_a_target_is_neither_changed_nor_deleted(z: Zone, database: str) -> None:
    aim_at(z)
    for statement in ("UPDATE indicators_target SET value = 5", "DELETE FROM indicators_target"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=database):
            connections[database].cursor().execute(statement)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"as_of": date(2023, 9, 1)}, "is before 2024-01-20"),
        ({"as_of": date(2027, 1, 1)}, "not over yet"),
        ({"period": "2025", "value": None}, "could be withdrawn"),
        ({"indicator": "chain_medicine"}, "in words"),
        ({"indicator": "cases_open"}, "more or less"),
        ({"indicator": "smart_island_rank", "value": "1.5"}, "whole number"),
        ({"source": " "}, "where the value is from"),
        ({"value": "1e15"}, "at most 14 digits"),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_words(z: Zone, said: dict[str, Any], why: str) -> None:
    aim_at(z)
    with pytest.raises((Malformed, Refused), match=why):
        aim_at(z, **said)
    assert Target.objects.count() == 1


def test_targets_of_a_workbook_are_taken_over_all_or_none(z: Zone) -> None:
    good = ["gdp_growth", "2026", "=", 7.5, "%", "模拟", date(2026, 1, 20)]
    wrong = ["industry_growth", "2026", "≥", 10, "%", "模拟", date(2026, 1, 20)]
    with pytest.raises(Malformed, match="A3: a target is one number"):
        services.import_targets(z.officer, z.site, text=workbook(rows=(good, wrong)))
    assert Target.objects.count() == 0
    (row,) = services.import_targets(z.leader, z.site, text=workbook(rows=(good,)))
    assert (row.key, row.value, row.as_of) == ("gdp_growth", Decimal("7.5"), date(2026, 1, 20))


def test_what_is_owed_is_told_with_its_day_until_somebody_enters_it(empty: Zone) -> None:
    rows = {o.definition.key: o for o in owed(empty.site)}
    assert str(rows["gdp_growth"].period) == "2026-01..2026-06"
    assert rows["gdp_growth"].due == date(2026, 7, 28)
    assert rows["gdp_growth"].late > 0
    assert str(rows["industrial_output"].period) == "2026-08"
    state(empty, "gdp_growth", "6.9", as_of=date(2026, 7, 20), period="2026-01..2026-06")
    assert "gdp_growth" not in {o.definition.key for o in owed(empty.site)}
