"""``zhiyuan kind``, in a process of its own."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from command_line import zhiyuan
from house.rooms import SOURCE

KIND = SOURCE / "reference" / "cases" / "request_simple"
LOG = [
    {"day": "2026-09-28", "act": "submit", "data": {"form": {"subject": "路灯", "detail": "不亮"}}},
    {"day": "2026-09-28", "act": "accept"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KIND, tmp_path / "invented_request"))


def test_nothing_stands_against_the_kinds_of_the_book() -> None:
    assert zhiyuan("kind", "lint").count("nothing stands against it") >= 3


def test_a_folder_is_linted_before_it_is_published_and_says_what_is_wrong(folder: Path) -> None:
    page = folder / "form.yaml"
    page.write_text(page.read_text("utf-8").replace("诉求事项", "其他事项"), "utf-8")
    said = zhiyuan("kind", "lint", folder, status=2)
    assert "findings: 1" in said


def test_a_kind_with_a_cycle_is_refused_in_words(folder: Path) -> None:
    page = folder / "kind.yaml"
    said = yaml.safe_load(page.read_text("utf-8"))
    said["kind"]["values"][0]["value"]["steps"][0]["needs"] = ["confirm"]
    page.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    assert "waits for itself" in zhiyuan("kind", "lint", folder, status=2)


def test_a_kind_is_exported_as_bpmn(tmp_path: Path) -> None:
    zhiyuan("kind", "export-bpmn", "request_joint", "--out", tmp_path / "joint.bpmn")
    assert "BPMNDiagram" in (tmp_path / "joint.bpmn").read_text("utf-8")


def test_a_dry_run_says_how_far_a_log_would_come_and_where_it_stops(tmp_path: Path) -> None:
    log = tmp_path / "log.yaml"
    log.write_text(yaml.safe_dump(LOG, allow_unicode=True), "utf-8")
    said = json.loads(zhiyuan("kind", "dry-run", "request_simple", log, "--json"))
    assert (said["events"], said["phase"], said["ready"], said["stopped"]) == (2, "running", ["reply"], None)
    log.write_text(yaml.safe_dump([*LOG, {"day": "2026-09-28", "act": "pass", "step": "confirm"}]), "utf-8")
    assert "not the turn" in zhiyuan("kind", "dry-run", "request_simple", log, status=4)


def test_what_is_no_kind_and_no_log_is_refused(tmp_path: Path) -> None:
    zhiyuan("kind", "lint", "nonsense", status=3)
    zhiyuan("kind", "lint", tmp_path, status=3)
    (tmp_path / "log.yaml").write_text("nonsense", "utf-8")
    zhiyuan("kind", "dry-run", "request_simple", tmp_path / "log.yaml", status=2)
