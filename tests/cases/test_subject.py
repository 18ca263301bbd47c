"""A case about a place is reached by whoever holds a role on the place or above it, and by no firm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.invented import everything
from cases.opened import MONDAY, Hall, at, hall
from small_park import person
from zhiyuan.cases import queries, writes
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.lint import findings
from zhiyuan.cases.models import Case
from zhiyuan.cases.subject import PLACE, subject
from zhiyuan.identity.verbs import may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def of_place() -> Kind:
    kept = [step for step in everything().steps if step.by != "applicant"]
    said = {**everything().said, "kind": {**everything().said["kind"], "about": PLACE}}
    said["kind"]["steps"] = [s for s in said["kind"]["steps"] if s["by"] != "applicant"]
    return replace(everything(), about=PLACE, steps=tuple(kept), said=said, digest="place")


def a_case(h: Hall, of: Any, place: str = "") -> Case:
    opened = writes.opened(of_place(), subject(of, place))
    return queries.visible(h.window).get(pk=opened.pk)


def test_a_role_on_the_space_its_floor_its_building_or_the_park_reaches_the_case(h: Hall) -> None:
    space = h.t.park.office
    case = a_case(h, space)
    above = [space, space.floor, space.floor.building, space.site]
    for n, place in enumerate(above):
        who = person(f"reader{n}", "officer", place)
        assert list(queries.visible(who)) == [case]
        assert may(who, "cases.work_case", case)


def test_no_firm_and_nobody_beside_it_reaches_the_case(h: Hall) -> None:
    case = a_case(h, h.t.park.office)
    elsewhere = person("elsewhere", "officer", h.t.park.site.building_set.create(key="other", name="other"))
    for who in (h.firm, h.other_firm, elsewhere):
        assert list(queries.visible(who)) == []
        assert not may(who, "cases.view", case)


def test_a_place_without_a_name_in_the_park_is_the_park_with_words(h: Hall) -> None:
    case = a_case(h, h.t.park.site, "  北门外  丁字路口 ")
    assert (case.about, case.subject_type, case.enterprise) == ("北门外 丁字路口", "park.site", None)
    assert list(queries.cases(h.window, words="丁字")) == [case]
    with pytest.raises(Malformed, match="say where"):
        subject(h.t.park.site)


def test_a_case_of_a_firm_is_about_the_firm_by_its_name_of_today(h: Hall) -> None:
    opened = writes.opened(everything(), subject(h.t.ketuo))
    h.t.ketuo.name = "更名光电"
    h.t.ketuo.save()
    case = Case.objects.get(pk=opened.pk)
    assert (case.about, case.subject_id, case.reaches.count()) == ("更名光电", str(h.t.ketuo.pk), 0)


def test_a_kind_is_about_one_sort_of_thing_and_no_other(h: Hall) -> None:
    with pytest.raises(Refused, match="is not about"):
        writes.opened(of_place(), subject(h.t.ketuo))
    with pytest.raises(Refused, match="no case is about"):
        subject(h.firm)


def test_a_kind_without_a_firm_has_no_step_of_the_firm_and_no_promise() -> None:
    strange = replace(everything(), about=PLACE)
    assert "without a firm" in " ".join(str(f) for f in findings(strange, ["hall", "planning", "registry", "market"]))
    assert "no case is about" in " ".join(str(f) for f in findings(replace(strange, about="moon"), []))
