"""``zhiyuan indicator …`` and ``zhiyuan import indicators``, in processes of their own."""

import json
from pathlib import Path

import pytest

from command_line import zhiyuan
from indicators.seeded import ACCOUNT
from indicators.test_definition import page

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that took the account and the invented targets over."""
    folder = tmp_path_factory.mktemp("indicator") / "home"
    zhiyuan("init", folder)
    zhiyuan("import", "park", EXAMPLES / "science-city" / "park.yaml", "--home", folder)
    assert "36 figures are stated" in zhiyuan("import", "indicators", ACCOUNT, "--home", folder)
    said = zhiyuan("import", "indicators", ACCOUNT.with_name("targets.yaml"), "--targets", "--home", folder)
    assert "8 targets are set" in said
    return folder


def test_the_list_says_each_figure_with_its_sign(home: Path) -> None:
    said = zhiyuan("indicator", "list", "--home", home)
    assert "1000+ 家" in said
    assert "+7.5%" in said
    rows = {row["indicator"]: row for row in json.loads(zhiyuan("indicator", "list", "--home", home, "--json"))}
    assert (rows["visited_firms"]["relation"], rows["visited_firms"]["value"]) == ("≥", "1000.0000")


def test_one_indicator_says_its_source_its_target_and_its_light(home: Path) -> None:
    said = zhiyuan("indicator", "show", "社会消费品零售额增速", "--home", home)
    for words in ("+4.7%", "2024 目标 +6.0% red", "市委宣传部", "data of 2025-01-08"):
        assert words in said
    row = json.loads(zhiyuan("indicator", "show", "tax_share", "--home", home, "--json"))
    assert row["formula"] == "[tax_revenue] / [budget_revenue]"
    assert (row["light"], row["target_value"]) == ("green", "85.0000")
    assert "21.2" in zhiyuan("indicator", "show", "investment_growth", "--home", home)


def test_the_past_is_shown_as_it_was_known(home: Path) -> None:
    assert "no figure has been entered yet" in zhiyuan("indicator", "show", "gdp_growth", "--on", "2025-01-07",
                                                       "--home", home)  # fmt: skip


def test_what_is_owed_is_listed_with_its_day_and_its_owner(home: Path) -> None:
    rows = {row["indicator"]: row for row in json.loads(zhiyuan("indicator", "owed", "--home", home, "--json"))}
    assert rows["gdp_growth"]["owner"] == "statistics"
    assert "gdp_growth" in zhiyuan("indicator", "owed", "--home", home)


@pytest.mark.parametrize(
    ("arguments", "why", "status"),
    [
        (["show", "nothing"], "there is no indicator", 3),
        (["list", "--on", "soon"], "is no day", 2),
        (["list", "--on", "2999-01-01"], "has not come yet", 4),
    ],
)
def test_what_cannot_be_is_refused_in_words(home: Path, arguments: list[str], why: str, status: int) -> None:
    assert why in zhiyuan("indicator", *arguments, "--home", home, status=status)


def test_a_file_with_a_wrong_figure_is_refused_with_its_place(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("source: x\nas_of: 2025-01-08\nfacts:\n  - {indicator: gdp, period: 2024, value: 7}\n", "utf-8")
    assert "fact 1, indicator" in zhiyuan("import", "indicators", file, "--home", home, status=2)
    file.write_text(page(("a", "1", 'formula: "[a]"')), "utf-8")
    assert "list 'facts'" in zhiyuan("import", "indicators", file, "--home", home, status=2)
