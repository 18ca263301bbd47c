"""``docs/howto/add-your-own-permit.md``, followed word for word in a new installation."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import zhiyuan
from house.rooms import SOURCE

pytestmark = pytest.mark.slow
HOWTO = SOURCE.parents[1] / "docs" / "howto" / "add-your-own-permit.md"
PAGE = re.compile(r"`(book/\S+\.yaml)`\n\n +```yaml\n(.*?)\n +```", re.DOTALL)
COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)
WINDOW = """
from zhiyuan.app.manage import ready
ready()
from django.test import Client
from zhiyuan.identity.models import Person
from zhiyuan.cases.models import Case
firm = Client()
firm.force_login(Person.objects.get(username="guang"), backend="django.contrib.auth.backends.ModelBackend")
assert "临时占用道路" in firm.get("/cases/new/").content.decode()
said = {"enterprise": "1", "form_place": "仲景路", "form_until": "2026-12-31", "docs": ["sketch"]}
answer = firm.post("/cases/new/road_use/", said)
assert answer.status_code == 302, answer.content.decode()
from zhiyuan.cases.models import Draft
answer = firm.post("/cases/new/road_use/check/", {"saved": Draft.objects.get().saved.isoformat()})
assert answer.status_code == 302, answer.content.decode()
desk = Client()
desk.force_login(Person.objects.get(username="wang"), backend="django.contrib.auth.backends.ModelBackend")
assert "临时占用道路" in desk.get("/cases/").content.decode()
pk = Case.objects.order_by("-pk").first().pk
for act, step in (("accept", ""), ("pass", "look"), ("pass", "decide")):
    assert desk.post(f"/cases/{pk}/act/", {"act": act, "step": step}).status_code == 302
print(Case.objects.get(pk=pk).phase)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A park with one firm, whoever writes a permit, and whoever publishes it."""
    made = tmp_path_factory.mktemp("own") / "park"
    zhiyuan("init", made, "--admin", "li", "--password", "long enough for it")
    small = SOURCE.parents[1] / "tests" / "journeys" / "small.yaml"
    zhiyuan("import", "park", small, "--home", made)
    zhiyuan("person", "add", "wang", "--role", "window", "--home", made)
    zhiyuan("do", "enterprises.register_enterprise", "--target", "park.site:#1", "--key", "guang", "--name", "模拟光电",
            "--as", "li", "--home", made)  # fmt: skip
    zhiyuan("person", "add", "guang", "--role", "tenant@enterprises.enterprise:1", "--home", made)
    return made


@pytest.fixture(scope="module")
def followed(home: Path) -> list[str]:
    """What each command of the page printed."""
    text = HOWTO.read_text("utf-8")
    pages = PAGE.findall(text)
    assert len(pages) == 4
    for name, page in pages:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line.removeprefix("   ") for line in page.splitlines()) + "\n", "utf-8")
    lines = [shlex.split(line) for block in COMMANDS.findall(text) for line in block.splitlines() if line.strip()]
    assert all(words[0] == "zhiyuan" for words in lines)
    return [run(home, *words[1:]) for words in lines]


def run(home: Path, *words: str, status: int = 0) -> str:
    """A command as somebody gives it inside the installation's folder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIYUAN", "DJANGO"))}
    command = [sys.executable, "-c", "from zhiyuan.app.cli import main; main()", *words]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


def test_each_command_of_the_page_does_what_it_says(followed: list[str]) -> None:
    lint, proposed, published, listed, opened, found, moved = followed
    assert "nothing stands against it" in lint
    assert "somebody else publishes" in proposed
    assert "published as" in published
    assert "临时占用道路" in listed
    assert "opened for 模拟光电" in opened
    assert "road_use" in found
    assert "under today's edition" in moved


def test_a_firm_applies_on_the_page_and_the_desks_close_it(home: Path, followed: list[str]) -> None:
    environment = os.environ | {"ZHIYUAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zhiyuan.app.settings"}
    done = subprocess.run([sys.executable, "-c", WINDOW], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "closed", done.stderr


def test_nobody_publishes_what_they_proposed_themselves(home: Path, followed: list[str]) -> None:
    page = home / "book/cases/road_use/texts.yaml"
    page.write_text(page.read_text("utf-8").replace("三个", "3 个"), "utf-8")
    run(home, "kind", "propose", "book/cases/road_use", "--as", "li")
    assert "somebody else publishes it" in run(home, "kind", "publish", "road_use", "--as", "li", status=4)
    assert "is not what was proposed" in run(
        home, "kind", "publish", "road_use", "--digest", "x", "--as", "wang", status=4
    )


@pytest.mark.parametrize(
    ("page", "old", "new", "why"),
    [
        ("kind", "needs: [look]", "needs: [decide]", "waits for itself"),
        ("kind", "by: planning", "by: nowhere", "there is no desk nowhere"),
        ("kind", "{working_days: 3}", "{working_days: 90}", "ends after the legal one"),
        ("documents", "占道示意图", "其他材料", "catch-all"),
        ("kind", "title: {zh: 决定, en: Decide}", "title: [", "cannot be read"),
    ],
)
def test_what_the_lint_finds_is_refused_in_words(
    home: Path, followed: list[str], page: str, old: str, new: str, why: str
) -> None:
    path = home / f"book/cases/road_use/{page}.yaml"
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")
    try:
        assert why in run(home, "kind", "propose", "book/cases/road_use", "--as", "li", status=2)
    finally:
        path.write_text(before, "utf-8")
