"""The page in both languages, its documents, and its forms."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from small_park import SmallPark, person, signed_in
from zhiyuan.savings.models import BaselineDay, IssuedReport, NonRoutineAdjustment, Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(operator: Any) -> Client:
    return signed_in(operator)


def test_the_page_says_in_one_sentence_what_was_saved_and_how_sure(page: Client) -> None:
    said = page.get("/savings/").content.decode()
    assert "省电 1.27 万度，误差 ±0.03 万度（90% 把握）" in said
    assert "模拟数据" in said
    assert "已核证" in said


def test_what_it_is_worth_comes_after_the_page_and_says_what_it_waits_for(page: Client) -> None:
    assert 'hx-get="/savings/money/?' in page.get("/savings/").content.decode()
    assert "待电价" in page.get("/savings/money/").content.decode()


def test_a_meter_without_a_class_is_named_beside_its_circuit(page: Client) -> None:
    assert "未填电表准确度等级" in page.get("/savings/").content.decode()


def test_in_english_it_says_the_same(operator: Any) -> None:
    said = signed_in(operator, "en").get("/savings/").content.decode()
    assert "Saved 12,700 kWh, give or take 300 kWh (90% sure)" in said
    assert "Simulated data" in said


def test_every_half_width_names_ninety_per_cent(page: Client) -> None:
    said = page.get("/savings/").content.decode()
    assert said.count("90%") >= 5
    assert "95 %" not in said


def test_the_chart_and_the_table_have_the_same_figures(page: Client) -> None:
    answer = page.get("/savings/")
    chart, months = answer.context["chart"], answer.context["months"]
    assert len(chart["labels"]) == len(chart["baseline"]) == len(chart["actual"]) == len(chart["gaps"]) == 362
    assert sum(chart["actual"]) == pytest.approx(sum(m.saving.actual_kwh for m in months), abs=1)
    assert sum(chart["baseline"]) == pytest.approx(answer.context["report"].total.baseline_kwh, abs=3)


def test_period_and_circuit_are_in_the_address(page: Client) -> None:
    report = page.get("/savings/?first=2025-07-01&last=2025-09-30&circuit=c2").context["report"]
    assert (report.first, report.last) == (date(2025, 7, 1), date(2025, 9, 30))
    assert [c.plan.circuit for c in report.circuits] == ["c2"]


def test_a_period_that_ends_before_it_starts_is_said_in_words(page: Client) -> None:
    answer = page.get("/savings/?first=2025-09-01&last=2025-07-30")
    assert answer.status_code == 200
    assert "结束日早于开始日" in answer.content.decode()


def test_the_pdf_is_a_pdf_in_both_languages(operator: Any) -> None:
    for language in ("zh-hans", "en"):
        answer = signed_in(operator, language).get("/savings/report.pdf")
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"


def test_the_workbook_has_circuits_months_days_and_models(page: Client) -> None:
    book = load_workbook(BytesIO(page.get("/savings/report.xlsx").content))
    assert book.sheetnames == ["分回路", "分月", "分日", "模型"]
    assert book["分日"].max_row == 363


def test_the_twin_can_be_done_again(page: Client) -> None:
    twin = json.loads(page.get("/savings/report.json").content)
    circuit = twin["circuits"][0]
    assert len(circuit["baseline"]["sha256"]) == 64
    assert set(circuit["model"]["coefficients"]) == {"1", "W", "N"}
    assert twin["carbon"][0]["factor"] == "0.5897"
    assert twin["gates"]["baseline_days_minimum"] == 329


def test_a_proposal_waits_for_another_person(page: Client, leader: Any) -> None:
    form = {
        "circuit": "c2",
        "first": "2025-08-01",
        "last": "2025-08-30",
        "formula": "scale",
        "value": "0.5",
        "reason": "地库半区停用",
        "evidence": "通知 12 号",
    }
    assert page.post("/savings/adjustments/", form).status_code == 302
    adjustment = NonRoutineAdjustment.objects.get()
    assert adjustment.end == date(2025, 8, 31)
    assert "待批准" in page.get("/savings/").content.decode()
    assert page.post(f"/savings/adjustments/{adjustment.pk}/approve/").status_code == 403
    assert signed_in(leader).post(f"/savings/adjustments/{adjustment.pk}/approve/").status_code == 302
    assert "−486" in page.get("/savings/").content.decode()


def test_a_faulty_proposal_keeps_what_was_typed(page: Client) -> None:
    form = {"circuit": "c2", "first": "2025-08-30", "last": "2025-08-01", "formula": "scale", "reason": "半区停用"}
    answer = page.post("/savings/adjustments/", form)
    assert answer.status_code == 422
    assert "半区停用" in answer.content.decode()


def test_days_are_drawn_and_vetoed_on_the_page(leader: Any) -> None:
    client = signed_in(leader)
    form = {"circuit": "c1", "first": "2026-01-05", "weeks": "4", "days_per_week": "2"}
    assert client.post("/savings/baseline-days/", form).status_code == 302
    day = BaselineDay.objects.first()
    assert day is not None
    assert client.post(f"/savings/baseline-days/{day.pk}/veto/", {"reason": "演练"}).status_code == 302
    assert "演练" in client.get("/savings/").content.decode()


def test_an_issued_report_is_kept_as_it_was(leader: Any) -> None:
    client = signed_in(leader)
    assert client.post("/savings/issued/", {"first": "2025-01-04", "last": "2025-12-31"}).status_code == 302
    issued = IssuedReport.objects.get()
    assert json.loads(client.get(f"/savings/issued/{issued.pk}/").content)["sha256"] == issued.digest


def test_a_window_clerk_sees_no_savings(park: SmallPark) -> None:
    assert signed_in(person("clerk", "window")).get("/savings/").status_code == 403


def test_a_park_without_studies_says_what_to_do(park: SmallPark, operator: Any) -> None:
    Study.objects.all().delete()
    assert "还没有回路" in signed_in(operator).get("/savings/").content.decode()


STATED = {
    "circuit": "c1",
    "baseline_start": "2024-01-01",
    "baseline_end": "2024-12-30",
    "reporting_start": "2025-01-05",
    "source": "模拟验收单",
    "method": "regression",
    "meter_class": "1",
    "terms": "1+W+N",
    "stated_kwh_per_year": "",
}


def test_a_circuit_is_stated_on_the_page_and_measured_from_then_on(leader: Any) -> None:
    client = signed_in(leader)
    NonRoutineAdjustment.objects.all().delete()
    Study.objects.filter(circuit="c1").delete()
    page = client.get("/savings/circuits/new/").content.decode()
    assert ('value="c1"' in page, 'value="c2"' in page) == (True, False)
    assert client.post("/savings/circuits/new/", STATED).headers["Location"] == "/savings/"
    made = Study.objects.get(circuit="c1")
    assert (made.baseline_end, made.source, made.meter_class) == (date(2024, 12, 30), "模拟验收单", "1")
    said = client.get("/savings/")
    assert [c.plan.circuit for c in said.context["report"].circuits] == ["c1", "c2"]
    assert "模拟验收单" in said.content.decode()


def test_a_park_without_any_study_leads_who_may_state_one_to_the_form(leader: Any, operator: Any) -> None:
    NonRoutineAdjustment.objects.all().delete()
    Study.objects.all().delete()
    assert "/savings/circuits/new/" in signed_in(leader).get("/savings/").content.decode()
    assert "/savings/circuits/new/" not in signed_in(operator).get("/savings/").content.decode()


def test_a_correction_begins_with_what_was_stated(leader: Any) -> None:
    client = signed_in(leader)
    assert 'value="竣工验收单 2025-01"' in client.get("/savings/circuits/of/c1/").content.decode()
    assert client.post("/savings/circuits/of/c1/", STATED).status_code == 302
    assert (Study.objects.get(circuit="c1").meter_class, Study.objects.get(circuit="c1").version) == ("1", 2)


def test_a_plan_that_cannot_be_meant_comes_back_with_what_was_typed(leader: Any) -> None:
    client = signed_in(leader)
    answer = client.post("/savings/circuits/of/c1/", STATED | {"reporting_start": "2024-06-01"})
    assert answer.status_code == 422
    assert "模拟验收单" in answer.content.decode()
    assert "2024-06-01" in answer.content.decode()
    assert Study.objects.get(circuit="c1").version == 1


def test_a_circuit_is_corrected_only_under_its_own_address(leader: Any) -> None:
    assert signed_in(leader).post("/savings/circuits/of/c1/", STATED | {"circuit": "c2"}).status_code == 422
    assert signed_in(leader).get("/savings/circuits/of/nowhere/").status_code == 404


def test_who_may_not_state_gets_no_form(page: Client) -> None:
    assert page.get("/savings/circuits/new/").status_code == 403
    assert "/savings/circuits/" not in page.get("/savings/").content.decode()
