"""Going on from a refused case by the kind that it leads to, with what is known already."""

from typing import Any

from zhiyuan.cases import queries_personal, writes, writes_papers
from zhiyuan.cases.answers import refuse_wrong
from zhiyuan.cases.kind import HANDED_IN
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case, Onward
from zhiyuan.cases.state import REFUSED
from zhiyuan.cases.subject import subject as as_subject
from zhiyuan.kernel.errors import Refused
from zhiyuan.park.queries import today


def continued(person: Any, case: Case, on_behalf: str) -> Case:
    """A case of the kind that this one leads to, handed in with its answers, documents and files.

    Raises
    ------
    Refused
        When the case was not refused, leads nowhere, or went on already.
    """
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    kind, state, day = writes.kind_of(case), writes.state_now(case), today(case.site)
    if not kind.onward or state.phase != REFUSED:
        raise Refused("{case} does not go on by another kind", case=case)
    if went := Onward.objects.filter(before=case).select_related("case").first():
        raise Refused("{case} went on as {other} already", case=case, other=went.case)
    then = edition(kind.onward, day)
    known = queries_personal.plain(case, state.form)
    form = {question.key: known[question.key] for question in then.asks() if question.key in known}
    refuse_wrong(then, form, day)
    docs = [document.key for document in then.documents if document.origin == HANDED_IN and document.key in state.docs]
    row = writes.opened(then, as_subject(case.enterprise))
    Onward.objects.create(before=case, case=row)
    writes_papers.carry(case, row, person, docs)
    said = {"form": form, "docs": docs, "from": case.number}
    writes_papers.append(row, "submit", person, data=said, on_behalf=on_behalf, docs=docs)
    return row
