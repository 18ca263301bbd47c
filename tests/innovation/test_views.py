"""The pages of the ladder: counts that lead to firms, a verdict that explains itself, and other answers tried."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from enterprises.tenants import Tenants, tenants
from innovation.test_services import NOW, STATED, YEARLY, swept, tell
from page_text import flat
from small_park import signed_in
from zhiyuan.innovation.models import Judged, Qualification
from zhiyuan.kernel import parktime

pytestmark = pytest.mark.django_db


@pytest.fixture
def t() -> Iterator[Tenants]:
    parktime.use(lambda: NOW)
    made = tenants()
    for name, value in {**YEARLY, **STATED, "tech_staff": "10"}.items():
        tell(made, made.ketuo, name, value)
    yield made
    parktime.use(lambda: datetime.now(UTC))


@pytest.fixture
def officer(t: Tenants) -> Client:
    return signed_in(t.officer)


def test_before_anything_is_judged_the_pages_say_so(officer: Client) -> None:
    assert "高新技术企业" in flat(officer.get("/ladder/").content.decode())
    assert "还没有判定过企业" in flat(officer.get("/ladder/rules/tech_sme/").content.decode())


def test_one_click_judges_all_and_the_count_of_near_firms_leads_to_them(t: Tenants, officer: Client) -> None:
    assert officer.post("/ladder/judge/").status_code == 302
    page = flat(officer.get("/ladder/").content.decode())
    assert 'href="/ladder/rules/tech_sme/?near=yes">1<' in page
    rows = officer.get("/ladder/rules/tech_sme/?near=yes").context["page"].object_list
    assert [row.enterprise.key for row in rows] == ["ketuo"]


def test_a_verdict_names_clause_observed_needed_and_the_smallest_step(t: Tenants, officer: Client) -> None:
    page = flat(officer.get(f"/ladder/firms/{t.ketuo.pk}/tech_sme/").content.decode())
    assert "六(五)" in page
    assert "国科发政〔2017〕115号" in page
    assert "科技人员" in page


def test_other_answers_show_another_verdict_and_keep_nothing(t: Tenants, officer: Client) -> None:
    asked = dict(officer.get(f"/ladder/firms/{t.ketuo.pk}/tech_sme/").context["form"].initial)
    form = officer.get(f"/ladder/firms/{t.ketuo.pk}/tech_sme/").context["form"]
    asked = {name: field.initial for name, field in form.fields.items()} | {"tech_staff": "30"}
    said = officer.get(f"/ladder/firms/{t.ketuo.pk}/tech_sme/", asked).context
    assert (said["before"]["verdict"], said["after"]["verdict"]) == ("不符合", "符合")
    assert Judged.objects.count() == 0


@pytest.mark.parametrize("value", ["many", "-3", "1.5"])
def test_an_answer_that_makes_no_sense_is_refused_at_its_field(t: Tenants, officer: Client, value: str) -> None:
    answer = officer.get(f"/ladder/firms/{t.ketuo.pk}/tech_sme/", {"tech_staff": value})
    assert answer.status_code == 422
    assert "tech_staff" in answer.context["form"].errors


def test_the_list_leaves_as_a_workbook(t: Tenants, officer: Client) -> None:
    swept(t)
    answer = officer.get("/ladder/rules/tech_sme/?as=xlsx&near=yes")
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].values)
    assert any("科拓光电" in row for row in rows)
    assert not any("创新电子" in row for row in rows)


def test_a_qualification_is_entered_and_ended_on_the_firms_page(t: Tenants, officer: Client) -> None:
    said: dict[str, Any] = {"rule": "high_tech", "number": "GR1", "issued": "2024-12-01", "valid_last": "2027-11-30",
                            "source": "模拟数据"}  # fmt: skip
    wrong = officer.post(f"/ladder/firms/{t.ketuo.pk}/qualifications/", said | {"valid_last": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'value="GR1"' in wrong.content.decode()
    assert officer.post(f"/ladder/firms/{t.ketuo.pk}/qualifications/", said).status_code == 302
    held = Qualification.objects.get()
    officer.post(f"/ladder/qualifications/{held.pk}/end/", {"reason": "撤销（模拟）"})
    assert "撤销（模拟）" in flat(officer.get(f"/ladder/firms/{t.ketuo.pk}/").content.decode())


def test_a_rule_that_is_not_there_is_not_found(t: Tenants, officer: Client) -> None:
    assert officer.get("/ladder/rules/none/").status_code == 404
    assert officer.get(f"/ladder/firms/{t.ketuo.pk}/none/").status_code == 404


def test_the_api_explains_a_firm(t: Tenants, officer: Client) -> None:
    found = officer.get(f"/api/v1/innovation/firms/{t.ketuo.pk}").json()
    tech = next(one for one in found if one["rule"] == "tech_sme")
    assert (tech["verdict"], tech["steps"][0]["field"]) == ("不符合", "tech_staff")
    swept(t)
    assert officer.get("/api/v1/innovation/rules/tech_sme?near=true").json()[0]["enterprise"] == "科拓光电"
