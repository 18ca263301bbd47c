"""A kind is read strictly: what a reader could misunderstand is refused with its place."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml

from cases.invented import EVERYTHING, everything
from zhiyuan.cases.kindread import kind, kinds, read
from zhiyuan.kernel.errors import Malformed, NotFound


def changed(change: Callable[[Any], Any]) -> Any:
    said = copy.deepcopy(yaml.safe_load(EVERYTHING))
    change(said)
    return said


@pytest.mark.parametrize("key", kinds())
def test_every_kind_of_the_book_can_be_read_and_names_its_legal_basis(key: str) -> None:
    found = kind(key, date(2026, 11, 24))
    assert found.basis
    assert found == kind(key, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda s: s["kind"]["steps"][0].update(needs=["decide"]), "waits for itself"),
        (lambda s: s["kind"]["steps"][0].update(script="import os"), "means nothing here"),
        (lambda s: s["kind"]["steps"][0].update(docs=["nonsense"]), "no document nonsense"),
        (lambda s: s["kind"]["steps"][0].update(checks=["nonsense"]), "no check nonsense"),
        (lambda s: s["kind"]["steps"].append(s["kind"]["steps"][0]), "twice"),
        (lambda s: s["kind"]["title"].pop("en"), "en is missing"),
        (lambda s: s["kind"]["legal"].update(limit={"hours": 3}), "no unit"),
        (lambda s: s["kind"]["legal"].update(limit={"months": 1, "working_days": 2}), "one unit"),
        (lambda s: s["form"][0].update(kind="file"), "no kind of field"),
        (lambda s: s["kind"].pop("steps"), "steps is missing"),
    ],
)
def test_a_kind_that_could_be_misread_is_refused_with_its_place(change: Callable[[Any], Any], why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read("everything", changed(change))


def test_a_change_of_one_word_is_another_edition() -> None:
    other = read("everything", changed(lambda s: s["texts"]["guide"].update(zh="另一说明")))
    assert other.digest != everything().digest


def test_an_edition_can_be_read_again_from_what_it_said() -> None:
    assert read("everything", everything().said) == everything()


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="request_simple"):
        kind("nonsense", date(2026, 11, 24))


def test_a_kind_does_not_exist_before_its_day() -> None:
    with pytest.raises(NotFound, match="first holds from"):
        kind("request_simple", date(2020, 1, 1))
