"""What may be done with projects, on both databases; and their pages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, hall
from small_park import signed_in
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.projects import services
from zhiyuan.projects.models import Investment, Project
from zhiyuan.projects.queries import stands


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def project(h: Hall, key: str = "optics", enterprise: str = "ketuo") -> Project:
    return services.register_project(
        h.t.officer, h.t.park.site, key=key, name="模拟光电厂房", enterprise=enterprise, officer="officer"
    )


def test_a_project_goes_from_lead_to_start_and_its_first_plan_is_remembered(h: Hall) -> None:
    p = project(h)
    assert (stands(p).stage.zh, stands(p).colour) == ("招商线索", "open")
    services.plan_milestone(h.t.officer, p, milestone="start", day=date(2026, 3, 1))
    services.plan_milestone(h.t.officer, p, milestone="start", day=date(2026, 9, 1), reason="用地交付推迟（模拟）")
    services.reach_milestone(h.t.officer, p, milestone="sign", day=date(2026, 2, 1))
    services.reach_milestone(h.t.officer, p, milestone="start", day=date(2026, 9, 11))
    found = stands(p)
    assert (found.stage.zh, found.colour) == ("开工", "red")
    assert (found.rows[1].slip.original, found.rows[1].slip.latest) == (194, 10)


def test_what_cannot_be_is_refused_in_words(h: Hall) -> None:
    p = project(h)
    with pytest.raises(Refused, match="taken"):
        project(h)
    with pytest.raises(Malformed, match="key of letters"):
        project(h, "光电")
    with pytest.raises(NotFound, match="no enterprise"):
        project(h, "other", "nobody")
    services.plan_milestone(h.t.officer, p, milestone="start", day=date(2026, 10, 1))
    with pytest.raises(Malformed, match="say why"):
        services.plan_milestone(h.t.officer, p, milestone="start", day=date(2026, 11, 1))
    with pytest.raises(Malformed, match="not over yet"):
        services.reach_milestone(h.t.officer, p, milestone="sign", day=date(2026, 9, 29))


def test_a_month_of_investment_is_one_row_and_what_is_done_lies_in_the_past(h: Hall) -> None:
    p = project(h)
    for done in ("120.50", "130.00"):
        services.enter_investment(
            h.t.officer, p, month=date(2026, 8, 20), planned=Decimal(150), done=Decimal(done), source="统计（模拟）"
        )
    row = Investment.objects.get()
    assert (row.month, row.done) == (date(2026, 8, 1), Decimal("130.00"))
    with pytest.raises(Malformed, match="not over yet"):
        services.enter_investment(h.t.officer, p, month=date(2026, 10, 1), done=Decimal(1), source="模拟")
    with pytest.raises(Malformed, match="what was planned or"):
        services.enter_investment(h.t.officer, p, month=date(2026, 8, 1), source="模拟")


@pytest.mark.django_db
def test_the_pages_show_act_and_keep_a_refused_form_and_a_firm_sees_only_its_own() -> None:
    at(MONDAY)
    h: Any = hall()
    p, other = project(h), project(h, "other", "chuangxin")
    client = signed_in(h.t.officer)
    assert "模拟光电厂房" in client.get("/projects/").content.decode()
    assert "没有" in client.get("/projects/?colour=red").content.decode()
    where = f"/projects/{p.pk}/"
    assert client.post(f"{where}plan/", {"milestone": "sign", "day": "2026-08-01"}).status_code == 302
    failed = client.post(f"{where}plan/", {"milestone": "sign", "day": "2026-08-20"})
    assert failed.status_code == 422
    assert "2026-08-20" in failed.content.decode()
    assert "case-flow" in client.get(where).content.decode()
    assert client.get("/projects/projects.xlsx").content[:2] == b"PK"
    said = client.get("/api/v1/projects/").json()
    assert said[0]["milestones"][0]["milestone"] == "sign"
    firm = signed_in(h.firm)
    assert [one["id"] for one in firm.get("/api/v1/projects/").json()] == [p.pk]
    assert firm.get(f"/projects/{other.pk}/").status_code == 404
    assert f"{where}plan/" not in firm.get(where).content.decode()
    parktime.use(lambda: datetime.now(UTC))
