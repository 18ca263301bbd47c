"""Personal answers: kept apart from the log when an event is appended, and erased. The caller holds the transaction."""

from collections.abc import Mapping
from typing import Any

from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case, Draft, PersonalAnswer
from zhiyuan.cases.queries_personal import before, drafts_saying, rows_saying
from zhiyuan.identity.personal import digested, new_salt


def apart(case: Case, kind: Kind, said: dict[str, Any]) -> dict[str, Any]:
    """What is said with an event, with a salted digest in place of each personal answer, which becomes a row."""
    form, personal = said["form"], {f.key for f in kind.form if f.personal}
    rows = [_row(case, key, value) for key in form if key in personal and (value := str(form[key]).strip())]
    if rows:
        PersonalAnswer.objects.bulk_create(rows)
    return {**said, "form": {**form, **{row.question: row.digest for row in rows}}}


def _row(case: Case, question: str, value: str) -> PersonalAnswer:
    salt = new_salt()
    return PersonalAnswer(case=case, question=question, digest=digested(value, salt), salt=salt, value=value)


def erase(site: Any, said: Mapping[str, str]) -> dict[str, int]:
    """Erase what the cases of a park hold about a person; how many answers, and how many of drafts.

    How many cases are older than the keeping apart is counted too: their logs say it for good.
    """
    rows, drafts = rows_saying(site, said), drafts_saying(site, said)
    PersonalAnswer.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for draft, keys in drafts:
        form = {key: answer for key, answer in draft.said["form"].items() if key not in keys}
        Draft.objects.filter(pk=draft.pk).update(said={**draft.said, "form": form})
    return {"answers_in_cases": len(rows), "answers_in_drafts": len(drafts), "cases_before": len(before(site, said))}
