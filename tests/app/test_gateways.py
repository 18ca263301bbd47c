"""Every gateway has its own password; one that leaves the park loses it."""

import json
import stat
from pathlib import Path

import pytest

from small_park import person
from zhiyuan.app import gateways
from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park.services import import_park

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "science-city" / "park.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.config_file.write_text("{}")
    made.keep_secret("broker", "core secret")
    return made


def test_gateways_get_passwords_of_their_own_and_keep_them(home: Home) -> None:
    assert gateways.sync(home, [("p", "g1"), ("p", "g2")]) == (2, 0)
    first = gateways.password(home, "g1")
    assert gateways.sync(home, [("p", "g1"), ("p", "g2"), ("p", "g3")]) == (1, 0)
    assert gateways.password(home, "g1") == first
    assert first[0] == "p.g1"
    assert first[1] != gateways.password(home, "g2")[1]


def test_a_gateway_that_is_gone_cannot_connect(home: Home) -> None:
    gateways.sync(home, [("p", "g1"), ("p", "g2")])
    gateways.sync(home, [("p", "g1")])
    assert [u.name for u in gateways.users(home)] == ["core", "p.g1"]
    with pytest.raises(NotFound, match="no gateway g2"):
        gateways.password(home, "g2")


def test_a_new_password_ends_the_old_one(home: Home) -> None:
    gateways.sync(home, [("p", "g1")])
    old = gateways.password(home, "g1")
    new = gateways.replace(home, "g1")
    assert new != old
    assert json.dumps(new[1]) in (home.broker / "nats-server.conf").read_text()


def test_only_the_owner_reads_a_gateways_password(home: Home) -> None:
    gateways.sync(home, [("p", "g1")])
    (file,) = (home.secrets / "gateways").glob("*")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_park_that_comes_in_by_any_door_gives_its_gateways_passwords(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIYUAN_HOME", str(home.path))
    import_park(person("chief", "administrator"), None, text=EXAMPLE.read_text("utf-8"), format="yaml")
    assert len(gateways.known(home)) == 90
