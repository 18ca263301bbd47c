"""The pages of policies: entered by form, published by another, each count leading to its firms, claimed by a firm."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from archive.made import picture
from enterprises.tenants import Tenants
from policies.made import TODAY, entered, park, published, second
from small_park import person, signed_in
from zhiyuan.agency.services import give_delegation
from zhiyuan.identity.models import Notification
from zhiyuan.policies.models import Policy

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {
    "title": "模拟租金减免", "level": "park", "issuer": "模拟园区管理委员会", "document": "模拟〔2026〕3号",
    "benefit": "减免租金（模拟）", "valid_first": "2026-01-01", "kind": "policy_claim", "text": "模拟文本。",
    "clause-TOTAL_FORMS": "3", "clause-INITIAL_FORMS": "0",
    "clause-0-clause": "第一条", "clause-0-text": "从业人员不超过300人", "clause-0-ask": "staff",
    "clause-0-how": "most", "clause-0-value": "300",
    "clause-1-clause": "第二条", "clause-1-text": "未列入失信名单", "clause-1-data": '{"not": "blacklisted"}',
}  # fmt: skip


@pytest.fixture
def t() -> Iterator[Tenants]:
    with park() as made:
        yield made


@pytest.fixture
def officer(t: Tenants) -> Client:
    return signed_in(t.officer)


def test_before_anything_is_entered_the_list_says_so(officer: Client) -> None:
    assert "还没有政策" in officer.get("/policies/").content.decode()


def test_a_policy_is_entered_by_its_form_and_its_conditions_come_back_into_the_boxes(officer: Client) -> None:
    assert officer.post("/policies/new/", FORM).status_code == 302
    row = Policy.objects.get()
    assert [one["when"] for one in row.clauses] == [
        {"measure": "staff", "most": "300", "unit": "人"}, {"not": "blacklisted"},
    ]  # fmt: skip
    forms = officer.get(f"/policies/{row.pk}/edit/").context["clauses"]
    assert [(form.initial["ask"], form.initial["how"]) for form in forms.initial_forms] == [
        ("staff", "most"), ("blacklisted", "not"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"clause-1-data": "{"}, ("clauses", 1, "data")),
        ({"clause-1-clause": ""}, ("clauses", 1, "clause")),
        ({"clause-0-how": "is"}, ("clauses", 0, "ask")),
        ({"title": ""}, ("form", "title")),
        ({"clause-0-value": "many"}, ("form", "__all__")),
        ({"valid_last": "2020-01-01"}, ("form", "__all__")),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_the_rest_is_kept(
    officer: Client, more: dict[str, str], where: tuple[Any, ...]
) -> None:
    answer = officer.post("/policies/new/", FORM | more)
    assert answer.status_code == 422
    errors = answer.context[where[0]].errors
    assert where[-1] in (errors[where[1]] if where[0] == "clauses" else errors)
    assert "模拟园区管理委员会" in answer.content.decode()


def test_a_second_person_publishes_and_each_count_leads_to_its_firms(t: Tenants, officer: Client) -> None:
    own = person("ketuo", "tenant", t.ketuo)
    row = entered(t)
    assert officer.post(f"/policies/{row.pk}/propose/").status_code == 302
    page = officer.get(f"/policies/{row.pk}/")
    assert "须由录入人、提交人以外的人发布" in page.content.decode()
    digest = page.context["policy"].digest
    assert officer.post(f"/policies/{row.pk}/publish/", {"digest": digest}).status_code == 422
    other = signed_in(second())
    assert other.post(f"/policies/{row.pk}/publish/", {"digest": digest}).status_code == 302
    signed_in(own).post(f"/inbox/{Notification.objects.get(person=own).pk}/")
    page = other.get(f"/policies/{row.pk}/").content.decode()
    assert f'href="/policies/{row.pk}/firms/?which=read"' in page
    assert "知晓率 100.0 %" in page
    rows = other.get(f"/policies/{row.pk}/firms/?which=read").context["lines"]
    assert [line.firm.key for line in rows] == ["ketuo"]


def test_the_list_of_firms_leaves_as_a_workbook(t: Tenants, officer: Client) -> None:
    row = published(t)
    answer = officer.get(f"/policies/{row.pk}/firms/?which=matched&as=xlsx")
    found = list(load_workbook(BytesIO(answer.content)).worksheets[0].values)
    assert any("科拓光电" in line for line in found)
    assert not any("创新电子" in line for line in found)


def test_a_firm_sees_why_a_policy_fits_and_opens_the_claim_with_what_is_known(t: Tenants) -> None:
    row, own = published(t), signed_in(person("ketuo", "tenant", t.ketuo))
    assert own.get("/policies/mine/").headers["Location"] == f"/policies/firms/{t.ketuo.pk}/"
    assert "模拟研发补助" in own.get(f"/policies/firms/{t.ketuo.pk}/").content.decode()
    page = own.get(f"/policies/{row.pk}/firms/{t.ketuo.pk}/")
    observed = [reason.observed for reason in page.context["judgement"].reasons]
    assert observed[0] == "120人"
    assert str(observed[1]) in page.content.decode()
    form = own.get(page.context["claim"])
    assert "《模拟研发补助》模拟〔2026〕1号" in form.content.decode()
    assert "第三条 研发费用占营业收入3%以上" in form.content.decode()


def test_what_is_not_known_is_listed_to_be_answered_and_not_counted_against_the_firm(t: Tenants) -> None:
    row, own = published(t), signed_in(person("chuangxin", "tenant", t.chuangxin))
    page = own.get(f"/policies/{row.pk}/firms/{t.chuangxin.pk}/")
    assert (page.context["judgement"].verdict, page.context["unmet"]) == ("待补数据", 0)
    assert "职工总数" in page.context["missing"]


def test_an_agent_sees_the_reasons_without_the_firms_figures_and_may_claim(t: Tenants) -> None:
    row, own = published(t), person("ketuo", "tenant", t.ketuo)
    agent = person("agent", "electrician", t.park.site)
    give_delegation(own, t.ketuo, agent="agent", first=TODAY, last=TODAY, acts=["apply"])
    page = signed_in(agent).get(f"/policies/{row.pk}/firms/{t.ketuo.pk}/")
    assert (page.context["figures"], bool(page.context["claim"])) == (False, True)
    assert "5.5" not in page.content.decode()


def test_the_paper_of_a_policy_is_attached_and_given_back_as_a_download(
    t: Tenants, officer: Client, settings: Any, tmp_path: Any
) -> None:
    settings.FILES = tmp_path
    row = entered(t)
    paper = SimpleUploadedFile("原文.jpg", picture())
    assert officer.post(f"/policies/{row.pk}/attach/", {"file": paper}).status_code == 302
    answer = officer.get(f"/policies/{row.pk}/file/")
    assert (answer.content, "attachment" in answer["Content-Disposition"]) == (picture(), True)
    wrong = SimpleUploadedFile("原文.pdf", b"<html>")
    assert officer.post(f"/policies/{row.pk}/attach/", {"file": wrong}).status_code == 422


def test_a_copy_begins_with_what_another_says(t: Tenants, officer: Client) -> None:
    row = published(t)
    page = officer.get(f"/policies/new/?copy={row.pk}")
    assert page.context["form"].initial["title"] == row.title
    assert len(page.context["clauses"].initial_forms) == 3


def test_the_api_reads_policies_firms_and_what_fits_one(t: Tenants, officer: Client) -> None:
    row = published(t)
    (said,) = officer.get("/api/v1/policies/").json()
    assert (said["state"], said["steps"]["matched"], said["reach_rate"]) == ("published", 1, 0.0)
    found = officer.get(f"/api/v1/policies/{row.pk}/firms?which=matched").json()
    assert [(one["enterprise"], one["verdict"]) for one in found] == [("科拓光电", "符合")]
    assert officer.get(f"/api/v1/policies/{row.pk}/firms?which=none").status_code == 404
    fits = officer.get(f"/api/v1/policies/firms/{t.ketuo.pk}").json()
    assert [(one["document"], one["open"]) for one in fits] == [("模拟〔2026〕1号", True)]
