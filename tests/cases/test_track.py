"""A case followed by number and code, and the papers that a firm takes with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from cases.opened import MONDAY, Hall, at, hall
from cases.test_papers import permits
from small_park import signed_in
from zhiyuan.cases import services, tracking, views_guide
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.kindread import kinds
from zhiyuan.kernel import parktime

pytestmark = pytest.mark.django_db


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    cache.clear()
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def code(case: Any) -> str:
    return tracking.code(settings.SECRET_KEY, case.number, case.pk)


def ask(case: Any, given: str, **more: Any) -> Any:
    return Client().post("/track/", {"number": case.number, "code": given} | more)


def test_a_stranger_with_number_and_code_sees_where_it_stands_and_what_is_asked(h: Hall) -> None:
    case = permits(h, "scheme")
    services.work_case(h.window, case, act="return")
    page = ask(case, code(case).lower().replace("-", " "))
    said = page.content.decode()
    assert page.status_code == 200
    assert "待补正" in said
    assert "请提交: 施工图审查合格书" in said
    assert "no-store" in page["Cache-Control"]


def test_the_public_page_names_no_firm_no_person_and_no_answer(h: Hall) -> None:
    case = permits(h, "scheme")
    said = ask(case, code(case)).content.decode()
    for secret in ("科拓光电", "ketuo", "模拟光电厂房", "80000000"):
        assert secret not in said


def test_a_wrong_code_and_a_number_that_is_not_there_are_answered_alike(h: Hall) -> None:
    case, other = permits(h), permits(h)
    wrong, none = ask(case, code(other)), ask(case, code(case), number="20990101-0001")
    assert (wrong.status_code, none.status_code) == (422, 422)
    assert "没有与该编号和查询码相符的办件" in wrong.content.decode()
    assert "没有与该编号和查询码相符的办件" in none.content.decode()


def test_after_ten_wrong_tries_an_address_waits_even_with_the_right_code(h: Hall) -> None:
    case = permits(h)
    for _ in range(10):
        ask(case, "AAAAA-AAAAA")
    assert "错误次数过多" in ask(case, code(case)).content.decode()
    elsewhere = Client(REMOTE_ADDR="10.0.0.9").post("/track/", {"number": case.number, "code": code(case)})
    assert elsewhere.status_code == 200


def test_codes_of_two_cases_and_of_two_installations_differ() -> None:
    codes = {tracking.code(secret, "20260928-0001", pk) for secret in ("a", "b") for pk in (1, 2)}
    assert len(codes) == 4
    assert tracking.same("abcde fghjk", "ABCDE-FGHJK")
    assert not tracking.same("", "ABCDE-FGHJK")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_firm_takes_a_receipt_and_the_notice_as_pdf_in_its_language(h: Hall, language: str) -> None:
    case = permits(h, "scheme")
    client = signed_in(h.firm, language)
    for name in ("receipt", "notice"):
        answer = client.get(f"/cases/{case.pk}/{name}.pdf")
        assert answer.content.startswith(b"%PDF-")
        assert case.number in answer["Content-Disposition"]
    assert signed_in(h.other_firm).get(f"/cases/{case.pk}/receipt.pdf").status_code == 404


def test_a_case_that_lacks_nothing_has_no_notice(h: Hall) -> None:
    case = services.open_case(h.firm, h.t.ketuo, kind="request_simple", form={"subject": "灯", "detail": "不亮"})
    assert signed_in(h.firm).get(f"/cases/{case.pk}/notice.pdf").status_code == 409


def api(case: Any, given: str, **more: Any) -> Any:
    return Client().post(
        "/api/v1/cases/track", {"number": case.number, "code": given} | more, content_type="application/json"
    )


def test_a_program_without_a_session_follows_a_case_and_learns_no_more_than_the_page_says(h: Hall) -> None:
    case = permits(h, "scheme")
    services.work_case(h.window, case, act="return")
    answer = api(case, code(case))
    said = answer.json()
    assert (answer.status_code, said["phase"], said["state"]["zh"]) == (200, "returned", "待补正")
    assert "施工图审查合格书" in [words["zh"] for words in said["asked"]]
    assert said["fingerprint"] in ask(case, code(case)).content.decode()
    assert "no-store" in answer["Cache-Control"]
    for secret in ("科拓光电", "ketuo", "模拟光电厂房", "80000000", "window"):
        assert secret not in answer.content.decode()


def test_wrong_tries_count_together_on_page_and_api_and_then_have_to_wait(h: Hall) -> None:
    case, other = permits(h), permits(h)
    assert api(case, code(other)).status_code == 409
    assert api(case, code(case), number="20990101-0001").json() == api(case, code(other)).json()
    for _ in range(7):
        ask(case, code(other))
    refused = api(case, code(case))
    assert refused.status_code == 409
    assert "分钟" in refused.json()["message"] or "minutes" in refused.json()["message"]


@pytest.mark.parametrize("kind", sorted(kinds()))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_has_its_guide_on_paper(h: Hall, kind: str, language: str) -> None:
    page = signed_in(h.window, language).get(f"/cases/kinds/of/{kind}/guide.pdf")
    assert page.status_code == 200
    assert page.content.startswith(b"%PDF")


def test_a_guide_says_who_what_and_how_long_from_the_kinds_own_pages(h: Hall) -> None:
    with override("zh-hans"):
        said = views_guide._guide(edition("four_certificates_strict", MONDAY.date()), desks(MONDAY.date()))
    text = str(said)
    for words in ("综合窗口", "20 个工作日", "可承诺后补", "建筑法", "施工图审查合格书"):
        assert words in text


def test_a_case_gives_its_guide_to_whoever_sees_it_only(h: Hall) -> None:
    case = permits(h)
    assert signed_in(h.firm).get(f"/cases/{case.pk}/guide.pdf").content.startswith(b"%PDF")
    assert signed_in(h.other_firm).get(f"/cases/{case.pk}/guide.pdf").status_code == 404
    assert Client().get("/cases/kinds/of/request_simple/guide.pdf").status_code == 302
