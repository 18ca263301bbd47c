"""Answers to questions as a log keeps them: each of its kind. What else is wrong with one is said at the door."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zhiyuan.cases.kind import DAYS, Field
from zhiyuan.kernel.errors import Malformed

LONGEST, LONGEST_LONG = 400, 4000


def answers(questions: Iterable[Field], said: Any) -> dict[str, str]:
    """What was answered, question by question.

    Raises
    ------
    Malformed
        Naming the first question that is not answered as asked.
    """
    if not isinstance(said, Mapping):
        raise Malformed("a form is answers by question")
    asked = {question.key: question for question in questions}
    if unknown := sorted(said.keys() - asked.keys()):
        raise Malformed("the form does not ask for {fields}", fields=", ".join(map(str, unknown)))
    given = {key: answered(question, said.get(key, "")) for key, question in asked.items()}
    return {key: answer for key, answer in given.items() if answer}


def answered(question: Field, said: Any) -> str:
    """An answer as it is kept; empty where none is needed and none was given."""
    answer = str(said).strip()
    if question.required and not answer:
        raise Malformed("{field} is needed", field=question.title)
    if answer and not _fits(question, answer):
        raise Malformed("{field}: {said} does not fit", field=question.title, said=answer[:40])
    return answer


def several(answer: str) -> tuple[str, ...]:
    """The things that one answer names.

    >>> several("o101, o102")
    ('o101', 'o102')
    """
    return tuple(dict.fromkeys(part.strip() for part in answer.split(",") if part.strip()))


def day(answer: str) -> date:
    """A day as forms write it."""
    return date.fromisoformat(answer)


def _fits(question: Field, answer: str) -> bool:
    if question.kind == "choice":
        return answer in [key for key, _ in question.choices]
    if question.kind == "number":
        return answer.isascii() and answer.replace(".", "", 1).isdigit()
    if question.kind in DAYS:
        try:
            day(answer)
        except ValueError:
            return False
    return len(answer) <= (LONGEST_LONG if question.kind == "long" else LONGEST)
