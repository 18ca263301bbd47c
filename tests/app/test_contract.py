"""What holds for every page: nothing inline, nothing open to strangers, nothing untranslated."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from small_park import person, small_park
from zhiyuan.app.shell.messages import PACKAGE, missing, unwrapped
from zhiyuan.app.shell.middleware import PERMISSIONS

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
PUBLIC = {"sign_in", "preferences", "too_large", "track", "hazards_published", "hazard_picture"}
OWN_ANSWER = {"api"}  # answers 401 itself
INLINE = re.compile(
    r"\sstyle=|\son\w+=\"|hx-on|hx-vals=['\"]js:|<style|<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.I
)


def patterns(found: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, str]]:
    """Every address with its name and namespace."""
    for one in (found or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route, one.namespace or space)
        elif isinstance(one, URLPattern):
            yield route, str(one.name), space


def filled(route: str) -> str:
    """An address with something in every place."""
    route = re.sub(r"\(\?P<\w+>(?:\[0-9\]|\\d)\+\)", "1", route)
    route = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", route)
    route = re.sub(r"<int:\w+>", "1", route)
    route = re.sub(r"<(?:\w+:)?\w+>", "x", route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\", "")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_carries_a_style_or_a_script_of_its_own(path: Path) -> None:
    assert not INLINE.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert unwrapped(path.read_text("utf-8")) == []


def test_every_message_has_a_chinese_translation() -> None:
    assert {message: places[0] for message, places in missing().items()} == {}


@pytest.mark.django_db
def test_a_stranger_sees_no_page(client: Client) -> None:
    for route, name, space in patterns():
        if name in PUBLIC:
            continue
        answer = client.get(filled(route))
        expected = {401, 405, 404} if space in OWN_ANSWER and "docs" not in route and "openapi" not in route else {302}
        assert answer.status_code in expected, (route, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/sign-in/"), route


@pytest.mark.django_db
def test_every_answer_forbids_what_is_not_ours(client: Client) -> None:
    answer = client.get("/sign-in/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Permissions-Policy"] == PERMISSIONS


@pytest.mark.django_db
def test_cookies_stay_with_the_browser_and_the_site(client: Client) -> None:
    who = person()
    who.set_password("correct-horse-1")
    who.save()
    client.post("/sign-in/", {"username": who.username, "password": "correct-horse-1"})
    for name in ("sessionid", "csrftoken"):
        if name in client.cookies:
            assert client.cookies[name]["httponly"]
            assert client.cookies[name]["samesite"] == "Lax"


@pytest.mark.django_db
def test_pages_of_people_are_kept_by_no_cache(client: Client) -> None:
    small_park()
    client.force_login(person())
    assert "no-store" in client.get("/ops/")["Cache-Control"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_answered_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    answer = client.post("/account/", {"what": "reading", "language": "en", "theme": "dark"})
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()


@pytest.mark.django_db
def test_unknown_addresses_are_answered_in_the_readers_language(client: Client) -> None:
    who = person()
    client.force_login(who)
    assert "找不到" in client.get("/nowhere/").content.decode()
    who.language = "en"
    who.save()
    assert "Not found" in client.get("/nowhere/").content.decode()
