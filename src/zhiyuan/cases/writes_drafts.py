"""Keeping what a person began to write. No verb: it is theirs alone until it is sent, and no trail keeps it."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Draft
from zhiyuan.cases.queries_drafts import Said, kept_since
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused

LONGEST = 4000
EMPTY = asdict(Said("", "", {}, []))


def save(person: Any, kind: Kind, said: Said) -> Draft:
    """Keep a form as far as it is written, in place of what was kept of this kind before.

    Raises
    ------
    Malformed
        When it answers what is not asked, or at more length than a form takes.
    Refused
        When the person may not apply for this kind anywhere.
    """
    act = "cases.open_case" if kind.about == ENTERPRISE else "cases.open_case_about"
    demand_somewhere(person, act)
    _refuse_unfit(kind, said)
    _forget()
    kept = {"said": asdict(said), "saved": parktime.now()}
    return Draft.objects.update_or_create(person=person, kind=kind.key, defaults=kept)[0]


def take(person: Any, kind: str, read: str) -> Said:
    """Take a draft to be sent, as it was saved at the moment ``read``. Two who send it at once wait for each other.

    Raises
    ------
    Refused
        When it was sent or discarded already, or saved anew since it was read.
    """
    row = Draft.objects.select_for_update().filter(person=person, kind=kind).first()
    if row is None:
        raise Refused("this was sent or discarded already; look among your cases")
    if row.saved.isoformat() != read:
        raise Refused("it was changed in another window since you read it: read it once more")
    said = Said(**row.said)
    row.delete()
    return said


def discard(person: Any, kind: str) -> None:
    """Throw a draft away; also when there is none."""
    Draft.objects.filter(person=person, kind=kind).delete()


def _refuse_unfit(kind: Kind, said: Said) -> None:
    if unknown := sorted({*said.form} - {f.key for f in kind.asks()}):
        raise Malformed("the form does not ask for {fields}", fields=", ".join(unknown))
    if unknown := sorted({*said.docs} - {*kind.handed_in}):
        raise Malformed("{kind} does not ask for {docs}", kind=kind.title, docs=", ".join(unknown))
    for question in kind.asks():
        answer = said.form.get(question.key, "")
        if len(answer) > LONGEST or "\0" in answer:
            raise Malformed("{field}: {said} does not fit", field=question.title, said=answer[:40].replace("\0", "�"))
    if any(len(words) > 200 or "\0" in words for words in (said.about, said.place)):
        raise Malformed("the words for the place do not fit")


def _forget() -> None:
    """What is older than drafts are kept is emptied for everybody; the row stays to say so to its writer."""
    first = kept_since(timezone.localdate(parktime.now()))
    begins = timezone.make_aware(datetime.combine(first, time()))
    Draft.objects.filter(saved__lt=begins).exclude(said=EMPTY).update(said=EMPTY)
