"""What is wrong with the answers of a form, each said at its own question. Pure.

These are questions of the door: the log keeps what was taken, and a rule that is added here later
changes no case that is open.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiyuan.cases.intake import answered
from zhiyuan.cases.kind import Field, Kind
from zhiyuan.enterprises.uscc import checked
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

MARKUP = re.compile(r"<[A-Za-z/!?]")


def problems(kind: Kind, form: Mapping[str, Any], day: date) -> dict[str, ZhiyuanError]:
    """Question → what is wrong with its answer, for all questions at once; empty when nothing is."""
    found: dict[str, ZhiyuanError] = {}
    for question in kind.form:
        try:
            _look(question, answered(question, form.get(question.key, "")), day)
        except Malformed as problem:
            found[question.key] = problem
    return found


def refuse_wrong(kind: Kind, form: Mapping[str, Any], day: date) -> None:
    """Refuse a form with the first of its problems."""
    for problem in problems(kind, form, day).values():
        raise problem


def _look(question: Field, answer: str, day: date) -> None:
    if not answer:
        return
    if question.kind == "text" and MARKUP.search(answer):
        raise Malformed("{field}: write it without markup such as <b>", field=question.title)
    if question.kind == "coming_day" and date.fromisoformat(answer) < day:
        raise Malformed("{field}: {said} is over; today is {today}", field=question.title, said=answer, today=day)
    if question.kind == "uscc":
        checked(answer)
