"""``zhiyuan import park`` and ``zhiyuan export park``, as a person types them."""

import json
from pathlib import Path

import pytest

from command_line import zhiyuan
from park.parks import small

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "science-city" / "park.yaml"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import") / "home"
    zhiyuan("init", folder)
    return folder


def test_the_second_export_equals_the_first(home: Path, tmp_path: Path) -> None:
    said = json.loads(zhiyuan("import", "park", EXAMPLE, "--home", home, "--json"))
    assert (said["spaces"], said["controllable luminaires"], said["new gateway passwords"]) == (200, 2000, 90)
    first, book, second = tmp_path / "1.yaml", tmp_path / "1.xlsx", tmp_path / "2.yaml"
    zhiyuan("export", "park", "--yaml", first, "--xlsx", book, "--home", home)
    assert first.read_bytes() == EXAMPLE.read_bytes()
    zhiyuan("import", "park", book, "--home", home)
    zhiyuan("export", "park", "--yaml", second, "--home", home)
    assert second.read_bytes() == first.read_bytes()


def test_a_file_with_errors_is_refused_with_line_and_column(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(small(("hold_min: 4", "hold_minutes: 4")), "utf-8")
    words = zhiyuan("import", "park", file, "--home", home, status=2)
    assert "spaces[1].hold_minutes (line 28, column " in words
    assert "did you mean hold_min?" in words
    assert words == zhiyuan("import", "park", file, "--check", status=2)


def test_what_is_no_park_file_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "park.txt"
    file.write_bytes(b"\xff")
    assert "ends in .yaml or .xlsx" in zhiyuan("import", "park", file, "--home", home, status=2)
    file = file.rename(tmp_path / "park.yaml")
    assert "is not UTF-8 text (byte 0)" in zhiyuan("import", "park", file, "--home", home, status=2)


def test_where_there_is_no_park_nothing_is_exported(tmp_path: Path) -> None:
    zhiyuan("init", tmp_path / "home")
    assert "there is no park" in zhiyuan("export", "park", "--home", tmp_path / "home", status=3)
