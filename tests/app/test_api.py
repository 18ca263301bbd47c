"""The API: one door for every verb, for people with a session and programs with a token."""

import json
from typing import Any

import pytest
from django.test import Client

from small_park import SmallPark, person, small_park
from zhiyuan.app.api import api
from zhiyuan.app.doors import verbs
from zhiyuan.identity import queries, services

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/do/lighting.override_space"
SECRET = "t" * 43


@pytest.fixture
def park() -> SmallPark:
    return small_park()


def do(client: Client, address: str, body: Any, **headers: str) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def override(level: float = 0.8) -> dict[str, Any]:
    return {"target": {"type": "park.space", "key": "o101"}, "params": {"level": level, "minutes": 60}}


def program(acts: list[str], role: str = "operator") -> dict[str, str]:
    """A program's header: its token covers these acts, its person holds this role."""
    admin = person("admin", "administrator")
    services.issue_token(admin, person("robot", role), name="robot", secret=SECRET, acts=acts)
    return {"Authorization": f"Bearer {SECRET}"}


def test_an_operator_overrides_a_space_and_the_trail_says_so(client: Client, park: SmallPark) -> None:
    client.force_login(person())
    answer = do(client, DOOR, override())
    assert answer.status_code == 200, answer.content
    assert answer.json()["result"]["type"] == "lighting.override"
    assert queries.trail(verb="lighting.override_space").get().params["level"] == 0.8


def test_without_a_session_or_token_the_answer_is_401(client: Client, park: SmallPark) -> None:
    assert do(client, DOOR, override()).status_code == 401


def test_a_session_needs_the_forms_token(park: SmallPark) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    assert do(client, DOOR, override()).status_code == 403


def test_a_leader_is_refused_in_words(client: Client, park: SmallPark) -> None:
    client.force_login(person("leader", "leader"))
    answer = do(client, DOOR, override())
    assert (answer.status_code, answer.json()["error"]) == (403, "Refused")
    assert "无权" in answer.json()["message"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"target": {"key": "nowhere"}, "params": {"level": 0.8, "minutes": 60}}, 404),
        ({"target": {"type": "park.floor", "key": "b1-f1"}, "params": {"level": 0.8, "minutes": 60}}, 400),
        ({"target": {"key": "o101"}, "params": {"level": 7, "minutes": 60}}, 400),
        ({"target": {"key": "o101"}, "params": {"level": "bright", "minutes": 60}}, 400),
        ({"target": {"key": "o101"}, "params": {"level": 0.8, "minutes": 60, "colour": "red"}}, 400),
        ({"params": {"level": 0.8, "minutes": 60}}, 400),
        ([], 400),
    ],
)
def test_what_cannot_be_done_is_answered_by_its_kind(client: Client, park: SmallPark, body: Any, status: int) -> None:
    client.force_login(person())
    answer = do(client, DOOR, body)
    assert answer.status_code == status, answer.content
    assert {"error", "message"} <= answer.json().keys()


def test_an_act_that_comes_too_late_is_a_conflict(client: Client, park: SmallPark) -> None:
    client.force_login(person())
    number = do(client, DOOR, override()).json()["result"]["id"]
    release = {"target": {"id": number}}
    assert do(client, "/api/v1/do/lighting.release_override", release).status_code == 200
    assert do(client, "/api/v1/do/lighting.release_override", release).status_code == 409


def test_a_program_acts_within_its_tokens_patterns(client: Client, park: SmallPark) -> None:
    header = program(["lighting.override_*"])
    assert do(client, DOOR, override(), **header).status_code == 200
    refused = do(
        client, "/api/v1/do/lighting.lock_space", {"target": {"key": "o101"}, "params": {"minutes": 5}}, **header
    )
    assert refused.status_code == 403
    assert queries.trail(verb="lighting.override_space").get().actor == "robot"


def test_a_token_gives_no_more_than_its_person_may(client: Client, park: SmallPark) -> None:
    assert do(client, DOOR, override(), **program(["*"], role="leader")).status_code == 403


def test_an_unknown_token_opens_nothing(client: Client, park: SmallPark) -> None:
    assert do(client, DOOR, override(), Authorization="Bearer nothing").status_code == 401


def test_a_programs_language_is_the_one_it_asks_for(client: Client, park: SmallPark) -> None:
    header = program(["*"], role="leader") | {"Accept-Language": "en"}
    assert "may not" in do(client, DOOR, override(), **header).json()["message"]


def test_the_description_names_every_verb_with_typed_parameters() -> None:
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    assert {f"/api/v1/do/{name}" for name in verbs()} <= paths.keys()


def test_the_description_is_for_those_who_run_the_park(client: Client) -> None:
    client.force_login(person("tenant", "tenant"))
    assert client.get("/api/openapi.json").status_code == 403
    client.force_login(person())
    assert client.get("/api/openapi.json").status_code == 200
    assert client.get("/api/docs").status_code == 200
