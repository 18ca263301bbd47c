"""The park over HTTP: pages of values, within what the caller may see."""

from typing import Any

import pytest
from django.test import Client

from park.parks import small_document
from small_park import person
from zhiyuan.park import queries, writes, yamlfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    writes.save_park(small_document())
    client = Client()
    client.force_login(person("officer", "officer"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(client: Client, what: str) -> Any:
    answer = client.get(f"/api/v1/park/{what}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_luminaires_come_in_pages(client: Client) -> None:
    first = get(client, "luminaires?limit=3")
    assert first["count"] == 4
    assert [v["key"] for v in first["items"]] == ["L1", "L2", "L3"]
    assert first["items"][0]["group"] == "o1-w"
    (last,) = get(client, "luminaires?limit=3&offset=3")["items"]
    assert (last["duty"], last["group"], last["gateway"]) == ("emergency", None, None)


@pytest.mark.parametrize(
    ("what", "count"),
    [("floors", 1), ("spaces", 2), ("circuits", 2), ("circuits?contactor=yes", 1), ("sensors?kind=fire", 1)],
)
def test_lists_are_counted(client: Client, what: str, count: int) -> None:
    assert get(client, what)["count"] == count


def test_points_are_found_by_the_beginning_of_their_key(client: Client) -> None:
    (power, energy) = sorted(get(client, "points?key=meter/")["items"], key=lambda p: -p["decimals"])
    assert (power["key"], energy["key"]) == ("meter/m1/power", "meter/m1/energy")
    assert energy["settings"]["multiplier"] == 40


def test_schedules_and_scenes_come_whole(client: Client) -> None:
    assert get(client, "schedules")[0]["rules"][0]["on"] == "08:00"
    assert get(client, "scenes?floor=f1")[0]["levels"] == {"o1-w": 0.2, "o1-c": 0.5}
    assert get(client, "sites")[0]["key"] == "small"


def test_the_file_comes_as_yaml(client: Client) -> None:
    text = client.get("/api/v1/park/sites/small/file").content.decode()
    assert yamlfile.read(text) == queries.park_document(queries.site("small"))
    assert client.get("/api/v1/park/sites/none/file").status_code == 404


def test_who_may_not_look_sees_nothing(client: Client) -> None:
    client.force_login(person("tenant", "tenant"), backend="django.contrib.auth.backends.ModelBackend")
    assert get(client, "luminaires")["count"] == 0
