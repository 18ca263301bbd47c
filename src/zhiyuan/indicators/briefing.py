"""The briefing as plain data: every figure that is known on one page, with sign, period and numbered sources. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiyuan.cases.kind import Words
from zhiyuan.indicators.definition import GROUPS
from zhiyuan.indicators.target import AMBER, GREEN, RED
from zhiyuan.indicators.wording import aimed, figure, period_text, stated
from zhiyuan.kernel import fmt

TITLE = Words("{site} 运行简报", "{site} · briefing")
AS_OF = Words("截至 {day}", "as of {day}")
SOURCES = Words("数据来源", "Sources")
LIVE = Words("实时", "live")
CHECK = Words("需核对的指标：{names}", "To be checked: {names}")
SEMICOLON = Words("；", "; ")
COMMA = Words("、", ", ")
LONG = 24  # characters of a figure that is words, in one line
LIGHTS = {GREEN: Words("达标", "reached"), AMBER: Words("接近目标", "near"), RED: Words("未达标", "missed")}


def page(site: str, groups: Sequence[tuple[str, Sequence[Any]]], day: date, language: str) -> dict[str, Any]:
    """What the page says, in the reader's language ("zh" or "en")."""

    def say(words: Words, **said: str) -> str:
        return str(getattr(words, language)).format(**said)

    named: dict[str, int] = {}
    sections = [
        {"title": say(GROUPS[group]), "rows": [_row(tile, named, language) for tile in tiles]}
        for group, tiles in groups
    ]
    flagged = [say(tile.worth.definition.title) for _, tiles in groups for tile in tiles if tile.flags]
    return {
        "language": language,
        "title": say(TITLE, site=site),
        "day": say(AS_OF, day=fmt.day(day)),
        "columns": _halves(sections),
        "check": say(CHECK, names=say(COMMA).join(flagged)) if flagged else "",
        "sources": [say(SOURCES), *(f"[{number}] {source}" for source, number in named.items())],
    }


def _halves(sections: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The sections in two columns of about the same length."""
    sizes = [_length(section) for section in sections]
    half, left, filled = sum(sizes) / 2, 0, 0.0
    for size in sizes:
        if filled + size / 2 > half:
            break
        left, filled = left + 1, filled + size
    return [sections[:left], sections[left:]]


def _length(section: dict[str, Any]) -> float:
    """How many lines a section takes, its heading included; a target stands on a smaller line of its own."""
    return 2 + sum(1 + 0.7 * bool(row["aim"]) + len(row["figure"]) // LONG for row in section["rows"])


def _row(tile: Any, named: dict[str, int], language: str) -> dict[str, str]:
    worth = tile.worth
    title = str(getattr(worth.definition.title, language))
    if worth.said is not None or worth.fact is not None:
        said = figure(worth, language)
    else:
        said = str(getattr(SEMICOLON, language)).join(
            f"{f.subject} {stated(worth.definition, f, language)}" for f in tile.subjects
        )
    aim = aimed(worth.definition, tile.aim, language) if tile.aim else ""
    lit = str(getattr(LIGHTS[tile.light], language)) if tile.light else ""
    return {"title": title, "figure": said, "from": _from(tile, named, language), "aim": aim, "light": tile.light,
            "lit": lit}  # fmt: skip


def _from(tile: Any, named: dict[str, int], language: str) -> str:
    """The period and the number of the source, or that a room answered just now."""
    fact, worth = tile.fact, tile.worth
    if fact is None:
        return str(getattr(LIVE, language)) if worth.live else period_text(worth.period, language)
    number = named.setdefault(fact.source, len(named) + 1)
    return f"{period_text(fact.period, language)} [{number}]"
