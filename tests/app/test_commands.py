"""``zhiyuan do``, ``person`` and ``openapi`` on a real installation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from journeys.installation import PARK, Installation
from zhiyuan.app.commands.do import values
from zhiyuan.kernel.errors import Malformed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("commands") / "home")
    made.zhiyuan("init", str(made.path), "--password", "correct-horse-1")
    made.zhiyuan("import", "park", str(PARK), "--home", str(made.path))
    made.zhiyuan("person", "add", "li", "--name", "李工", "--role", "operator")
    return made


def test_people_are_listed_with_their_roles(installed: Installation) -> None:
    said = json.loads(installed.zhiyuan("person", "list", "--json"))
    assert {p["username"]: p["grants"] for p in said} == {"admin": ["administrator"], "li": ["operator"]}


def test_an_override_is_done_as_a_person_and_stands_in_the_trail(installed: Installation) -> None:
    space = "park.space:A1-01"
    options = ["--target", space, "--level", "0.8", "--minutes", "60", "--as", "li", "--json"]
    done = json.loads(installed.zhiyuan("do", "lighting.override_space", *options))
    assert done["result"]["type"] == "lighting.override"
    assert done["result"]["facts"]["level"] == 0.8


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["lighting.override_space", "--target", "park.space:none", "--level", "1", "--minutes", "9", "--as", "li"], 3),
        (
            ["lighting.override_space", "--target", "park.space:A1-01", "--level", "7", "--minutes", "9", "--as", "li"],
            2,
        ),
        (["identity.deactivate_person", "--target", "identity.person:#1", "--as", "li"], 4),
        (["lighting.dance", "--as", "li"], 3),
        (["lighting.override_space", "--as", "nobody"], 3),
    ],
)
def test_refusals_have_their_own_status(installed: Installation, arguments: list[str], status: int) -> None:
    with pytest.raises(AssertionError) as fault:
        installed.zhiyuan("do", *arguments)
    assert "zhiyuan: " in str(fault.value)
    command = [str(Path(sys.executable).with_name("zhiyuan")), "do", *arguments]
    done = subprocess.run(command, env=installed.environment, capture_output=True, check=False)
    assert done.returncode == status


def test_options_become_parameters_of_the_acts_own_types() -> None:
    said = values("lighting.override_space", ("--level", "0.8", "--minutes=60", "--reason", "[odd"))
    assert said == {"level": "0.8", "minutes": "60", "reason": "[odd"}
    assert values("identity.set_roles", ("--grants", "leader"))["grants"] == ["leader"]
    assert values("identity.set_roles", ("--grants", "a", "--grants", "b"))["grants"] == ["a", "b"]
    with pytest.raises(Malformed):
        values("lighting.override_space", ("level", "1"))


def test_the_kept_description_of_the_api_is_the_programs_own(installed: Installation) -> None:
    kept = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text("utf-8"))
    assert json.loads(installed.zhiyuan("openapi")) == kept
