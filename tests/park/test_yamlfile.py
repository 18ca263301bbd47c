"""The park file: what is written reads the same, and what is wrong is said with its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.parks import small, small_document
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.yamlfile import read, write

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def refusal(text: str) -> str:
    with pytest.raises(Malformed) as refused:
        read(text)
    return str(refused.value)


@pytest.mark.parametrize("name", ["science-city", "worst-case"])
def test_an_example_is_written_as_it_was_read(name: str) -> None:
    text = (EXAMPLES / name / "park.yaml").read_text("utf-8")
    assert write(read(text)) == text


def test_the_small_park_survives_writing() -> None:
    park = small_document()
    assert read(write(park)) == park
    assert write(read(write(park))) == write(park)


def test_a_time_without_quotes_is_text_and_on_is_a_word() -> None:
    assert small_document().schedules[0].rules == ({"days": "workdays", "on": "08:00", "off": "20:00"},)


def test_a_sensor_on_is_not_true() -> None:
    said = refusal(small(("kind: presence", "kind: on")))
    assert "a sensor is one of presence, illuminance, switch, fire, not on" in said


def test_a_problem_is_said_with_path_line_and_column() -> None:
    said = refusal(small(("address: 2, x: 2", "address: two, x: 2")))
    assert "buildings[0].floors[0].spaces[0].luminaires[1].address (line 27, column 87): " in said
    assert "a whole number is needed here, not 'two'" in said


def test_an_unknown_word_is_refused_with_a_hint() -> None:
    said = refusal(small(("hold_min: 4", "hold_minutes: 4")))
    assert "spaces[1].hold_minutes" in said
    assert "there is no hold_minutes here; did you mean hold_min?" in said


def test_all_problems_come_at_once() -> None:
    said = refusal(small(("key: panel, ", ""), ("rated_w: 20", "rated_w: bright"), ("latitude: 33.0, ", "")))
    assert "Problems found: 3; listed: 3" in said
    assert "site (line 1, column 7): latitude is missing" in said
    assert "luminaire_types[0] (line 3, column 5): key is missing" in said


def test_fifty_problems_are_listed_and_all_are_counted() -> None:
    rows = "\n".join(f"  - {{key: s{n}, kind: presence}}" for n in range(60))
    said = refusal(small(("sensors:\n", f"sensors:\n{rows}\n")))
    assert "Problems found: 60; listed: 50" in said
    assert len(said.splitlines()) == 51


def test_a_word_that_stands_twice_is_refused() -> None:
    assert "name stands here twice" in refusal(small(("name: 小园区", "name: 小园区, name: 大园区")))


def test_what_is_not_yaml_is_refused_with_its_line() -> None:
    assert refusal("site: {key: a\nmeters: ]").startswith("line 2, column ")


def test_an_alias_is_refused() -> None:
    said = refusal(small(("spill: {o1: [[3], [4]]}", "spill: &a {o1: *a}")))
    assert "anchors and aliases" in said


@pytest.mark.parametrize(
    "text", ["", "just words", "- a\n- list", "a: !!python/object/apply:os.system [id]", "[" * 3000]
)
def test_what_is_no_park_is_refused_in_words(text: str) -> None:
    assert refusal(text)


def test_numbers_too_large_to_be_meant_are_refused() -> None:
    assert "a number is needed here" in refusal(small(("rated_w: 20", "rated_w: 1e999")))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).map(str.strip).filter(str.isprintable))
def test_any_name_survives_writing(name: str) -> None:
    park = small_document()
    named = replace(park, site=replace(park.site, name=name))
    assert read(write(named)) == named


@settings(max_examples=40, deadline=None)
@given(st.floats(min_value=1e-12, max_value=1e15))
def test_any_number_survives_writing(value: float) -> None:
    park = small_document()
    priced = replace(park, meters=(replace(park.meters[0], multiplier=value),))
    assert read(write(priced)) == priced
