"""What stands against publishing a draft, clause by clause, and what its worked firms give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhiyuan.enterprises.ladder.draft import Draft, laid, page_of
from zhiyuan.enterprises.ladder.editions import EDITION, rule_set
from zhiyuan.enterprises.ladder.lint import findings as of_page
from zhiyuan.enterprises.ladder.rule import RuleSet, Verdict
from zhiyuan.enterprises.ladder.worked import outcome
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.reference import Book
from zhiyuan.park.shape import Problems

KNOWN = tuple(map(str, Verdict))


@dataclass(frozen=True, slots=True)
class Tried:
    """A worked firm: what comes out, and where that is not what the draft says."""

    case: Mapping[str, Any]
    given: Mapping[str, Any]
    wrong: tuple[ZhiyuanError, ...]

    @property
    def passes(self) -> bool:
        """Whether everything came out as said."""
        return not self.wrong


def findings(held: Book, key: str, draft: Draft) -> list[ZhiyuanError]:
    """Everything in the table itself that stands against publishing it."""
    against = [*_uncited(draft), *_overlapping(held, key, draft)]
    if not draft.clauses:
        against.append(Malformed("an edition has a clause at least"))
    if against:
        return against  # what is laid over another edition would only say the same again
    return of_page(laid(held, key, draft), page_of(key))


def tried(held: Book, key: str, draft: Draft) -> list[Tried]:
    """Every worked firm, judged by the draft; only where nothing stands against its table."""
    new = laid(held, key, draft)
    rules = rule_set(new, page_of(key), draft.since)
    return [_try(new, rules, case) for case in draft.cases]


def unproven(cases: list[Tried]) -> list[ZhiyuanError]:
    """What the worked firms leave to be shown."""
    against: list[ZhiyuanError] = [
        Malformed("{case}: {why}", case=one.case["name"], why=why) for one in cases for why in one.wrong
    ]
    if len({str(one.case["verdict"]) for one in cases}) < 2:
        against.append(Malformed("its worked firms come to two verdicts at least: one alone shows no edge"))
    names = [one.case["name"] for one in cases]
    against += [Malformed("two worked firms are called {case}", case=n) for n in sorted({*names}) if names.count(n) > 1]
    return against


def checked(held: Book, key: str, draft: Draft) -> Book:
    """The book with the draft laid into it, when nothing stands against it.

    Raises
    ------
    Malformed
        Everything that was found, at once.
    """
    against = findings(held, key, draft) or unproven(tried(held, key, draft))
    if against:
        raise refused(draft, against)
    return laid(held, key, draft)


def refused(draft: Draft, against: list[ZhiyuanError]) -> Malformed:
    """The words in which a draft is refused: everything that was found, a line each."""
    return Malformed("{rule}/{edition}: {findings}", rule=draft.rule, edition=draft.edition,
                     findings=Problems(against))  # fmt: skip


def _try(held: Book, rules: RuleSet, case: Mapping[str, Any]) -> Tried:
    try:
        given = outcome(held, rules, case["firm"])
    except ZhiyuanError as fault:
        return Tried(case, {}, (fault,))
    if case["verdict"] not in KNOWN:
        unknown = Malformed("there is no verdict {verdict}; there are {known}", verdict=case["verdict"],
                            known=", ".join(KNOWN))  # fmt: skip
        return Tried(case, given, (unknown,))
    wrong = [word for word in given if case.get(word) not in (None, given[word])]
    return Tried(case, given, tuple(_differs(word, given[word], case[word]) for word in wrong))


def _differs(word: str, given: Any, wanted: Any) -> ZhiyuanError:
    return Malformed("{word} comes out as {given}, not {wanted}", word=word, given=_said(given), wanted=_said(wanted))


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) or "–" if isinstance(value, list) else str(value)


def _uncited(draft: Draft) -> Iterator[ZhiyuanError]:
    for word in ("document", "status"):
        if not draft.source.get(word):
            yield Malformed("the edition's source has no {word}", word=word)
    for number in range(len(draft.clauses)):
        if not draft.cited(number).get("clause"):
            yield Malformed("{clause}: its source does not say which clause of the document it is",
                            clause=draft.called(number))  # fmt: skip


def _overlapping(held: Book, key: str, draft: Draft) -> Iterator[ZhiyuanError]:
    for dated in held.pages.get(page_of(key), {}).get(EDITION, {"values": []})["values"]:
        other, since = dated["value"]["edition"], dated["since"]
        if other == draft.edition:
            yield Malformed("there is an edition {edition} already, from {day}", edition=other, day=since)
        elif since == draft.since or (since > draft.since and (draft.until is None or draft.until > since)):
            yield Malformed("the edition {edition} begins on {day}: two would hold on one day; "
                            "withdraw it, or say until", edition=other, day=since)  # fmt: skip
