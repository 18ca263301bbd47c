"""Our line against a real peer over HTTP: the demo authority, which misbehaves on demand."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest
from http_message_signatures.httpx2 import adapt_message

from ports import free_port
from zhiyuan.adapters.authority import signature, wire
from zhiyuan.adapters.authority.line import Line, Settings
from zhiyuan.kernel.datacheck import DataCheck, Question, item
from zhiyuan.kernel.errors import Malformed
from zhiyuan.simpark.authority import DemoAuthority, Script, Turn

KEY = b"a secret of the test only"
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
TAX = item("tax_state", date(2026, 3, 2))
FIRM = "91411300MAAY4CL12B"
QUESTION = Question(FIRM, "tax_state", "tax")
QUICK = Settings("http://127.0.0.1:1/", "park", KEY, timeout_s=0.3, attempts=2, first_wait_s=0.01, patience_s=2.0)


def heard(turns: Sequence[Turn], times: int = 1, settings: Settings = QUICK) -> list[DataCheck]:
    script = Script({(FIRM, "tax_state"): turns})
    with DemoAuthority("park", KEY, script) as authority, Line(replace(settings, url=authority.url)) as line:
        return [line.ask(QUESTION, TAX, NOW) for _ in range(times)]


def test_a_signed_answer_is_heard_with_its_source_time_and_digest() -> None:
    (check,) = heard([Turn("T4", open_items=("模拟欠税",), lag=timedelta(hours=1))])
    assert (check.answer, check.open_items, check.source) == ("T4", ("模拟欠税",), "tax")
    assert check.asked_at == NOW
    assert check.as_of == NOW - timedelta(hours=1)
    assert len(check.digest) == 64


def test_a_firm_may_turn_from_clear_to_arrears_between_two_questions() -> None:
    assert [check.answer for check in heard([Turn("T2"), Turn("T4")], times=3)] == ["T2", "T4", "T4"]


@pytest.mark.parametrize(
    ("manner", "reason"),
    [("silent", "timeout"), ("busy", "busy"), ("garbled", "malformed"), ("unsigned", "unsigned"),
     ("other subject", "malformed")],
)  # fmt: skip
def test_whatever_goes_wrong_over_there_is_not_heard_with_its_reason(manner: str, reason: str) -> None:
    (check,) = heard([Turn("T2", manner)])
    assert not check.heard
    assert check.reason == reason


def test_an_answer_that_nobody_agreed_on_is_not_heard() -> None:
    (check,) = heard([Turn("clear")])
    assert (check.heard, check.reason) == (False, "malformed")
    assert "'clear' is no answer to tax_state" in check.detail


def test_a_slow_answer_is_heard_while_patience_lasts() -> None:
    assert heard([Turn("T2", wait_s=0.1)])[0].answer == "T2"


def test_a_passing_failure_is_asked_again() -> None:
    assert heard([Turn("T2", "busy"), Turn("T2")])[0].answer == "T2"
    assert heard([Turn("T2", "silent"), Turn("T2")])[0].answer == "T2"


def test_an_answer_that_trickles_in_is_cut_off_when_patience_ends() -> None:
    begun = time.monotonic()
    (check,) = heard([Turn("T2", "trickle")], settings=replace(QUICK, patience_s=0.5))
    assert check.reason == "timeout"
    assert time.monotonic() - begun < 3


def test_nobody_there_is_not_heard() -> None:
    with Line(replace(QUICK, url=f"http://127.0.0.1:{free_port()}/")) as line:
        assert line.ask(QUESTION, TAX, NOW).reason == "unreachable"


def test_a_wrong_secret_is_refused_over_there_and_not_heard_here() -> None:
    with (
        DemoAuthority("park", KEY) as authority,
        Line(replace(QUICK, url=authority.url, key=b"another secret of the test")) as line,
    ):
        assert line.ask(QUESTION, TAX, NOW).reason == "refused"
        assert authority.refused


def test_a_question_that_is_sent_a_second_time_by_somebody_else_is_refused() -> None:
    with DemoAuthority("park", KEY) as authority:
        request = signed(authority.url, datetime.now(UTC))
        assert httpx2.Client().send(request).status_code == 200
        assert httpx2.Client().send(signed_again(request)).status_code == 401


def test_a_question_signed_long_ago_is_refused() -> None:
    with DemoAuthority("park", KEY) as authority:
        request = signed(authority.url, datetime.now(UTC) - timedelta(minutes=6))
        assert httpx2.Client().send(request).status_code == 401


def test_a_question_whose_body_was_changed_is_refused() -> None:
    with DemoAuthority("park", KEY) as authority:
        request = signed(authority.url, datetime.now(UTC))
        body = request.content.replace(FIRM.encode(), b"91411300MA2TH3BJ3L")
        assert httpx2.Client().send(signed_again(request, body)).status_code == 401


@pytest.mark.parametrize(
    "url", ["http://tax.example.invalid/", "http://127.0.0.1.example.invalid/", "ftp://127.0.0.1/", "https://", "tax"]
)
def test_an_authority_is_asked_over_https(url: str) -> None:
    with pytest.raises(Malformed, match="https"):
        replace(QUICK, url=url)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(Malformed, match="16 bytes"):
        replace(QUICK, key=b"short")


def test_the_secret_is_in_no_message_about_the_settings() -> None:
    assert "secret" not in repr(QUICK)


def signed(url: str, created: datetime) -> httpx2.Request:
    body = wire.encode(QUESTION, NOW, "nonce-1")
    request = httpx2.Request("POST", url, content=body, headers={"Content-Type": "application/json"})
    signature.sign_question(adapt_message(request), body, "park", KEY, created, "nonce-1")
    return request


def signed_again(request: httpx2.Request, body: bytes | None = None) -> httpx2.Request:
    return httpx2.Request("POST", request.url, content=body or request.content, headers=request.headers)
