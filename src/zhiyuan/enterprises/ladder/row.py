"""A draft as rows of text, for a form or a sheet, and back: one row a clause, one a worked firm, one for the edition.

What a row has no cell for (several conditions, the better of two tables) stands whole as YAML in ``table``; nothing
that a page can say is lost on the way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from zhiyuan.enterprises.ladder import draft as drafts
from zhiyuan.enterprises.ladder.draft import Draft
from zhiyuan.enterprises.ladder.limit import BOUNDS, PERCENT, PLAIN
from zhiyuan.kernel import plainyaml
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

Row = Mapping[str, str]
CONDITION, POINTS, TOTAL = "condition", "points", "total"
KINDS = (CONDITION, POINTS, TOTAL)
FLAGS, VALUE, GIVEN, TABLE = ("is", "not"), "value", "given", "table"
MEASURES = (VALUE, "share", "yearly", "each", "first", "sum", "growth", "mean_growth")
PAIRS = ("share", "yearly")
WAYS = (*FLAGS, *MEASURES, GIVEN, TABLE)
SHOWN = {"": None, "seen": [PERCENT, PLAIN], "needed": [PLAIN, PERCENT], "both": [PERCENT, PERCENT]}
CITED = {"cite": "clause", "document": "document", "status": "status", "note": "note", "url": "url"}
"""Cell → word of the source."""
SAID = ("kind", "clause", "text", "en", "way", "field", "whole", "bound", "limit", "shown", "unit", "bands", "table")
CLAUSE = (*SAID, *CITED)
HEAD = ("rule", "en", "edition", "since", "until", "ranged", *CITED)
CASE = ("name", "firm", "verdict", "score", "not_met")
NONE, BETWEEN = "–", "、"
FIGURE, WHOLE = re.compile(r"-?\d+(\.\d+)?"), re.compile(r"-?\d+")
BAND = re.compile(r"\s*(>?\s*-?[\d.]*)\s*,\s*(>?\s*-?[\d.]*)\s*:\s*(\d+)\s*(?:-\s*(\d+))?\s*")
NARROW = str.maketrans("，：；＞－–—、", ",:;>---,")
"""Marks of a Chinese keyboard, as they are read in figures."""


def head(draft: Draft) -> Row:
    """The edition as a row."""
    days = {"since": draft.since.isoformat(), "until": draft.until.isoformat() if draft.until else ""}
    said = {"rule": draft.rule, "en": draft.en, "edition": draft.edition, "ranged": "yes" if draft.ranged else ""}
    return said | days | {cell: draft.source.get(word, "") for cell, word in CITED.items()}


def clauses(draft: Draft) -> list[Row]:
    """Its clauses as rows."""
    return [_clause(one) for one in draft.clauses]


def cases(draft: Draft) -> list[Row]:
    """Its worked firms as rows."""
    return [_case(one) for one in draft.cases]


def draft(edition: Row, lines: Sequence[Row], worked: Sequence[Row]) -> Draft:
    """The draft that rows say.

    Raises
    ------
    Malformed
        Naming the clause or the worked firm, and what stands there.
    """
    return drafts.of({
        **{word: edition.get(word, "").strip() for word in ("rule", "en", "edition")},
        "since": _day(edition.get("since", "")), "until": _day(edition.get("until", "")),
        "ranged": bool(edition.get("ranged", "").strip()), "source": _source(edition),
        "clauses": [_at(one.get("clause", ""), _read_clause, one) for one in lines],
        "cases": [_at(one.get("name", ""), _read_case, one) for one in worked],
    })  # fmt: skip


def _at(where: str, read: Callable[[Row], dict[str, Any]], one: Row) -> dict[str, Any]:
    try:
        return read(one)
    except ZhiyuanError as fault:
        raise Malformed("{where}: {why}", where=where or NONE, why=fault) from fault


def _clause(line: Mapping[str, Any]) -> Row:
    value, source = line["value"], line["source"]
    cells = {**dict.fromkeys(CLAUSE, ""), **_cells(value), "unit": str(line["unit"])}
    try:
        same = _value(cells) == value
    except ZhiyuanError:
        same = False
    if not same:
        cells |= _whole(value)
    return cells | {cell: source.get(word, "") for cell, word in CITED.items()}


def _cells(value: Mapping[str, Any]) -> dict[str, str]:
    """What of a value has cells of its own; whether that is all of it is looked at afterwards."""
    if "part" in value:
        said = {"kind": POINTS, "clause": str(value["part"]), "text": value["label"], "en": value["en"]}
        if GIVEN in value:
            return {**said, "way": GIVEN, "field": str(value[GIVEN])}
        return {**said, **_measure(value.get("measure")), "bands": _bands(value.get("bands"))}
    said = {"clause": value["clause"], "text": value["text"], "en": value["en"]}
    when = value.get("when")
    if not isinstance(when, Mapping):
        return {**said, "kind": CONDITION, "way": TABLE}
    if flag := [word for word in FLAGS if word in when]:
        return {**said, "kind": CONDITION, "way": flag[0], "field": str(when[flag[0]])}
    shown = next((name for name, words in SHOWN.items() if words == when.get("as")), "")
    return {**said, "kind": CONDITION, **_measure(when.get("measure")), **_bound(when), "shown": shown}


def _whole(value: Mapping[str, Any]) -> dict[str, str]:
    """The same value with everything below its words in one table."""
    empty = dict.fromkeys(("way", "field", "whole", "bound", "limit", "shown", "bands"), "")
    if "part" in value:
        rest = {word: said for word, said in value.items() if word not in ("part", "label", "en")}
        return {**empty, "way": TABLE, "table": plainyaml.dump(rest).strip()}
    if "score" in value:
        score = {word: said for word, said in value["score"].items() if word not in BOUNDS}
        rest = score | ({"direct": value["direct"]} if "direct" in value else {})
        return {**empty, "kind": TOTAL, **_bound(value["score"]), "table": plainyaml.dump(rest).strip() if rest else ""}
    return {**empty, "kind": CONDITION, "way": TABLE, "table": plainyaml.dump(value.get("when")).strip()}


def _measure(said: Any) -> dict[str, str]:
    if isinstance(said, str):
        return {"way": VALUE, "field": said}
    if not isinstance(said, Mapping) or len(said) != 1:
        return {"way": TABLE}
    ((way, names),) = said.items()
    pair = names if isinstance(names, list) and len(names) == 2 else [names, ""]
    return {"way": str(way), "field": str(pair[0]), "whole": str(pair[1])}


def _bound(said: Mapping[str, Any]) -> dict[str, str]:
    found = next((bound for bound in BOUNDS if bound in said), "")
    limit = said.get(found)
    return {"bound": found, "limit": "" if limit is None else str(limit)}


def _bands(said: Any) -> str:
    lines = said if isinstance(said, list) else []
    return "\n".join(
        f"{'' if least is None else least}, {'' if most is None else most}: "
        + (f"{points[0]}-{points[1]}" if isinstance(points, list) else str(points))
        for least, most, points in (line for line in lines if isinstance(line, list) and len(line) == 3)
    )


def _read_clause(cells: Row) -> dict[str, Any]:
    return {"unit": cells.get("unit", "").strip(), "value": _value(cells), "source": _source(cells)}


def _value(cells: Row) -> dict[str, Any]:
    kind, en = cells.get("kind", ""), cells.get("en", "").strip()
    clause, text = (cells.get(word, "").strip() for word in ("clause", "text"))
    if kind not in KINDS:
        raise Malformed("a row is one of {known}", known=", ".join(KINDS))
    if kind == POINTS:
        return {"part": clause, "label": text, "en": en, **_points(cells)}
    said = {"clause": clause, "text": text, "en": en}
    if kind == CONDITION:
        return {**said, "when": _condition(cells)}
    more = dict(_table(cells)) if cells.get("table", "").strip() else {}
    direct = {"direct": more.pop("direct")} if "direct" in more else {}
    return {**said, "score": {**_limit(cells), **more}, **direct}


def _condition(cells: Row) -> Any:
    way = cells.get("way", "")
    if way == TABLE:
        return _table(cells)
    if way in FLAGS:
        return {way: cells.get("field", "")}
    words = SHOWN.get(cells.get("shown", ""))
    return {"measure": _measured(cells), **_limit(cells), **({"as": words} if words else {})}


def _points(cells: Row) -> dict[str, Any]:
    way = cells.get("way", "")
    if way == TABLE:
        return dict(_table(cells))
    if way == GIVEN:
        return {GIVEN: cells.get("field", "")}
    return {"measure": _measured(cells), "bands": [_band(line) for line in cells.get("bands", "").splitlines() if line]}


def _measured(cells: Row) -> Any:
    way, field = cells.get("way", ""), cells.get("field", "")
    if way not in MEASURES:
        raise Malformed("what is asked is one of {known}", known=", ".join(WAYS))
    if way == VALUE:
        return field
    return {way: [field, cells.get("whole", "")] if way in PAIRS else field}


def _limit(cells: Row) -> dict[str, Any]:
    bound, limit = cells.get("bound", ""), cells.get("limit", "").strip()
    if bound not in BOUNDS:
        raise Malformed("a limit says one of {known}", known=", ".join(BOUNDS))
    return {bound: _figure(limit) if limit else None}


def _figure(text: str) -> int | str:
    text = text.translate(NARROW).replace(" ", "")
    if not FIGURE.fullmatch(text.removeprefix(">")):
        raise Malformed("{found} is no number", found=repr(text))
    return int(text) if WHOLE.fullmatch(text) else text


def _band(text: str) -> list[Any]:
    found = BAND.fullmatch(text.translate(NARROW))
    if not found:
        raise Malformed("a band is written like 0.05, 0.06: 40, not {said}", said=repr(text))
    least, most, points, up_to = found.groups()
    ends: list[Any] = [_figure(end) if end.strip() else None for end in (least, most)]
    return [*ends, [int(points), int(up_to)] if up_to else int(points)]


def _table(cells: Row) -> Mapping[str, Any]:
    said = plainyaml.load(cells.get("table", ""), TABLE)
    if not isinstance(said, Mapping):
        raise Malformed("a table stands here, not {said}", said=repr(said)[:60])
    return said


def _source(cells: Row) -> dict[str, str]:
    return {word: text for cell, word in CITED.items() if (text := cells.get(cell, "").strip())}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=repr(text)) from None


def _case(case: Mapping[str, Any]) -> Row:
    score, not_met = case.get("score"), case.get("not_met")
    return {
        "name": str(case["name"]), "verdict": str(case["verdict"]),
        "firm": "\n".join(f"{name}: {plainyaml.short(answer)}" for name, answer in case["firm"].items()),
        "score": "" if score is None else " – ".join(map(str, score)) if isinstance(score, list) else str(score),
        "not_met": "" if not_met is None else BETWEEN.join(map(str, not_met)) or NONE,
    }  # fmt: skip


def _read_case(cells: Row) -> dict[str, Any]:
    firm = plainyaml.load(cells.get("firm", ""), "firm")
    said: dict[str, Any] = {"name": cells.get("name", "").strip(), "firm": firm if firm is not None else {}}
    said["verdict"] = cells.get("verdict", "").strip()
    if score := cells.get("score", "").translate(NARROW).replace(" ", ""):
        ends = [_points_of(end) for end in score.split("-")]
        said["score"] = ends[0] if len(ends) == 1 else ends
    if not_met := cells.get("not_met", "").strip():
        said["not_met"] = [] if not_met == NONE else [c.strip() for c in re.split("[、,，]", not_met) if c.strip()]
    return said


def _points_of(text: str) -> int | float:
    try:
        return int(text) if WHOLE.fullmatch(text) else float(text)
    except ValueError:
        raise Malformed("{found} is no number", found=repr(text)) from None
