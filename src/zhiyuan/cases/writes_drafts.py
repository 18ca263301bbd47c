"""Keeping what a person began to write. No verb: it is theirs alone until it is sent, and no trail keeps it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from zhiyuan.archive.limits import waiting
from zhiyuan.archive.writes import claimed, released
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Draft, DraftFile
from zhiyuan.cases.queries_drafts import Said, kept_since
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.cases.writes_papers import refuse_no_photo
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
    kept = {"said": asdict(said), "saved": parktime.now()}
    return Draft.objects.update_or_create(person=person, kind=kind.key, defaults=kept)[0]


def attach(person: Any, kind: Kind, doc: str, upload: int) -> DraftFile:
    """Let a file that the person sent belong to their draft, as one of the documents that the kind asks for.

    Raises
    ------
    Malformed
        When the kind does not ask for it.
    Refused
        When there is no draft, it is there already, or too much lies in drafts.
    """
    draft = Draft.objects.select_for_update().filter(person=person, kind=kind.key).first()
    if draft is None:
        raise Refused("this was sent or discarded already; look among your cases")
    if doc not in kind.handed_in:
        raise Malformed("{kind} does not ask for {docs}", kind=kind.title, docs=doc or "–")
    file, name = claimed(person, upload)
    refuse_no_photo(kind, doc, file, name)
    there = draft.files.filter(doc=doc, file=file).first()
    if there is not None:
        raise Refused("{name} is here already, as {there}", name=name, there=there.name)
    lies = DraftFile.objects.filter(draft__person=person).aggregate(sum=Sum("file__size"))["sum"] or 0
    if lies + file.size > waiting(timezone.localdate(parktime.now())):
        raise Refused("too many files lie in your drafts; send or discard one first")
    return DraftFile.objects.create(draft=draft, doc=doc, file=file, name=name, at=parktime.now())


def detach(person: Any, kind: str, number: int) -> None:
    """Take a file out of a draft again; also when it is not there."""
    _release(DraftFile.objects.filter(draft__person=person, draft__kind=kind, pk=number))


def take(person: Any, kind: str, read: str) -> tuple[Said, dict[str, list[int]]]:
    """Take a draft to be sent, as it was saved at the moment ``read``, and the numbers of its files by document, which
    are the person's to hand in. Two who send it at once wait for each other.

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
    files: dict[str, list[int]] = {}
    for doc, number in _release(row.files.all()):
        files.setdefault(doc, []).append(number)
    row.delete()
    return Said(**row.said), files


def discard(person: Any, kind: str) -> None:
    """Throw a draft away; also when there is none."""
    _release(DraftFile.objects.filter(draft__person=person, draft__kind=kind))
    Draft.objects.filter(person=person, kind=kind).delete()


def forget(now: datetime) -> int:
    """Empty what is older than drafts are kept, with its files; the row stays to say so to its writer. How many."""
    begins = timezone.make_aware(datetime.combine(kept_since(timezone.localdate(now)), time()))
    old = Draft.objects.filter(saved__lt=begins)
    with transaction.atomic():
        _release(DraftFile.objects.filter(draft__in=old))
        return int(old.exclude(said=EMPTY).update(said=EMPTY))


def _release(files: Iterable[DraftFile]) -> list[tuple[str, int]]:
    """Let files belong to nothing but their sender any more: document and number of each."""
    gone = []
    for one in files:
        gone.append((one.doc, released(one.file, one.draft.person, one.name).pk))
        one.delete()
    return gone


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
