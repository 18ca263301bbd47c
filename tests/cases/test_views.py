"""The pages: what a firm and a desk see, do, and are told when it cannot be done."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cases.opened import FORM, MONDAY, Hall, at, at_desk, hall, request
from small_park import person, signed_in
from zhiyuan.cases import services, writes
from zhiyuan.cases.models import Case
from zhiyuan.kernel import parktime

pytestmark = pytest.mark.django_db
PERMITS = {
    "form_project": "模拟光电厂房", "form_parcel": "G2026-01", "form_area_m2": "12000",
    "form_investment_cny": "80000000", "form_contact": "0377",
}  # fmt: skip


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def test_a_desk_sees_what_waits_for_it_and_does_it_from_the_case(h: Hall) -> None:
    case, client = request(h), signed_in(h.desk)
    assert case.number in client.get("/cases/").content.decode()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "case-flow" in page
    assert "承诺期限" in page
    assert client.post(f"/cases/{case.pk}/act/", {"act": "pass", "step": "reply"}).status_code == 302
    assert Case.objects.get().events.count() == 3


def test_a_promise_can_only_be_called_broken_when_its_day_is_over(h: Hall) -> None:
    have = ["application", "approval", "land_contract", "price_receipt", "scheme", "drawings", "contractor", "safety"]
    form = {name.removeprefix("form_"): said for name, said in PERMITS.items()}
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=form, docs=[*have, "funds"])
    for doc in ("insolation", "traffic"):
        services.answer_case(h.firm, case, act="promise", doc=doc)
    services.work_case(h.window, case, act="accept")
    page = signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()
    assert "承诺补交至" in page
    assert "认定违诺" not in page
    at(MONDAY + timedelta(days=30))
    assert "认定违诺" in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()


def test_a_promise_whose_day_is_over_is_found_broken_by_itself_and_lands_on_the_work_list(h: Hall) -> None:
    have = ["application", "approval", "land_contract", "price_receipt", "scheme", "drawings", "contractor", "safety"]
    form = {name.removeprefix("form_"): said for name, said in PERMITS.items()}
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=form, docs=[*have, "funds"])
    for doc in ("insolation", "traffic"):
        services.answer_case(h.firm, case, act="promise", doc=doc)
    services.work_case(h.window, case, act="accept")
    assert writes.find_broken(case) == 0
    at(MONDAY + timedelta(days=30))
    assert writes.find_broken(case) == 1
    last = case.events.order_by("seq").last()
    assert (last.act, last.actor, Case.objects.get().phase) == ("breach", writes.NOBODY, "breached")
    assert "限期整改完成" in signed_in(h.window).get("/cases/").content.decode()
    page = signed_in(h.desk).get("/cases/promises/?by=firm&state=broken")
    assert page.status_code == 200


def test_a_firm_applies_and_everything_that_is_lacking_is_listed_at_once(h: Hall) -> None:
    client = signed_in(h.firm)
    form = client.get("/cases/new/four_certificates_fast/").content.decode()
    assert "可承诺后补" in form
    answer = client.post(
        "/cases/new/four_certificates_fast/", {**PERMITS, "enterprise": h.t.ketuo.pk, "docs": ["scheme"]}
    )
    assert answer.status_code == 302
    check = client.get(answer["Location"])
    assert "将列入一次性告知" in check.content.decode()
    answer = client.post(answer["Location"], {"saved": check.context["draft"].saved.isoformat()})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "一次性告知" in page
    assert "施工图审查合格书" in page


def test_the_firm_reads_what_it_commits_to_and_nobody_else_is_offered_it(h: Hall) -> None:
    form = {name.removeprefix("form_"): said for name, said in PERMITS.items()}
    case = services.open_case(h.firm, h.t.ketuo, kind="four_certificates_fast", form=form, docs=["scheme"])
    assert "违诺的后果" in signed_in(h.firm).get(f"/cases/{case.pk}/").content.decode()
    assert "违诺的后果" not in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()


def test_a_form_that_fails_keeps_what_was_written(h: Hall) -> None:
    answer = signed_in(h.firm).post(
        "/cases/new/request_simple/", {"enterprise": h.t.ketuo.pk, "form_subject": "路灯不亮"}
    )
    assert answer.status_code == 422
    assert "路灯不亮" in answer.content.decode()
    assert "请填写 具体情况" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_firm_is_only_offered_its_own_firms(h: Hall) -> None:
    page = signed_in(h.firm).get("/cases/new/request_simple/").content.decode()
    assert "科拓光电" in page
    assert "创新电子" not in page
    other = {"enterprise": h.t.chuangxin.pk, **{f"form_{k}": v for k, v in FORM.items()}}
    assert signed_in(h.firm).post("/cases/new/request_simple/", other).status_code == 422


def test_what_cannot_be_done_is_said_on_the_page_and_changes_nothing(h: Hall) -> None:
    case = request(h)
    answer = signed_in(h.desk).post(f"/cases/{case.pk}/act/", {"act": "pass", "step": "solve"})
    assert answer.status_code == 422
    assert "还没有轮到" in answer.content.decode()
    assert Case.objects.get().events.count() == 2
    assert signed_in(h.desk).post(f"/cases/{case.pk}/act/", {"act": "dance"}).status_code == 422


def test_anothers_case_is_not_there(h: Hall) -> None:
    case, stranger = request(h), signed_in(h.other_firm)
    assert stranger.get(f"/cases/{case.pk}/").status_code == 404
    assert stranger.post(f"/cases/{case.pk}/act/", {"act": "withdraw"}).status_code == 404
    assert case.number not in stranger.get("/cases/all/").content.decode()
    assert signed_in(at_desk("zhao", "registry")).get(f"/cases/{case.pk}/").status_code == 404


def test_whoever_has_no_right_to_cases_sees_no_page_of_them(h: Hall) -> None:
    client = signed_in(person("bookkeeper", "bookkeeper"))
    assert [client.get(url).status_code for url in ("/cases/", "/cases/all/", "/cases/new/")] == [403, 403, 403]


def test_the_list_is_filtered_and_searched(h: Hall) -> None:
    case, client = request(h), signed_in(h.window)
    assert case.number in client.get("/cases/all/?q=拓光&lane=request&phase=open").content.decode()
    assert case.number not in client.get("/cases/all/?phase=ended").content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "企业确认"), ("en", "The firm confirms")])
def test_the_names_of_a_kind_are_in_the_readers_language(h: Hall, language: str, words: str) -> None:
    case = request(h)
    assert words in signed_in(h.firm, language).get(f"/cases/{case.pk}/").content.decode()


def test_a_firm_confirms_on_its_page_and_the_case_is_closed(h: Hall) -> None:
    case = request(h)
    for step in ("reply", "solve"):
        services.work_case(h.desk, case, act="pass", step=step)
    client = signed_in(h.firm)
    assert "企业确认" in client.get("/cases/").content.decode()
    client.post(f"/cases/{case.pk}/act/", {"act": "pass", "step": "confirm"})
    assert "已办结" in client.get(f"/cases/{case.pk}/").content.decode()


def test_markup_in_an_answer_stays_text(h: Hall) -> None:
    case = services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM | {"detail": "<script>x</script>"})
    assert "<script>x" not in signed_in(h.window).get(f"/cases/{case.pk}/").content.decode()
