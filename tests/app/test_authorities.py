"""The asker of an installation, against demo authorities over real HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from command_line import zhiyuan
from zhiyuan.adapters.http.breaker import UNHEARD_LIMIT
from zhiyuan.app import authorities
from zhiyuan.app.home import Home
from zhiyuan.kernel.datacheck import DataCheck, Question
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.simpark.authority import DemoAuthority, Script, Turn

KEY = "a secret of the test only"
FIRM = "91411300MAAY4CL12B"
TAX = Question(FIRM, "tax_state", "tax")
ABNORMAL = Question(FIRM, "abnormal_list", "market")
LIMITS: dict[str, Any] = {"timeout_s": 10.0, "attempts": 1, "patience_s": 20.0}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def tax(home: Home) -> Iterator[DemoAuthority]:
    with DemoAuthority("park", KEY.encode()) as authority:
        authorities.keep(home, "tax", authority.url, "park", KEY, **LIMITS)
        yield authority


def will(authority: DemoAuthority, *turns: Turn) -> None:
    authority.script = Script({(FIRM, "tax_state"): turns})


def test_each_authority_is_asked_what_it_knows_and_each_answer_is_remembered(home: Home, tax: DemoAuthority) -> None:
    kept: list[DataCheck] = []
    with DemoAuthority("park", KEY.encode()) as market:
        authorities.keep(home, "market", market.url, "park", KEY, **LIMITS)
        found = authorities.ask(home, [TAX, ABNORMAL], kept.append)
    assert [(check.source, check.answer) for check in found] == [("tax", "T2"), ("market", "no")]
    assert kept == found


def test_an_authority_that_is_not_set_up_is_not_heard(home: Home) -> None:
    (check,) = authorities.ask(home, [TAX])
    assert (check.heard, check.reason) == (False, "unknown")


def test_after_silence_in_a_row_it_is_left_alone_also_by_the_next_process(home: Home, tax: DemoAuthority) -> None:
    will(tax, Turn("T2", "busy"))
    reasons = [check.reason for check in authorities.ask(home, [TAX] * (UNHEARD_LIMIT + 1))]
    assert reasons == ["busy"] * UNHEARD_LIMIT + ["resting"]
    assert authorities.ask(home, [TAX])[0].reason == "resting"


def test_one_silent_authority_does_not_silence_another(home: Home, tax: DemoAuthority) -> None:
    will(tax, Turn("T2", "busy"))
    with DemoAuthority("park", KEY.encode()) as market:
        authorities.keep(home, "market", market.url, "park", KEY, **LIMITS)
        found = authorities.ask(home, [TAX] * (UNHEARD_LIMIT + 1) + [ABNORMAL])
    assert found[-1].answer == "no"


def test_what_was_heard_is_kept_even_if_a_later_question_cannot_be(home: Home, tax: DemoAuthority) -> None:
    kept: list[DataCheck] = []

    def remember(check: DataCheck) -> None:
        if kept:
            raise RuntimeError("the database is gone")
        kept.append(check)

    with pytest.raises(RuntimeError):
        authorities.ask(home, [TAX, TAX], remember)
    assert [check.answer for check in kept] == ["T2"]


@pytest.mark.django_db
def test_nothing_is_asked_inside_a_transaction(home: Home, tax: DemoAuthority) -> None:
    with transaction.atomic(), pytest.raises(Refused, match="inside a transaction"):
        authorities.ask(home, [TAX])
    assert tax.script.asked == {}


def test_a_question_to_the_wrong_authority_is_refused_before_anything_is_asked(home: Home, tax: DemoAuthority) -> None:
    with pytest.raises(Malformed, match="asked of tax, not of market"):
        authorities.ask(home, [TAX, Question(FIRM, "tax_state", "market")])
    with pytest.raises(NotFound):
        authorities.ask(home, [Question(FIRM, "weather", "tax")])
    assert tax.script.asked == {}


def test_the_secret_is_for_the_owner_only_and_a_useless_one_is_refused(home: Home) -> None:
    authorities.keep(home, "tax", "https://tax.example.invalid/", "park", KEY)
    file = home.secrets / "authorities" / "tax.json"
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Malformed):
        authorities.keep(home, "land", "https://land.example.invalid/", "park", "short")
    with pytest.raises(NotFound, match="there are credit, land, market, tax"):
        authorities.keep(home, "../tax", "https://tax.example.invalid/", "park", KEY)
    assert set(authorities.known(home)) == {"tax"}


def test_a_damaged_settings_file_says_which_and_what_belongs_in_it(home: Home) -> None:
    home.keep_secret("authorities/tax", {"url": "https://tax.example.invalid/"})
    with pytest.raises(Malformed, match=r"tax.json has url, key_id and key"):
        authorities.known(home)


def test_a_damaged_settings_file_does_not_silence_another_authority(home: Home, tax: DemoAuthority) -> None:
    home.keep_secret("authorities/land", {})
    assert authorities.ask(home, [TAX])[0].heard


@pytest.mark.slow
def test_the_command_line_sets_up_asks_and_says_what_was_not_heard(tmp_path: Path) -> None:
    home = tmp_path / "home"
    zhiyuan("init", home, "--password", "correct-horse-1")
    with DemoAuthority("park", KEY.encode()) as authority:
        zhiyuan("authority", "set", "tax", "--url", authority.url, "--key-id", "park", "--key", KEY, "--home", home)
        ask = ("authority", "ask", "tax", "tax_state", FIRM, "--home", home)
        assert json.loads(zhiyuan(*ask, "--json"))["answer"] == "T2"
        will(authority, Turn("T2", "garbled"))
        assert "tax was not heard: its answer cannot be read" in zhiyuan(*ask, status=5)
    rows = json.loads(zhiyuan("authority", "list", "--home", home, "--json"))
    assert {row["key"] for row in rows if row["url"]} == {"tax_state", "deed_tax_paid"}
