"""Reads over HTTP, and an act through the one door."""

import json
from typing import Any

import pytest
from django.test import Client

from small_park import SmallPark, person
from zhiyuan.savings.models import NonRoutineAdjustment, Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(operator: Any) -> Client:
    client = Client()
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_report_is_the_pages_twin(api: Client) -> None:
    over_http = api.get("/api/v1/savings/report?first=2025-01-04&last=2025-12-31").json()
    on_page = json.loads(api.get("/savings/report.json?first=2025-01-04&last=2025-12-31").content)
    assert over_http == on_page


def test_plans_adjustments_and_drawn_days_can_be_read(api: Client) -> None:
    assert [s["circuit"] for s in api.get("/api/v1/savings/studies").json()] == ["c1", "c2"]
    assert api.get("/api/v1/savings/adjustments").json() == []
    assert api.get("/api/v1/savings/baseline-days").json() == []


def test_an_adjustment_is_proposed_through_the_one_door(api: Client) -> None:
    study = Study.objects.get(circuit="c2")
    params = {"start": "2025-08-01", "end": "2025-08-31", "formula": "scale", "value": 0.5}
    said = {"target": {"id": study.pk}, "params": params | {"reason": "半区停用", "evidence": "通知 12 号"}}
    answer = api.post("/api/v1/do/savings.propose_adjustment", said, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert NonRoutineAdjustment.objects.get().state == "proposed"
    assert api.get("/api/v1/savings/adjustments?circuit=c2").json()[0]["author"] == "operator"


def test_who_may_not_look_is_refused(park: SmallPark) -> None:
    client = Client()
    client.force_login(person("clerk", "window"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/savings/report").status_code == 403
