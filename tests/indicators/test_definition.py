"""Definitions are data: what nobody knows, circles and what does not go together are refused by line."""

from datetime import date

import pytest
from django.urls import resolve

from zhiyuan.indicators.live import LIVE
from zhiyuan.indicators.pages import shipped, with_own
from zhiyuan.kernel.errors import Malformed, Refused, ZhiyuanError

DAY = date(2026, 9, 28)
ENTRY = """{key}:
  unit: "{unit}"
  values:
    - since: 2004-01-01
      value:
        zh: {key}（模拟）
        en: {key} (invented)
        group: economy
        {more}
      source: {{document: 本园设定}}
"""


def page(*entries: tuple[str, str, str]) -> str:
    """A page; the formula of entry n, from 0, stands in line 9 + 10 n."""
    return "".join(ENTRY.format(key=key, unit=unit, more=more) for key, unit, more in entries)


def test_what_is_shipped_can_be_read() -> None:
    assert len(shipped(DAY)) > 50


def test_an_own_page_lies_over_the_book() -> None:
    own = with_own(page(("gdp_growth", "%", "green: 7"), ("revenue", "亿元", "counting: single")), DAY)
    assert str(own["gdp_growth"].limits["green"]) == "7"
    assert own.keys() >= shipped(DAY).keys() | {"revenue"}


@pytest.mark.parametrize(
    ("more", "unit", "where", "why"),
    [
        ('formula: "[nothing] / [tax_revenue]"', "1", 9, "no indicator 'nothing'"),
        ('formula: "[a]"', "1", 9, "a → a goes round in a circle"),
        ('formula: "[tax_revenue] + [platforms]"', "亿元", 9, "亿元 and 家 are not added"),
        ('formula: "[tax_revenue] / [platforms]"', "亿元", 9, "gives 亿元/家, not 亿元"),
        ('formula: "[tax_revenue] - [industrial_output]"', "亿元", 9, "cumulative and single figures are mixed"),
        ('formula: "[industrial_output] / [tax_revenue]"', "1", 9, "cumulative and single figures are mixed"),
        ('formula: "[gdp_growth] + [retail_growth]"', "%", 9, "comparable and current figures are mixed"),
        ('formula: "[gdp_nominal] * [gdp_growth]"', "亿元", 9, "a level is never derived from a growth"),
        ('formula: "growth([gdp_growth])"', "%", 9, "growth of a growth"),
        ('formula: "cumulative([gdp_nominal])"', "亿元", 9, "only amounts of single periods"),
        ('formula: "city([gdp_nominal])"', "亿元", 9, "no function city"),
        ('formula: "[gdp_nominal] +"', "亿元", 9, "character 16"),
        ('formula: "[city_rank] + 1"', "1", 9, "not reckoned with"),
        ("query: savings.cwh", "kWh", 9, "no room answers savings.cwh"),
        ("query: savings.kwh", "MWh", 9, "is in kWh, not in MWh"),
        ("script: import os", "1", 9, "there is no script here"),
        ("every: week", "1", 9, "every is 'week'"),
        ("lag: -1", "1", 9, "lag is a whole number"),
        ("green: viel", "1", 9, "'viel' is no number"),
        ("part: nobody", "1", 9, "no indicator 'nobody'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(more: str, unit: str, where: int, why: str) -> None:
    with pytest.raises(ZhiyuanError) as fault:
        with_own(page(("a", unit, more)), DAY)
    assert str(fault.value).startswith(f"line {where}: ")
    assert why in str(fault.value)


def test_a_long_circle_is_named_whole() -> None:
    text = page(("a", "1", 'formula: "[b]"'), ("b", "1", 'formula: "[c]"'), ("c", "1", 'formula: "[a]"'))
    with pytest.raises(Refused, match=r"a → b → c → a|b → c → a → b|c → a → b → c"):
        with_own(text, DAY)


def test_text_that_is_no_page_is_refused() -> None:
    for text in ("a: [", "just words", "1: {unit: x}", "a: {unit: x, values: [{since: soon}]}"):
        with pytest.raises(Malformed):
            with_own(text, DAY)


def test_every_question_to_a_room_has_a_page_that_answers_and_an_indicator() -> None:
    asked = {one.query for one in shipped(DAY).values() if one.query}
    assert asked == LIVE.keys()
    for live in LIVE.values():
        assert resolve(live.page.partition("?")[0])
