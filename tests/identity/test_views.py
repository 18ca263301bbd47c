"""Signing in, one's account, the pages about people and the trail."""

from typing import Any

import pytest
from django.test import Client

from small_park import person
from zhiyuan.identity import queries, services
from zhiyuan.identity.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-1"


@pytest.fixture
def admin() -> Person:
    made = person("admin", "administrator")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def signed_in(client: Client, admin: Person) -> Client:
    client.force_login(admin)
    return client


def sign_in(client: Client, password: str) -> Any:
    return client.post("/sign-in/", {"username": "admin", "password": password})


def test_the_right_password_leads_home_and_leaves_a_line(client: Client, admin: Person) -> None:
    answer = sign_in(client, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert queries.trail(verb="identity.sign_in").get().person == admin


def test_a_wrong_password_answers_422_with_words_at_the_form(client: Client, admin: Person) -> None:
    answer = sign_in(client, "wrong")
    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.content.decode()


def test_five_failures_lock_the_name_even_for_the_right_password_until_it_is_unlocked(
    client: Client, admin: Person
) -> None:
    for _ in range(4):
        sign_in(client, "wrong")
    assert sign_in(client, "wrong").status_code == 429
    assert sign_in(client, PASSWORD).status_code == 429
    services.unlock_person(admin, admin)
    assert sign_in(client, PASSWORD).status_code == 302


def test_a_new_person_gets_a_password_that_is_shown_once(signed_in: Client) -> None:
    said = {"username": "li", "display_name": "李工", "language": "zh-hans", "role": "operator", "scope": ""}
    answer = signed_in.post("/people/new/", said)
    password = answer.context["password"]
    assert password in answer.content.decode()
    li = Person.objects.get(username="li")
    assert li.check_password(password)
    assert password not in signed_in.get(f"/people/{li.pk}/").content.decode()


def test_a_taken_name_comes_back_as_422_with_what_was_written(signed_in: Client) -> None:
    said = {"username": "admin", "display_name": "李工", "language": "en", "role": "leader", "scope": ""}
    answer = signed_in.post("/people/new/", said)
    assert answer.status_code == 422
    assert 'value="李工"' in answer.content.decode()


def test_a_role_is_given_and_taken_away(signed_in: Client) -> None:
    li = person("li", "leader")
    signed_in.post(f"/people/{li.pk}/grant/", {"role": "auditor", "scope": ""})
    signed_in.post(f"/people/{li.pk}/ungrant/", {"grant": "leader"})
    assert [g.said() for g in li.grants.all()] == ["auditor"]


def test_a_leader_does_not_see_the_people(client: Client) -> None:
    client.force_login(person("leader", "leader"))
    answer = client.get("/people/")
    assert answer.status_code == 403
    assert "无权" in answer.content.decode()


def test_the_trail_is_filtered_by_act_and_exported(signed_in: Client, admin: Person) -> None:
    services.add_person(admin, None, username="li")
    page = signed_in.get("/trail/", {"act": "identity.add_person"})
    assert [line.verb for line, _, _ in page.context["lines"]] == ["identity.add_person"]
    sheet = signed_in.get("/trail/", {"format": "xlsx"})
    assert sheet.content.startswith(b"PK")


def test_a_day_that_is_none_is_passed_over(signed_in: Client) -> None:
    assert signed_in.get("/trail/", {"since": "2026-13-45", "until": "x"}).status_code == 200


def test_the_own_password_is_changed_and_the_session_stays(client: Client, admin: Person) -> None:
    client.force_login(admin)
    said = {"what": "password", "old": PASSWORD, "new": "another-horse-2", "again": "another-horse-2"}
    assert client.post("/account/", said).status_code == 302
    assert client.get("/account/").status_code == 200
    admin.refresh_from_db()
    assert admin.check_password("another-horse-2")


def test_language_and_theme_are_remembered_and_never_lead_elsewhere(client: Client, admin: Person) -> None:
    client.force_login(admin)
    answer = client.post("/preferences/", {"language": "en", "theme": "dark", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    page = client.get("/account/").content.decode()
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page


def test_a_session_ends_after_half_an_hour_of_nothing(client: Client, admin: Person) -> None:
    client.force_login(admin)
    client.get("/account/")
    session = client.session
    session["seen"] -= 31 * 60
    session.save()
    assert client.get("/account/").status_code == 302
