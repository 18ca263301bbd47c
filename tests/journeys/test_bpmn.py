"""The exported BPMN in the program that people read it with: bpmn-js opens each kind, and its linter finds no fault."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from journeys.look import SHOTS
from zhiyuan.cases.bpmn import bpmn
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kindread import kind, kinds
from zhiyuan.cases.layout import layout

pytestmark = pytest.mark.journey
TODAY = date(2026, 11, 24)
MODULES = Path(__file__).parents[2] / "web" / "node_modules"
VIEWER = MODULES / "bpmn-js" / "dist" / "bpmn-navigated-viewer.production.min.js"
LINTER = MODULES / "bpmnlint" / "bin" / "bpmnlint.js"
OPEN = """async xml => {
  const viewer = window.viewer ??= new BpmnJS({container: "#canvas"});
  const {warnings} = await viewer.importXML(xml);
  viewer.get("canvas").zoom("fit-viewport");
  return {warnings: warnings.map(String), drawn: viewer.get("elementRegistry").getAll().map(e => e.id)};
}"""


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1440, "height": 700})
    opened.set_content('<div id="canvas" style="height: 680px"></div>')
    opened.add_script_tag(path=VIEWER)
    yield opened
    opened.close()


@pytest.mark.parametrize("key", kinds())
def test_bpmn_js_opens_a_kind_without_a_warning_and_draws_all_of_it(page: Any, key: str) -> None:
    of = kind(key, TODAY)
    found = page.evaluate(OPEN, bpmn(of, desks(TODAY)))
    assert found["warnings"] == []
    assert {f"node_{box.node.key}" for box in layout(of).boxes} <= set(found["drawn"])
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"bpmn-{key}.png")


def test_its_linter_finds_every_export_correct(tmp_path: Path) -> None:
    config = tmp_path / "rules.json"
    config.write_text(json.dumps({"extends": "bpmnlint:correctness"}))
    files = []
    for key in kinds():
        files.append(tmp_path / f"{key}.bpmn")
        files[-1].write_text(bpmn(kind(key, TODAY), desks(TODAY)), "utf-8")
    node = Path(sys.executable).with_name("node")
    said = subprocess.run(
        [str(node), str(LINTER), "-c", str(config), *map(str, files)], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
