"""The price workbook: taken over whole or refused whole, each complaint with its cell and its remedy."""

import base64
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

from billing.priced import Priced
from zhiyuan.billing import price_file, price_template, services
from zhiyuan.billing.models import PriceSheet
from zhiyuan.billing.price_rules import Entry
from zhiyuan.billing.price_table import COLUMNS, SHEET
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import next_month

PUBLISHED = {
    "energy": Decimal("0.370123456"), "loss": Decimal("0.016"), "td": Decimal("0.0980"),
    "system": Decimal("0.035"), "fund": Decimal("0.028889375"), "capacity": None, "demand": None,
}  # fmt: skip
AT = {column.field: n for n, column in enumerate(COLUMNS, 1)}


def entry(month: int, **other: Any) -> Entry:
    said: dict[str, Any] = {
        "customer_class": "commercial", "mode": "single", "voltage": "10", "prices": PUBLISHED, "source": "notice",
        "start": date(2026, month, 1), "end": date(2026, month + 1, 1),
    }  # fmt: skip
    return Entry(**(said | other))


def filled(change: Callable[[Any], None] = lambda page: None, *entries: Entry) -> bytes:
    """The template with May and June in rows 2 and 3, then changed by hand."""
    book = load_workbook(BytesIO(price_template.write(entries or (entry(5), entry(6)))))
    change(book[SHEET])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(page: Any, row: int, field: str, value: Any) -> None:
    cell = page.cell(row, AT[field])
    cell.value = value
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell.data_type = "n"


def refusal(content: bytes) -> str:
    with pytest.raises(Malformed) as failure:
        price_file.read(content)
    return str(failure.value)


def test_what_the_template_holds_is_read_again_to_the_last_decimal() -> None:
    two = entry(6, mode="two_part", prices=PUBLISHED | {"capacity": Decimal("24.5"), "demand": Decimal(36)})
    days = entry(5, start=date(2026, 5, 11), end=date(2026, 5, 21), voltage="0.4", note="试行")
    kept = [entry(5), entry(6), two, days]
    assert [row.entry for row in price_file.read(filled(lambda p: None, *kept))] == kept


def test_the_template_names_its_choices_and_how_to_fill_it_in() -> None:
    book = load_workbook(BytesIO(price_template.write()))
    assert book.sheetnames == [SHEET, "说明 guide"]
    assert [v.formula1.split(",")[0] for v in book[SHEET].data_validations.dataValidation] == [
        '"工商业用电', '"单一制', '"不满1千伏',
    ]  # fmt: skip


def test_english_heads_and_dates_that_excel_made_are_read_too() -> None:
    def english(page: Any) -> None:
        for n, column in enumerate(COLUMNS, 1):
            page.cell(1, n).value = column.english
        put(page, 2, "month", date(2026, 5, 1))
        put(page, 2, "voltage", 10)
        put(page, 2, "mode", "single-part")

    assert price_file.read(filled(english))[0].entry == entry(5)


