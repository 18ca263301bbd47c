"""``docs/howto/publish-an-edition.md``, followed word for word in a new installation."""

import json
import re
import shlex
from pathlib import Path

import pytest

from app.test_own_permit import run
from command_line import zhiyuan
from house.rooms import SOURCE

pytestmark = pytest.mark.slow
HOWTO = SOURCE.parents[1] / "docs" / "howto" / "publish-an-edition.md"
PAGE = re.compile(r"```yaml\n(.*?)\n +```", re.DOTALL)
COMMAND = re.compile(r"`zhiyuan (rule-set [^`>]+?)( > edition\.yaml)?`", re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A park with one firm, whoever writes an edition, and whoever publishes it."""
    made = tmp_path_factory.mktemp("own") / "park"
    zhiyuan("init", made, "--admin", "li", "--password", "long enough for it")
    zhiyuan("import", "park", SOURCE.parents[1] / "tests" / "journeys" / "small.yaml", "--home", made)
    zhiyuan("person", "add", "wang", "--role", "officer", "--home", made)
    (text,) = PAGE.findall(HOWTO.read_text("utf-8"))
    lines = "\n".join(line.removeprefix("   ") for line in text.splitlines())
    (made / "edition.yaml").write_text(lines + "\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def followed(home: Path) -> list[str]:
    """What each command of the page printed."""
    found = COMMAND.findall(HOWTO.read_text("utf-8"))
    return [run(home, *shlex.split(words)) for words, _ in found]


def test_each_command_of_the_page_does_what_it_says(followed: list[str]) -> None:
    taken, lint, tested, proposed, published, withdrawn, listed = followed
    assert "edition: 可配置" in taken
    assert "nothing stands against it" in lint
    assert tested.splitlines() == ["ok    恰好达标", "ok    少一人"]
    assert "rises: 0" in proposed
    assert "published, holds from 2027-01-01" in published
    assert "withdrawn" in withdrawn
    assert "模拟2027版" not in listed  # it was withdrawn, so the shipped one holds on


def test_what_is_published_holds_in_every_process(home: Path, followed: list[str]) -> None:
    run(home, "rule-set", "propose", "edition.yaml", "--rule", "gazelle", "--as", "li")
    said = run(home, "rule-set", "publish", "gazelle", "--as", "li", status=4)
    assert "somebody else publishes it" in said
    run(home, "rule-set", "publish", "gazelle", "--as", "wang")
    rows = json.loads(run(home, "rule-set", "list", "--json"))["editions"]
    assert [(row["edition"], row["published_by"]) for row in rows if row["rule"] == "gazelle"] == [
        ("模拟2027版", "wang"), ("可配置", None)
    ]  # fmt: skip
    run(home, "rule-set", "withdraw", "gazelle", "模拟2027版", "--reason", "模拟", "--as", "wang")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[null, 100, 20]", "[null, 120, 20]", "人员: two bands overlap between 100 and 120"),
        ("source: {clause: 一}", "source: {}", "一: its source does not say which clause"),
        ("score: 60,", "score: 61,", "恰好达标: score comes out as 60, not 61"),
        ("rule: 瞪羚", "rule: &a [*a]", "said by itself: a circle"),
    ],
)
def test_what_stands_against_it_is_said_in_words(home: Path, old: str, new: str, why: str) -> None:
    text = (home / "edition.yaml").read_text("utf-8")
    assert old in text
    (home / "wrong.yaml").write_text(text.replace(old, new), "utf-8")
    assert why in run(home, "rule-set", "test", "wrong.yaml", "--rule", "gazelle", status=2)
    assert run(home, "rule-set", "lint", "wrong.yaml", "--rule", "gazelle", status=0 if "score" in old else 2)
