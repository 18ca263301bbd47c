"""What pages and the API read: wishes that hold, sums of floors, the log; and who may."""

from datetime import timedelta

import pytest
from django.test import Client

from small_park import SmallPark, person, small_park
from zhiyuan.kernel import parktime
from zhiyuan.lighting import queries, services, writes

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def park() -> SmallPark:
    return small_park()


@pytest.fixture
def kept(park: SmallPark) -> SmallPark:
    """Steering has reported: one lamp lit, one faulty, one group under manual control."""
    now = parktime.now()
    writes.keep_state(
        park.site.id,
        now,
        groups={
            "o101-w": [0.8, "manual", None, "manual", 1767225600000],
            "k1-a": [0.2, "schedule", None, "auto", None],
        },
        luminaires={"L1": [80.0, 16.0, 0], "L2": [0.0, 0.3, 0], "L5": [None, 0.0, 2]},
        gateways={"g1": [1767225600000, False]},
    )
    return park


def test_before_the_first_minute_nothing_is_known(park: SmallPark) -> None:
    now = queries.now(park.site)
    assert (now["at"], now["stale"], now["power_w"]) == (None, True, None)


def test_the_park_at_a_glance(kept: SmallPark) -> None:
    now = queries.now(kept.site)
    assert now["power_w"] == pytest.approx(16.3)
    assert (now["lit"], now["luminaires"], now["faults"], now["offline"], now["manual"]) == (1, 3, 1, 1, 1)
    assert not now["stale"]


def test_what_is_three_minutes_old_is_stale(kept: SmallPark) -> None:
    writes.keep_state(kept.site.id, parktime.now() - timedelta(minutes=4))
    assert queries.now(kept.site)["stale"]


def test_a_floor_counts_its_own(kept: SmallPark) -> None:
    sums = queries.floors_now(kept.site, {"f": (["L1", "L2"], ["o101-w"]), "g": (["L5"], [])})
    assert sums["f"] == {"power_w": pytest.approx(16.3), "lit": 1, "luminaires": 2, "faults": 0, "manual": 1}
    assert sums["g"]["faults"] == 1


def test_an_expired_override_does_not_hold_and_stays_as_history(park: SmallPark) -> None:
    services.override_space(person(), park.office, level=0.9, minutes=30)
    later = parktime.now() + timedelta(minutes=31)
    assert queries.overrides(park.site).count() == 1
    assert queries.overrides(park.site, later).count() == 0
    assert queries.past_overrides(park.site).count() == 1


@pytest.fixture
def operator(kept: SmallPark, client: Client) -> Client:
    client.force_login(person(), backend=BACKEND)
    return client


def test_the_api_tells_floors_and_groups(operator: Client) -> None:
    (floor,) = operator.get("/api/v1/lighting/floors").json()
    assert (floor["key"], floor["lit"], floor["manual"]) == ("b1-f1", 1, 1)
    groups = operator.get("/api/v1/lighting/floors/b1-f1/groups").json()
    assert {g["key"]: g["reason"] for g in groups} == {"o101-w": "manual", "k1-a": "schedule"}


def test_the_api_names_the_park_where_two_have_a_floor_of_one_key(operator: Client) -> None:
    small_park("south")
    assert operator.get("/api/v1/lighting/floors/b1-f1/groups").status_code == 404
    assert len(operator.get("/api/v1/lighting/floors/b1-f1/groups?site=park").json()) == 2
    assert operator.get("/api/v1/lighting/floors/b1-f1/groups?site=south").json() == []


def test_an_override_by_the_api_says_that_it_is_raised(operator: Client, kept: SmallPark) -> None:
    body = {"target": {"key": "o101"}, "params": {"level": 0.1, "minutes": 30}}
    answer = operator.post("/api/v1/do/lighting.override_space", body, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["result"]["facts"]["least_level"] == pytest.approx(0.75)
    (held,) = operator.get("/api/v1/lighting/overrides").json()
    assert (held["place"], held["raised"], held["by"]) == ("o101", True, "operator")


def test_the_command_log_tells_who_why_and_how_it_ended(operator: Client, kept: SmallPark) -> None:
    line = {"command_id": "c1", "at": parktime.now(), "gateway": "g1", "target": "o101-w", "level": 0.8}
    writes.log_commands(kept.site.id, [line | {"reason": "manual", "actor": "operator"}])
    writes.log_outcomes({("c1", "reached"): ["o101-w"]}, parktime.now())
    (said,) = operator.get("/api/v1/lighting/commands?target=o101-w").json()
    assert (said["reason"], said["actor"], said["outcome"]) == ("manual", "operator", "reached")
    assert operator.get("/api/v1/lighting/commands?target=k1-a").json() == []


def test_a_stranger_reads_nothing(kept: SmallPark, client: Client) -> None:
    assert client.get("/api/v1/lighting/floors").status_code == 401
    elsewhere = small_park("elsewhere")
    client.force_login(person("far", "operator", elsewhere.site), backend=BACKEND)
    assert (
        client.get("/api/v1/lighting/floors/b1-f1/groups").json() == []
    )  # its own floor of that key, not reported yet
    assert client.get("/api/v1/lighting/floors/b9/groups").status_code == 404
    assert client.get("/api/v1/lighting/commands").json() == []
