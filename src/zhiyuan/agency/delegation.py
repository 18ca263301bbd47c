"""代办: what a firm lets an agent do for it, and whether that holds on a day.

It costs nothing and nobody has to; the firm stays the applicant and answers for what is said. A commitment, the
answer to the firm's own steps and a rating are never delegated (泰安市帮办代办 2024, 青岛市帮办代办 2022).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from zhiyuan.cases.kind import Words
from zhiyuan.cases.subject import FIRM, matter

APPLY, ANSWER = "apply", "answer"
ACTS: Mapping[str, Words] = {
    APPLY: Words("代为申请", "apply"),
    ANSWER: Words("代为补正、提交材料、催办、撤回", "answer, hand in, urge, withdraw"),
}
COMING, HOLDS, OVER, REVOKED = "coming", "holds", "over", "revoked"
STATE: Mapping[str, Words] = {
    COMING: Words("未生效", "not yet"),
    HOLDS: Words("有效", "holds"),
    OVER: Words("已到期", "over"),
    REVOKED: Words("已撤销", "revoked"),
}


def state(first: date, last: date, revoked: bool, day: date) -> str:
    """Whether a delegation of the days [first, last] holds on a day.

    >>> state(date(2026, 3, 2), date(2026, 3, 31), False, date(2026, 3, 31))
    'holds'
    """
    if revoked:
        return REVOKED
    return COMING if day < first else OVER if day > last else HOLDS


def covers(only: int | None, kinds: Collection[str], case: Any) -> bool:
    """Whether one for a single case, or for some kinds (none: every kind), is for such a case of its firm."""
    return bool(only == case.pk if only else not kinds or case.edition.kind in kinds)


def lends(
    enterprise: int, kinds: Collection[str], acts: Collection[str], case: int | None
) -> Iterator[tuple[str, ...]]:
    """The roles that follow from one, each with its scope: over one case, some kinds of the firm's cases, or all."""
    if case:
        scopes = [("cases.case", str(case))]
    else:
        scopes = [matter(enterprise, kind)[0] for kind in kinds or ("*",)]
    for scope in scopes:
        yield "agent_follows", *scope
        if ANSWER in acts:
            yield "agent_answers", *scope
        if APPLY in acts and not case:
            yield "agent_applies", *scope
    if APPLY in acts and not case:
        yield "agent_enters", FIRM, str(enterprise)
