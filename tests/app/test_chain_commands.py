"""``zhiyuan chain`` on a real installation: firms from a workbook, what is missing, a chain by two persons."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from enterprises.test_chain import HEAD, OWN
from journeys.installation import PARK, Installation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("chains") / "home")
    made.zhiyuan("init", str(made.path), "--password", "correct-horse-1")
    made.zhiyuan("import", "park", str(PARK), "--home", str(made.path))
    made.zhiyuan("person", "add", "li", "--name", "李工", "--role", "officer")
    for key in ("lens", "scope"):
        options = ["--key", key, "--name", f"模拟{key}", "--as", "admin"]
        made.zhiyuan("do", "enterprises.register_enterprise", "--target", "park.site:science-city", *options)
    return made


def workbook(folder: Path, *rows: list[str]) -> str:
    made = Workbook()
    for row in (HEAD, *rows):
        made.worksheets[0].append(row)
    file = folder / "firms.xlsx"
    made.save(file)
    return str(file)


def test_firms_come_into_a_chain_from_a_workbook_and_what_is_missing_is_named(
    installed: Installation, tmp_path: Path
) -> None:
    rows = [["lens", "optics", "element", "透镜"], ["scope", "optics", "device", "投影机"]]
    assert "2 firms are placed" in installed.zhiyuan("chain", "import", workbook(tmp_path, *rows))
    shown = json.loads(installed.zhiyuan("chain", "show", "optics", "--json"))
    assert {one["segment"]: one["firms"] for one in shown["segments"] if one["firms"]} == {
        "element": ["模拟lens"], "device": ["模拟scope"],
    }  # fmt: skip
    (first, *_) = json.loads(installed.zhiyuan("chain", "gaps", "--chain", "optics", "--json"))
    assert (first["segment"], first["word"], first["priority"]) == ("module", "补链", 1)
    assert "module" in installed.zhiyuan("chain", "gaps")
    assert "补链" in installed.zhiyuan("chain", "show", "optics")


def test_a_workbook_with_a_wrong_row_places_nobody(installed: Installation, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="there is no segment nothing"):
        installed.zhiyuan("chain", "import", workbook(tmp_path, ["lens", "optics", "nothing", "透镜"]))


def test_a_chain_is_proposed_by_one_and_published_by_another(installed: Installation, tmp_path: Path) -> None:
    page = tmp_path / "own.yaml"
    page.write_text(OWN, "utf-8")
    said = installed.zhiyuan("chain", "propose", "own", str(page), "--as", "li")
    number = said.rsplit(maxsplit=1)[-1]
    with pytest.raises(AssertionError, match="another person publishes"):
        installed.zhiyuan("chain", "publish", number, "--as", "li")
    assert "is published" in installed.zhiyuan("chain", "publish", number)
    assert "甲" in installed.zhiyuan("chain", "show", "own", "--json")
    with pytest.raises(AssertionError, match="no proposed chain has the number"):
        installed.zhiyuan("chain", "publish", number)
