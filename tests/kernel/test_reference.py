from datetime import date

import pytest

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import Book, parse_page, shipped

PAGE = """
price:
  unit: CNY/kWh
  values:
    - since: 2026-01-01
      until: 2026-02-01
      value: "0.35"
      source: {document: Example notice, clause: annex 1}
    - since: 2026-03-01
      value: "0.40"
      source: {document: Example notice 2}
"""


def book() -> Book:
    return Book({"example": parse_page(PAGE, "example")})


def test_the_latest_value_that_has_begun_holds() -> None:
    assert book().figure("example#price", date(2026, 1, 31)).value == "0.35"
    assert book().figure("example#price", date(2027, 1, 1)).value == "0.40"


def test_before_its_first_day_a_figure_is_not_found_and_says_when_it_begins() -> None:
    with pytest.raises(NotFound, match="first holds from 2026-01-01"):
        book().figure("example#price", date(2025, 12, 31))


def test_a_value_that_has_ended_leaves_a_hole_and_no_default() -> None:
    with pytest.raises(NotFound):
        book().figure("example#price", date(2026, 2, 1))


def test_a_wrong_name_is_answered_with_the_right_ones() -> None:
    with pytest.raises(NotFound, match="it has price"):
        book().figure("example#prize", date(2026, 1, 1))


def test_a_key_that_yaml_reads_as_true_is_refused() -> None:
    with pytest.raises(Malformed, match="YAML read True"):
        parse_page("rule:\n  unit: x\n  values:\n    - since: 2026-01-01\n      value: {on: 1}\n", "bad")


def test_a_page_that_is_no_yaml_is_refused_with_the_line() -> None:
    with pytest.raises(Malformed, match=r"page bad cannot be read: .* line 2"):
        parse_page("rule: [1,\n b", "bad")


def test_a_figure_without_a_source_is_refused() -> None:
    with pytest.raises(Malformed, match="names its source"):
        parse_page("rule:\n  unit: x\n  values:\n    - {since: 2026-01-01, value: 1}\n", "bad")


def test_the_installations_pages_lie_over_the_shipped_ones_and_change_the_digest() -> None:
    overlay = {"example": parse_page(PAGE.replace("0.40", "0.50"), "example")}
    laid = book().with_pages(overlay)
    assert laid.figure("example#price", date(2026, 3, 1)).value == "0.50"
    assert laid.digest != book().digest


def test_every_shipped_figure_names_a_document() -> None:
    for name, page in shipped().pages.items():
        for item, entry in page.items():
            assert all(v["source"]["document"] for v in entry["values"]), f"{name}#{item}"
