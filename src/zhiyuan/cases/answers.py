"""What is wrong with the answers of a form, each said at its own question. Pure.

These are questions of the door: the log keeps what was taken, and a rule that is added here later
changes no case that is open.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.cases.clock import months_after
from zhiyuan.cases.form import answered
from zhiyuan.cases.form import day as as_day
from zhiyuan.cases.kind import COMING, PAST, Field, Kind
from zhiyuan.enterprises.uscc import checked
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

MARKUP = re.compile(r"<[A-Za-z/!?]")


def problems(
    kind: Kind, form: Mapping[str, Any], day: date, step: str = "", known: Mapping[str, Any] | None = None
) -> dict[str, ZhiyuanError]:
    """Question → what is wrong with its answer, for all questions of the application, or of a step, at once.

    ``known`` is what was answered before, for a day that must not lie before another one.
    """
    found, asked, right = dict[str, ZhiyuanError](), kind.asks(step), dict[str, str]()
    for question in asked:
        try:
            answer = answered(question, form.get(question.key, ""))
            _look(question, answer, day)
            right[question.key] = answer
        except Malformed as problem:
            found[question.key] = problem
    before = {key: answer for key, answer in (known or {}).items() if key not in {q.key for q in asked}}
    for question in asked:
        if late := _out_of_order(question, {**before, **right}):
            found[question.key] = late
    return found


def refuse_wrong(
    kind: Kind, form: Mapping[str, Any], day: date, step: str = "", known: Mapping[str, Any] | None = None
) -> None:
    """Refuse a form with the first of its problems."""
    for problem in problems(kind, form, day, step, known).values():
        raise problem


def _look(question: Field, answer: str, day: date) -> None:
    if not answer:
        return
    if question.kind == "text" and MARKUP.search(answer):
        raise Malformed("{field}: write it without markup such as <b>", field=question.title)
    if question.kind == PAST:
        _passed(question, answer, day)
    if question.kind == COMING and as_day(answer) < day:
        raise Malformed("{field}: {said} is over; today is {today}", field=question.title, said=answer, today=day)
    if question.kind == "uscc":
        checked(answer)
    if question.kind == "number":
        _bounded(question, answer)


def _passed(question: Field, answer: str, day: date) -> None:
    """A day that has come, and not so long ago that it must be a slip of the pen."""
    if as_day(answer) > day:
        raise Malformed("{field}: {said} is still to come; today is {today}", field=question.title, said=answer,
                        today=day)  # fmt: skip
    if question.ago is not None and months_after(as_day(answer), question.ago) < day:
        raise Malformed("{field}: {said} is more than {months} months ago; look at the year", field=question.title,
                        said=answer, months=question.ago)  # fmt: skip


def _bounded(question: Field, answer: str) -> None:
    if question.least is not None and Decimal(answer) < question.least:
        least = question.least
        raise Malformed("{field}: at least {least}, not {said}", field=question.title, least=least, said=answer)
    if question.most is not None and Decimal(answer) > question.most:
        raise Malformed("{field}: at most {most}, not {said}", field=question.title, most=question.most, said=answer)


def _out_of_order(question: Field, right: Mapping[str, str]) -> Malformed | None:
    """A day before the one that it follows, or too long after it. The last day is included."""
    if question.after is None or not {question.key, question.after} <= right.keys():
        return None
    if not (right[question.key] and right[question.after]):
        return None
    first, last = as_day(right[question.after]), as_day(right[question.key])
    if last < first:
        return Malformed("{field}: {last} is before {first}", field=question.title, last=last, first=first)
    if question.within is not None and last >= months_after(first, question.within):
        return Malformed("{field}: at most {months} months from {first}; {last} is later", field=question.title,
                         months=question.within, first=first, last=last)  # fmt: skip
    return None