BAD: list[tuple[str, Callable[[Any], Any], str]] = [
    ("merged", lambda p: p.merge_cells("D2:D3"), "cell D2:D3: merged cells; unmerge them and fill in every one"),
    ("text", lambda p: put(p, 2, "td", "0.0980"), "cell I2: the text '0.0980' where a number is needed; format"),
    ("negative", lambda p: put(p, 3, "loss", -0.016), "cell H3: line loss price is -0.016; a price is never"),
    ("empty", lambda p: put(p, 3, "system", None), "cell J3: the system operation price is missing; enter 0"),
    ("no month", lambda p: put(p, 2, "month", None), "cell A2: the month is missing; write it as 2026-04"),
    ("odd month", lambda p: put(p, 2, "month", "5月"), "cell A2: '5月' cannot be read; write it as 2026-04"),
    ("a day", lambda p: put(p, 2, "month", date(2026, 5, 3)), "cell A2: 2026-05-03 is a day; write the month"),
    ("both", lambda p: put(p, 2, "first", "2026-05-01"), "cell A2: the month and days are both given"),
    ("overlap", lambda p: put(p, 3, "month", "2026-05"), "cell A3: overlaps row 2: one day has one price"),
    ("hole", lambda p: put(p, 3, "month", "2026-07"), "cell A3: 2026-06-01 to 2026-06-30 is missing between row 2"),
    ("class", lambda p: put(p, 2, "customer_class", "大工业"), "cell D2: '大工业' is none of 工商业用电、居民生活用电"),
    ("no class", lambda p: put(p, 2, "voltage", None), "cell F2: 电压等级 is missing; choose 不满1千伏"),
    ("formula", lambda p: put(p, 2, "energy", "=1/3"), "cell G2: a formula; copy the cell and paste it as a value"),
    ("fen", lambda p: put(p, 2, "energy", 37.01), "cell G2: purchase price is 37.01 yuan; the most that can be is 5"),
    ("computed", lambda p: put(p, 2, "fund", 1 / 3), "cell K2: government funds has 16 decimals"),
    ("no source", lambda p: put(p, 2, "source", None), "cell N2: say where the prices are published"),
    ("demand", lambda p: put(p, 2, "demand", 36), "cell M2: single-part prices have no demand price; leave it empty"),
    ("flag", lambda p: put(p, 2, "energy", True), "cell G2: True where a number is needed"),
    ("head", lambda p: p.cell(1, 9, "输配电"), "cell I1: there is no column 输配电 here; did you mean 输配电价"),
    ("strange head", lambda p: p.cell(1, 16, "xyz"), "cell P1: there is no column xyz in the price table; take the"),
    ("lost head", lambda p: p.cell(1, 7, ""), "cell 1:1: the head lacks 上网电价（元/kWh）; take the template"),
    ("twice", lambda p: p.cell(1, 16, "备注"), "cell P1: 备注 stands here twice; remove one column"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_cells_are_named_with_their_remedy(change: Callable[[Any], Any], words: str) -> None:
    assert words in refusal(filled(change))


def test_all_problems_are_listed_at_once() -> None:
    def several(page: Any) -> None:
        put(page, 2, "td", "0.1")
        put(page, 2, "loss", -2)
        put(page, 3, "loss", -1)

    said = refusal(filled(several))
    assert "Problems found: 3" in said
    assert said.index("cell I2") < said.index("cell H2") < said.index("cell H3")


def test_an_empty_template_says_that_it_is_empty() -> None:
    assert "cell A2: there is no row with prices below the head" in refusal(price_template.write())


def test_what_is_no_workbook_is_refused() -> None:
    assert "this is no Excel workbook" in refusal(b"PK\x03\x04 nothing")
    assert "at most 5000000 are read" in refusal(b"x" * 5_000_001)


def test_another_first_sheet_without_our_head_is_refused() -> None:
    book, out = Workbook(), BytesIO()
    book.worksheets[0].append(["a", "b"])
    book.save(out)
    assert "the head lacks 月份" in refusal(out.getvalue())


def sent(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_good_workbook_enters_all_its_rows(bills: Priced) -> None:
    made = services.import_prices(bills.li, bills.site, text=sent(filled()))
    assert [(s.start.month, s.state, str(s.energy)) for s in made] == [
        (5, "waiting", "0.370123456"),
        (6, "waiting", "0.370123456"),
    ]


def test_a_workbook_of_any_length_asks_for_rivals_once(
    bills: Priced, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = [date(2027 + n // 12, 1 + n % 12, 1) for n in range(60)]
    years = [entry(1, start=day, end=next_month(day)) for day in first]
    with django_assert_max_num_queries(19):
        made = services.import_prices(bills.li, bills.site, text=sent(filled(lambda p: None, *years)))
    assert len(made) == PriceSheet.objects.filter(start__year__gte=2027).count() == 60


def test_one_bad_cell_leaves_nothing_half_imported(bills: Priced) -> None:
    with pytest.raises(Malformed, match="no price of the workbook was taken over"):
        services.import_prices(bills.li, bills.site, text=sent(filled(lambda p: put(p, 3, "loss", -1))))
    assert PriceSheet.objects.count() == 1


def test_a_row_over_prices_that_stand_is_refused_with_its_cell(bills: Priced) -> None:
    with pytest.raises(Malformed) as failure:
        services.import_prices(bills.li, bills.site, text=sent(filled(lambda p: None, entry(4), entry(5))))
    assert "cell A2: prices of 2026-04-01 to 2026-05-01" in str(failure.value)
    assert PriceSheet.objects.count() == 1


def test_a_workbook_that_is_not_base64_is_refused(bills: Priced) -> None:
    with pytest.raises(Malformed, match="base64"):
        services.import_prices(bills.li, bills.site, text="?")
