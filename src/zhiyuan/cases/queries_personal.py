"""Reading personal answers: those of a case in place of their digests, and all that name a person."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from zhiyuan.cases.models import Case, Draft, Event, PersonalAnswer
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.personal import SALTED

SURELY_ONE = 7
"""Characters from which a telephone number or address is looked for inside an answer as well."""


def kept_apart(answer: Any) -> bool:
    """Whether an answer stands for one that is kept apart."""
    return isinstance(answer, str) and answer.startswith(SALTED)


def plain(case: Case, form: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with what was kept apart in its place; what was erased is left out."""
    if not any(kept_apart(answer) for answer in form.values()):
        return dict(form)
    kept = dict(PersonalAnswer.objects.filter(case=case).values_list("digest", "value"))
    found = {key: kept.get(answer, "") if kept_apart(answer) else answer for key, answer in form.items()}
    return {key: answer for key, answer in found.items() if answer != ""}


def personal(case: Case, form: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the answers that are kept apart, in full; what was erased is left out."""
    return {key: answer for key, answer in plain(case, form).items() if kept_apart(form[key])}


def held(site: Any, said: Mapping[str, str]) -> dict[str, Any]:
    """All that the cases of a park hold about a person, by telephone number or email address.

    ``cases_before`` are the numbers of cases opened before answers were kept apart, whose log says it for good.
    """
    answers = [
        {"case": row.case.number, "question": row.question, "answer": row.value} for row in rows_saying(site, said)
    ]
    drafts = [{"kind": row.kind, "questions": keys} for row, keys in drafts_saying(site, said)]
    found = {"answers_in_cases": answers, "answers_in_drafts": drafts, "cases_before": before(site, said)}
    return {name: rows for name, rows in found.items() if rows}


def rows_saying(site: Any, said: Mapping[str, str]) -> list[PersonalAnswer]:
    """The answers in a park's cases that name one of these."""
    rows = PersonalAnswer.objects.filter(_saying("value", said), case__site=site)
    return list(rows.select_related("case"))


def drafts_saying(site: Any, said: Mapping[str, str]) -> list[tuple[Draft, list[str]]]:
    """The drafts for a park's firms that name one of these, with the questions that do."""
    firms = {str(pk) for pk in enterprises.of_site(site).values_list("pk", flat=True)}
    found = []
    for draft in Draft.objects.filter(_saying("said__form", said, whole=False)):
        keys = [key for key, answer in draft.said["form"].items() if any(_names(str(answer), v) for v in said.values())]
        if keys and str(draft.said["about"]) in firms:
            found.append((draft, keys))
    return found


def before(site: Any, said: Mapping[str, str]) -> list[str]:
    """The numbers of cases whose log itself names one of these, since it is older than the keeping apart."""
    rows = Event.objects.filter(_saying("data__form", said, whole=False), case__site=site)
    return sorted(set(rows.values_list("case__number", flat=True)))


def _saying(column: str, said: Mapping[str, str], *, whole: bool = True) -> Q:
    found = Q(pk__in=[])
    for value in said.values():
        found |= Q(**{column: value}) if whole else Q(pk__in=[])
        if len(value) >= SURELY_ONE:
            found |= Q(**{f"{column}__icontains": value})
    return found


def _names(answer: str, value: str) -> bool:
    return answer == value or (len(value) >= SURELY_ONE and value.casefold() in answer.casefold())
