"""Which edition of which rule: pages under ``ladder/`` of the book, by filing day or by name.

A page holds one rule. Its figures are its clauses and lines, each with its own days and source; those that
hold on a day are the edition of that day, and ``edition`` names it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from zhiyuan.enterprises.ladder.bands import number
from zhiyuan.enterprises.ladder.clause import Clause, ScoreClause
from zhiyuan.enterprises.ladder.fields import PAGE as FIELDS
from zhiyuan.enterprises.ladder.fields import Field, fields
from zhiyuan.enterprises.ladder.parse import Reader
from zhiyuan.enterprises.ladder.part import Part
from zhiyuan.enterprises.ladder.rule import RuleSet, silence
from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import Book, Figure, book

FOLDER = "ladder/"
EDITION = "edition"


def named(name: str) -> RuleSet:
    """The edition ``科技型中小企业/115号-2017``."""
    rule, _, edition = name.partition("/")
    for dated in _editions(rule):
        if dated["value"]["edition"] == edition:
            return rule_set(book(), _page(rule), dated["since"])
    known = ", ".join(dated["value"]["edition"] for dated in _editions(rule))
    raise NotFound("{rule} has no edition {edition}; it has {known}", rule=rule, edition=repr(edition), known=known)


def on(rule: str, day: date) -> RuleSet:
    """The edition of a rule that holds for what is filed on a day.

    Raises
    ------
    NotFound
        There is no such rule, or none of its editions holds on that day.
    """
    page = _page(rule)
    try:
        return rule_set(book(), page, book().figure(f"{page}#{EDITION}", day).since)
    except NotFound:
        first = min(dated["since"] for dated in _editions(rule))
        raise NotFound("{rule} has no edition on {day}; the first holds from {first}",
                       rule=rule, day=day, first=first) from None  # fmt: skip


def rules() -> Iterator[str]:
    """The names of all rules of the book."""
    for page in pages(book()):
        yield book().page(page)[EDITION]["values"][-1]["value"]["rule"]


def editions(rule: str) -> list[RuleSet]:
    """All editions of a rule, oldest first."""
    return [rule_set(book(), _page(rule), dated["since"]) for dated in _editions(rule)]


def _editions(rule: str) -> list[Mapping[str, Any]]:
    return list(book().page(_page(rule))[EDITION]["values"])


def _page(rule: str) -> str:
    for page in pages(book()):
        if any(dated["value"]["rule"] == rule for dated in book().page(page)[EDITION]["values"]):
            return page
    raise NotFound("there is no rule {rule}; there are {rules}", rule=repr(rule), rules=", ".join(rules()))


def pages(held: Book) -> list[str]:
    """The pages of a book that hold a rule."""
    return [page for page in sorted(held.pages) if page.startswith(FOLDER) and page != FIELDS]


@lru_cache(maxsize=64)
def rule_set(held: Book, page: str, day: date) -> RuleSet:
    """What a page says on a day, as clauses."""
    edition = held.figure(f"{page}#{EDITION}", day)
    vocabulary = fields(held)
    figures = [figure for figure in held.figures(page, day) if figure.name != edition.name]
    parts = tuple(_part(figure, vocabulary) for figure in figures if "part" in figure.value)
    clauses = tuple(_clause(figure, vocabulary, parts) for figure in figures if "clause" in figure.value)
    until = next(v.get("until") for v in held.page(page)[EDITION]["values"] if v["since"] == edition.since)
    return RuleSet(edition.value["rule"], edition.value["edition"], edition.value["en"], edition.since, until,
                   edition.source, bool(edition.value.get("ranged")), clauses,
                   tuple(silence(clause, vocabulary) for clause in clauses))  # fmt: skip


def _part(figure: Figure, vocabulary: Mapping[str, Field]) -> Part:
    said = dict(figure.value)
    key, label, en = str(said.pop("part")), said.pop("label"), said.pop("en")
    return Part(key, label, en, Reader(f"{figure.name} {key}", vocabulary).table(said))


def _clause(figure: Figure, vocabulary: Mapping[str, Field], parts: tuple[Part, ...]) -> Clause | ScoreClause:
    said = figure.value
    reader = Reader(f"{figure.name} {said['clause']}", vocabulary)
    words: tuple[str, str, str, Mapping[str, str]] = (str(said["clause"]), said["text"], said["en"], figure.source)
    if "score" not in said:
        return Clause(*words, reader.condition(said.get("when")))
    direct = tuple(reader.condition(one) for one in said.get("direct", ()))
    return _score(reader, words, said["score"], direct, parts)


def _score(
    reader: Reader,
    words: tuple[str, str, str, Mapping[str, str]],
    said: Mapping[str, Any],
    direct: tuple[Any, ...],
    parts: tuple[Part, ...],
) -> ScoreClause:
    inclusive = "least" in said
    limit = number(reader.where, said["least" if inclusive else "above"])
    minimums = tuple((tuple(one["parts"]), int(one["least"])) for one in said.get("minimums", ()))
    written = tuple(tuple(keys) for keys in said.get("written", ()))
    known = {part.key for part in parts}
    named_here = {key for keys, _ in minimums for key in keys} | {key for keys in written for key in keys}
    if strange := sorted(named_here - known):
        raise Malformed("{where}: there is no line {strange}; there are {known}",
                        where=reader.where, strange=", ".join(strange), known=", ".join(sorted(known)))  # fmt: skip
    clause, text, en, source = words
    return ScoreClause(clause, text, en, source, parts, int(limit), inclusive, minimums, direct, written)
