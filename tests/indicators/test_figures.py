"""From what is entered to what a page says: real growth, sums since January, revisions, and what cannot be."""

from datetime import date
from decimal import Decimal
from typing import Any

from indicators.seeded import Zone
from page_text import flat
from small_park import signed_in
from zhiyuan.indicators import services

YTD, BEFORE = "2025-01..2025-09", "2024-01..2024-09"


def state(z: Zone, key: str, period: str, value: str, as_of: date = date(2026, 1, 20)) -> None:
    services.enter_fact(
        z.officer, z.site, indicator=key, period=period, value=Decimal(value), source="月报（模拟）", as_of=as_of
    )


def page(z: Zone, key: str) -> Any:
    return flat(signed_in(z.leader).get(f"/indicators/{key}/").content.decode())


def test_real_growth_is_shown_at_comparable_prices_with_the_levels_and_the_deflator_it_rests_on(empty: Zone) -> None:
    for key, period, value in (("gdp_nominal", YTD, "106.21"), ("gdp_nominal", BEFORE, "100"),
                               ("gdp_deflator", YTD, "0.988")):  # fmt: skip
        state(empty, key, period, value)
    said = page(empty, "gdp_real_growth")
    for words in ("+7.5%", "可比价", "106.21 亿元", "100 亿元", "0.99", "2024-01 至 09", "2025-01 至 09"):
        assert words in said, words


def test_a_figure_since_january_is_the_sum_of_its_months_and_says_which_one_is_missing(empty: Zone) -> None:
    for month in (1, 3):
        state(empty, "industrial_output", f"2025-{month:02d}", "8")
    said = page(empty, "industrial_output_ytd")
    assert "2025-01 至 03" in said
    assert "2025-02" in said
    assert "16 亿元" not in said
    state(empty, "industrial_output", "2025-02", "8.5")
    said = page(empty, "industrial_output_ytd")
    assert "24.50 亿元" in said
    assert "累计" in said
    assert "当期" in page(empty, "industrial_output")


def test_a_revision_is_shown_beside_what_it_superseded_with_who_entered_it(empty: Zone) -> None:
    state(empty, "tax_revenue", YTD, "4.31", as_of=date(2025, 10, 20))
    state(empty, "tax_revenue", YTD, "4.35", as_of=date(2025, 12, 1))
    said = page(empty, "tax_revenue")
    for words in ("4.31 亿元", "4.35 亿元", "2025-10-20", "2025-12-01", "已被替代", "有效", "officer"):
        assert words in said, words
    cockpit = signed_in(empty.leader)
    assert "4.31 亿元" in _plain(flat(cockpit.get("/cockpit/?on=2025-11-30").content.decode()))
    assert "4.35 亿元" in _plain(flat(cockpit.get("/cockpit/?on=2025-12-01").content.decode()))


def test_what_cannot_be_is_kept_and_flagged_on_the_cockpit_and_at_the_figure(empty: Zone) -> None:
    state(empty, "tax_share", YTD, "102")
    state(empty, "tax_revenue", "2025-01..2025-06", "5", as_of=date(2025, 7, 20))
    state(empty, "tax_revenue", YTD, "4")
    cockpit = flat(signed_in(empty.leader).get("/cockpit/").content.decode())
    for words in ("高于 100.0", "102.0%", "需核对"):
        assert words in cockpit, words
    assert "请核对" in page(empty, "tax_revenue")
    assert "4 亿元" in page(empty, "tax_revenue")


def _plain(said: str) -> str:
    return said.replace("<small>", "").replace("</small>", "")
