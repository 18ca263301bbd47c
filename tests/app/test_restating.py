"""Energy restated through the verb: by us where nothing runs, by the store where the park runs, else refused."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from small_park import person, small_park
from telemetry.test_intake import START, ZONE, intake, meter
from telemetry.test_recount import damaged
from zhiyuan.app import services
from zhiyuan.app.home import Home
from zhiyuan.app.supervise import only_one
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import NotFound, NotReady, Refused
from zhiyuan.park.models import Gateway, Meter, Point
from zhiyuan.telemetry.broker import Broker

SPAN = {"start": datetime.fromtimestamp(START, UTC), "end": datetime.fromtimestamp(START + 86_400, UTC)}


@pytest.fixture
def site(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A park with one meter, point 1, whose day was computed and then damaged in one quarter hour."""
    monkeypatch.setenv("ZHIYUAN_HOME", str(tmp_path))
    settings.HOME = tmp_path
    made = small_park()
    Meter.objects.create(site=made.site, key="M1", gateway=Gateway.objects.get(key="g1"))
    about: dict[str, Any] = {"kind": "register", "unit": "kWh", "decimals": 1, "source": "gw1"}
    Point.objects.create(pk=1, site=made.site, key="meter/M1/energy", **about)
    store = intake(tmp_path)
    store.take(meter(0, 1441))
    store.settle()
    damaged(store, 40, 9_000_000)
    return made.site


def test_where_nothing_runs_we_restate_and_say_what_changed(site: Any) -> None:
    who = person()
    said = services.restate_energy(who, site, **SPAN, meters="M1")
    assert said["meters"] == 1
    (change,) = said["changed"].values()
    assert (change["kwh_before"], change["kwh_after"], change["intervals"]) == (9.0, 1.5, 1)
    assert change["first"] == "2026-03-02T10:00+08:00"
    assert services.restate_energy(who, site, **SPAN)["changed"] == {}
    assert Trail.objects.filter(verb="app.restate_energy").count() == 2


def test_a_meter_that_is_not_there_and_a_person_who_may_not_are_refused(site: Any) -> None:
    with pytest.raises(NotFound, match="no meter M9; there are M1"):
        services.restate_energy(person(), site, **SPAN, meters="M9")
    with pytest.raises(Refused, match="may not"):
        services.restate_energy(person("leader", "leader"), site, **SPAN)


def test_where_a_tree_runs_without_its_broker_the_answer_says_so(site: Any, tmp_path: Path) -> None:
    here = Home(tmp_path)
    here.config_file.write_text("nats: 127.0.0.1:1\n")
    here.keep_secret("broker", "x")
    with only_one(here), pytest.raises(NotReady, match="broker does not answer"):
        services.restate_energy(person(), site, **SPAN)


@pytest.mark.broker
def test_where_the_park_runs_its_store_restates(site: Any, tmp_path: Path, broker: Broker) -> None:
    here = Home(tmp_path)
    here.config_file.write_text(json.dumps({"nats": broker.nats}))
    here.keep_secret("broker", "secret")
    with only_one(here):
        with pytest.raises(NotReady, match="only it may write energy"):
            services.restate_energy(person("early"), site, **SPAN)
        store = subprocess.Popen([sys.executable, "-c", STORE], cwd=Path(__file__).parents[1])
        try:
            said = _asked_until_it_answers(site)
        finally:
            store.terminate()
            store.wait(10)
    assert [c["kwh_after"] for c in said["changed"].values()] == [1.5]


def _asked_until_it_answers(site: Any) -> dict[str, Any]:
    who = person("later")
    for _ in range(150):
        try:
            return services.restate_energy(who, site, **SPAN)
        except NotReady:
            time.sleep(0.2)
    raise AssertionError("the store never answered")


STORE = f"""
import asyncio
from telemetry.test_intake import POINTS, ZONE
from zhiyuan.app import store
asyncio.run(store.main(lambda: ({{"park": POINTS}}, ZONE)))
# {ZONE}
"""
