"""Files as documents of a case: they wait until their event, and stand by it from then on.

The log keeps the SHA-256 of every file under the event that it came with, so that its chain vouches for the files.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhiyuan.archive.writes import claimed, released
from zhiyuan.cases import writes
from zhiyuan.cases.fold import ACTS, folded
from zhiyuan.cases.kind import HANDED_IN, Kind
from zhiyuan.cases.models import Case, Event, Paper
from zhiyuan.cases.names import PHASE
from zhiyuan.identity import trail
from zhiyuan.identity.verbs import REMOTE_ADDRESS
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused

TAKING = ACTS["supply"].phases | ACTS["look_back"].phases
"""While files may be added: something is to be handed in, or shown at a look back."""


def add(
    case: Case, person: Any, doc: str, upload: int, desk: bool, valid_from: date | None, valid_last: date | None
) -> Paper:
    """Let a file that the person sent be a document of a case; it waits to be handed in.

    A firm adds what firms hand in; a desk also what it fetched or issued.
    """
    kind = _taking(case, doc, desk)
    if valid_from and valid_last and valid_last < valid_from:
        raise Malformed("{name}: the last day it holds is before the first", name=kind.document[doc].title)
    return _waiting(case, kind, doc, *claimed(person, upload), person, (valid_from, valid_last))


def bring(case: Case, kind: Kind, person: Any, uploads: Mapping[str, Collection[int]]) -> None:
    """Let files that the person sent come with the application itself, by document."""
    if unknown := sorted(uploads.keys() - kind.handed_in):
        raise Malformed("{kind} does not ask for {docs}", kind=kind.title, docs=", ".join(unknown))
    for doc, numbers in uploads.items():
        for number in numbers:
            _waiting(case, kind, doc, *claimed(person, number), person, (None, None))


def refuse_no_photo(kind: Kind, doc: str, file: Any, name: str) -> None:
    """A document that is a photo is a picture."""
    if kind.document[doc].photo and not file.picture:
        raise Malformed("{name} is no picture; a photo is wanted", name=name)


def _waiting(
    case: Case, kind: Kind, doc: str, file: Any, name: str, person: Any, holds: tuple[date | None, date | None]
) -> Paper:
    """A file that waits to be handed in as a document; ``holds`` is from which day to which it is valid."""
    refuse_no_photo(kind, doc, file, name)
    _refuse_twice(case, doc, file, name)
    return Paper.objects.create(
        case=case, doc=doc, file=file, name=name, origin=kind.document[doc].origin, valid_from=holds[0],
        valid_last=holds[1], uploader=person, at=parktime.now(),
    )  # fmt: skip


def reuse(case: Case, person: Any, held: Paper, desk: bool) -> Paper:
    """Let a file that the park holds already be a document of another case of its firm; it waits like any other."""
    kind = _taking(case, held.doc, desk)
    return _waiting(case, kind, held.doc, held.file, held.name, person, (held.valid_from, held.valid_last))


def carry(case: Case, to: Case, person: Any, docs: Collection[str]) -> None:
    """Let the files that were handed in for these documents go with a case into the one that follows from it."""
    Paper.objects.bulk_create(
        Paper(case=to, doc=held.doc, file=held.file, name=held.name, origin=held.origin, valid_from=held.valid_from,
              valid_last=held.valid_last, uploader=person, at=parktime.now())
        for held in Paper.objects.filter(case=case, doc__in=docs, seq__isnull=False).select_related("file")
    )  # fmt: skip


def remove(paper: Paper, person: Any, desk: bool) -> None:
    """Take a file out again that was not handed in yet: one's own, or as a desk of the case anybody's."""
    if paper.uploader_id != person.pk and not desk:
        raise Refused("{name} was added by {person}, who may take it out again", name=paper.name, person=paper.uploader)
    if paper.seq is not None:
        raise Refused("{name} was handed in and stays in the case", name=paper.name)
    released(paper.file, paper.uploader, paper.name)
    paper.delete()


def append(
    case: Case, act: str, person: Any, *, step: str = "", data: Mapping[str, Any], on_behalf: str = "",
    docs: Collection[str] | None = None,
) -> Event:  # fmt: skip
    """One more event with the files that go with it: those of the documents, or all that the person added."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    waiting = Paper.objects.filter(case=case, seq=None)
    going = list(waiting.filter(uploader=person) if docs is None else waiting.filter(doc__in=docs))
    said = {**data, "files": _digests(going)} if going else data
    event = writes.append(case, act, person.username, step=step, data=said, on_behalf=on_behalf)
    bound = waiting.filter(pk__in=[paper.pk for paper in going]).update(seq=event.seq)
    if bound != len(going):
        raise NotReady("somebody else just acted on {case}; look at it again", case=case)
    return event


def downloaded(person: Any, target: Any, file: Any, verb: str = "cases.download_paper") -> None:
    """Leave a line in the trail: who read which file of what."""
    with transaction.atomic():
        trail.add(person=person, verb=verb, target=target, params={"sha256": file.sha256},
                  before={}, after={}, address=REMOTE_ADDRESS.get())  # fmt: skip


def _taking(case: Case, doc: str, desk: bool) -> Kind:
    """The kind of a case that takes files for a document now; two who add at once wait for each other."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    kind = writes.kind_of(case)
    phase = folded(kind, writes.log(case)).phase
    if doc not in [d.key for d in kind.documents if desk or d.origin == HANDED_IN]:
        raise Malformed("{kind} does not ask for {docs}", kind=kind.title, docs=doc or "–")
    if phase not in TAKING:
        raise Refused("a case that is {phase} takes no more files", phase=PHASE[phase])
    return kind


def _digests(papers: Collection[Paper]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for paper in papers:
        found.setdefault(paper.doc, []).append(paper.file_id)
    return found


def _refuse_twice(case: Case, doc: str, file: Any, name: str) -> None:
    there = Paper.objects.filter(case=case, doc=doc, file=file).first()
    if there is not None:
        raise Refused("{name} is here already, as {there}", name=name, there=there.name)
