"""Reads over HTTP, and the acts through the one door."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cases.opened import FORM, MONDAY, Hall, at, hall, request
from small_park import signed_in
from zhiyuan.cases.event import Event, first_broken
from zhiyuan.cases.models import Case
from zhiyuan.kernel import parktime

pytestmark = pytest.mark.django_db


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def do(client: Client, verb: str, target: Any, **params: Any) -> Any:
    body = {"target": {"type": target._meta.label_lower, "id": target.pk}, "params": params}
    return client.post(f"/api/v1/do/{verb}", json.dumps(body), content_type="application/json")


def test_a_firm_applies_over_http_and_hears_in_words_what_is_wrong(h: Hall) -> None:
    client = signed_in(h.firm)
    assert do(client, "cases.open_case", h.t.ketuo, kind="request_simple", form=FORM).status_code == 200
    refused = do(client, "cases.open_case", h.t.ketuo, kind="request_simple", form={"subject": "x"})
    assert refused.status_code == 400
    assert "具体情况" in refused.json()["message"]
    assert do(client, "cases.open_case", h.t.chuangxin, kind="request_simple", form=FORM).status_code == 403


def test_a_case_is_read_with_its_log_its_clocks_and_a_chain_that_anyone_can_check(h: Hall) -> None:
    case = request(h)
    said = signed_in(h.firm).get(f"/api/v1/cases/{case.pk}").json()
    assert said["ready"] == ["reply"]
    assert [(c["name"], c["due"]) for c in said["clocks"]] == [("step", "2026-09-29"), ("promised", "2026-10-10")]
    log = [
        Event(**{**e, "at": datetime.fromisoformat(e["at"]), "day": datetime.fromisoformat(e["day"]).date()})
        for e in said["events"]
    ]
    assert first_broken(log) is None


def test_the_work_list_is_each_ones_own(h: Hall) -> None:
    request(h)
    assert [t["what"] for t in signed_in(h.desk).get("/api/v1/cases/work").json()] == ["reply"]
    assert signed_in(h.other_firm).get("/api/v1/cases/work").json() == []


def test_anothers_case_is_not_there(h: Hall) -> None:
    case = request(h)
    client = signed_in(h.other_firm)
    assert client.get(f"/api/v1/cases/{case.pk}").status_code == 404
    assert client.get("/api/v1/cases/").json() == []
    assert do(client, "cases.answer_case", case, act="withdraw").status_code == 403
    assert Case.objects.get().phase == "running"


def test_the_list_is_filtered_over_http(h: Hall) -> None:
    request(h)
    client = signed_in(h.window)
    assert len(client.get("/api/v1/cases/", {"q": "拓光", "phase": "open", "lane": "request"}).json()) == 1
    assert client.get("/api/v1/cases/", {"kind": "request_joint"}).json() == []
