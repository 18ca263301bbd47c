"""From the clauses of a policy, as data, to a rule set that the ladder's engine judges firms by.

A clause is ``{clause, text, en, when}``; ``when`` is a condition in the words of the ladder's pages, and besides
``{among: {industry: [C39]}}`` or ``{outside: {industry: [L]}}``. Every refusal names the policy and the clause.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zhiyuan.enterprises.ladder.clause import Clause
from zhiyuan.enterprises.ladder.condition import Condition
from zhiyuan.enterprises.ladder.fields import Field
from zhiyuan.enterprises.ladder.parse import Reader
from zhiyuan.enterprises.ladder.rule import RuleSet, silence
from zhiyuan.kernel.errors import Malformed
from zhiyuan.policies.condition import Among
from zhiyuan.policies.words import NAMES

AMONG, OUTSIDE = "among", "outside"
MOST_CLAUSES, MOST_NAMES, DEEPEST = 40, 60, 12
LONGEST: Mapping[str, int] = {"clause": 40, "text": 300, "en": 300}


class _Reader(Reader):
    """Reads the conditions of the ladder and those of policies."""

    def condition(self, said: object) -> Condition:
        if isinstance(said, dict) and len(said) == 1 and next(iter(said)) in (AMONG, OUTSIDE):
            ((word, names),) = said.items()
            return self._names(names, wanted=word == AMONG)
        return super().condition(said)

    def _names(self, said: Any, *, wanted: bool) -> Among:
        if not isinstance(said, dict) or len(said) != 1 or next(iter(said)) not in NAMES:
            raise Malformed("{where}: {word} names one of {known}", where=self.where,
                            word=AMONG if wanted else OUTSIDE, known=", ".join(NAMES))  # fmt: skip
        ((name, beginnings),) = said.items()
        fit = isinstance(beginnings, list) and 0 < len(beginnings) <= MOST_NAMES
        if not fit or not all(isinstance(one, str) and one.strip() for one in beginnings):
            raise Malformed("{where}: {name} is a list of names, such as C39", where=self.where, name=name)
        return Among(name, tuple(one.strip() for one in beginnings), wanted)


def rule_set(
    title: str, document: str, first: date, last: date | None, clauses: Sequence[Any], fields: Mapping[str, Field]
) -> RuleSet:
    """The clauses of a policy that holds from its first day to its last as a rule set.

    Raises
    ------
    Malformed
        Naming the clause that is not whole, stands twice or whose condition cannot be read.
    """
    if not isinstance(clauses, (list, tuple)) or not 0 < len(clauses) <= MOST_CLAUSES:
        raise Malformed("{title}: a policy has one to {most} clauses that say whom it is for",
                        title=title, most=MOST_CLAUSES)  # fmt: skip
    read = tuple(_clause(document, number, said, fields) for number, said in enumerate(clauses, 1))
    names = [clause.clause for clause in read]
    for name in names:
        if names.count(name) > 1:
            raise Malformed("{document} {clause}: two clauses have this name", document=document, clause=name)
    until = None if last is None or last == date.max else last + timedelta(days=1)
    source = {"document": document, "clause": names[0]}
    silences = tuple(silence(clause, fields) for clause in read)
    return RuleSet(title, document, title, first, until, source, False, read, silences)


def _clause(document: str, number: int, said: Any, fields: Mapping[str, Field]) -> Clause:
    if not isinstance(said, dict) or {*said} - {*LONGEST, "when"}:
        raise Malformed("{document}, clause {number}: a clause has {known} and nothing else", document=document,
                        number=number, known=", ".join([*LONGEST, "when"]))  # fmt: skip
    words = {name: str(said.get(name) or "").strip() for name in LONGEST}
    if not words["clause"] or not words["text"]:
        raise Malformed("{document}, clause {number}: say where it stands in the document and what it asks",
                        document=document, number=number)  # fmt: skip
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            raise Malformed("{document} {clause}: {name} is longer than {most} characters", document=document,
                            clause=words["clause"][:40], name=name, most=most)  # fmt: skip
    where = f"{document} {words['clause']}"
    if _depth(said.get("when")) > DEEPEST:
        raise Malformed("{where}: a condition goes at most {most} levels deep", where=where, most=DEEPEST)
    try:
        condition = _Reader(where, fields).condition(said.get("when"))
    except (TypeError, ValueError, KeyError, AttributeError) as fault:
        raise Malformed("{where}: the condition cannot be read: {why}", where=where, why=repr(fault)) from fault
    source = {"document": document, "clause": words["clause"]}
    return Clause(words["clause"], words["text"], words["en"] or words["text"], source, condition)


def _depth(said: Any) -> int:
    """How deep tables and lists lie in each other, as far as it matters."""
    level, depth = [said], 0
    while level and depth <= DEEPEST:
        inner = [one for one in level if isinstance(one, (dict, list))]
        level = [part for one in inner for part in (one.values() if isinstance(one, dict) else one)]
        depth += bool(inner)
        if not inner:
            break
    return depth
