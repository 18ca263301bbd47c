"""The register of visits and inspections: what it refuses, what it counts, who reads it; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.opened import FORM, MONDAY, Hall, at, hall
from small_park import signed_in
from zhiyuan.cases import services, visit_queries
from zhiyuan.cases.models import Inspection, Visit
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused

DAY = date(2026, 9, 28)


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def planned(h: Hall, day: date = DAY, purpose: str = "policy", **more: Any) -> Visit:
    return services.plan_visit(
        h.window, h.t.ketuo, day=day, **({"kind": "duty", "purpose": purpose, "visitors": "模拟甲"} | more)
    )


def test_a_second_visit_of_the_same_purpose_is_refused_and_a_request_is_not(h: Hall) -> None:
    planned(h)
    with pytest.raises(Refused, match="the same purpose on 2026-09-28"):
        planned(h, date(2026, 11, 2))
    assert planned(h, date(2026, 11, 2), kind="requested").verdict == "allow"


def test_a_visit_in_spite_of_the_register_has_its_reason_and_is_counted(h: Hall) -> None:
    services.settle_visit(h.window, planned(h), state="held")
    again = planned(h, purpose="finance", override="企业停产，须当面了解（模拟）")
    assert (again.verdict, again.test) == ("deny", "recent")
    services.settle_visit(h.window, again, state="held")
    said = visit_queries.counted(h.t.park.site, 2026)
    assert (said.firms, said.visits, said.overrides) == (1, 2, 1)
    assert list(visit_queries.visits(h.firm, state="overridden")) == [again]


def test_the_register_of_visits_refuses_an_inspection_whatever_the_reason(h: Hall) -> None:
    with pytest.raises(Refused, match="an inspection is no visit"):
        planned(h, kind="inspection", override="消防")
    assert not Visit.objects.exists()


def test_a_visit_that_was_called_off_counts_nowhere(h: Hall) -> None:
    services.settle_visit(h.window, planned(h), state="cancelled")
    assert planned(h).verdict == "allow"
    with pytest.raises(Refused, match="settled already"):
        services.settle_visit(h.window, Visit.objects.earliest("pk"), state="held")


def test_a_visit_is_not_held_before_its_day_nor_by_nobody(h: Hall) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        services.settle_visit(h.window, planned(h, date(2026, 9, 29)), state="held")
    with pytest.raises(Malformed, match="who visits"):
        planned(h, date(2027, 3, 1), purpose="finance", visitors=" ")


def test_what_a_visit_found_becomes_a_request_and_each_knows_the_other(h: Hall) -> None:
    row = planned(h)
    with pytest.raises(Refused, match="was not held"):
        services.record_finding(h.window, row, kind="request_simple", form=FORM)
    services.settle_visit(h.window, row, state="held")
    case = services.record_finding(h.window, row, kind="request_simple", form=FORM)
    assert visit_queries.cases_of(row) == [case]
    assert visit_queries.visit_of(case) == row
    assert case.events.get().on_behalf == "科拓光电"
    with pytest.raises(Refused, match="no request"):
        services.record_finding(h.window, row, kind="deregister_simple", form={})


def test_a_firm_sees_who_came_to_it_and_nobody_elses_visits(h: Hall) -> None:
    row = planned(h)
    assert list(visit_queries.visible(h.firm)) == [row]
    assert list(visit_queries.visible(h.other_firm)) == []
    with pytest.raises(Refused):
        services.plan_visit(h.firm, h.t.ketuo, day=DAY, kind="duty", purpose="labour", visitors="x")


def inspected(h: Hall, day: date, body: str = "fire", **more: Any) -> Inspection:
    return services.plan_inspection(h.window, h.t.ketuo, day=day, body=body, **({"ground": "消防法 第五十三条"} | more))


def test_two_bodies_within_two_weeks_inspect_together(h: Hall) -> None:
    first = inspected(h, DAY)
    both = inspected(h, date(2026, 10, 12), "environment", ground="环境保护法 第二十四条")
    assert both.pk == first.pk
    assert (both.bodies, both.day) == (["fire", "environment"], DAY)
    with pytest.raises(Refused, match="go then"):
        inspected(h, date(2026, 10, 9))


def test_a_body_inspects_no_more_often_than_published_unless_there_is_cause(h: Hall) -> None:
    for month in (10, 11):
        inspected(h, date(2026, month, 1))
    with pytest.raises(Refused, match="published yearly number"):
        inspected(h, date(2026, 12, 1))
    assert inspected(h, date(2026, 12, 1), cause="投诉举报（模拟）").cause
    assert inspected(h, date(2026, 12, 28), "tax").bodies == ["tax"]


def test_who_is_no_enforcement_body_does_not_inspect_and_nobody_without_ground(h: Hall) -> None:
    with pytest.raises(Refused, match="may not inspect"):
        inspected(h, DAY, "service")
    with pytest.raises(Malformed, match="ground of law"):
        inspected(h, DAY, ground=" ")


@pytest.mark.django_db
def test_the_page_says_the_verdict_and_what_to_do_instead_and_then_plans_it_all_the_same() -> None:
    at(MONDAY)
    h = hall()
    first, client = planned(h), signed_in(h.window)
    asked = {"enterprise": h.t.ketuo.pk, "day": "2026-10-12", "kind": "duty", "purpose": "policy"}
    page = client.get("/visits/new/", asked).content.decode()
    assert "同一事由" in page
    assert f"/visits/{first.pk}/" in page
    assert client.post("/visits/new/", asked | {"visitors": "模拟乙"}).status_code == 422
    made = client.post("/visits/new/", asked | {"visitors": "模拟乙", "override": "紧急（模拟）"})
    assert made.status_code == 302
    assert "紧急（模拟）" in signed_in(h.firm).get(made["Location"]).content.decode()
    listed = client.get("/visits/?state=overridden").content.decode()
    assert "家次" in listed
    assert client.get("/visits/?format=xlsx").content[:2] == b"PK"
    assert signed_in(h.other_firm).get(made["Location"]).status_code == 404
    parktime.use(lambda: datetime.now(UTC))
