"""Reading cases over HTTP; acts go through ``/api/v1/do/cases.*``."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema, Status

from zhiyuan.cases import (
    queries,
    queries_certificates,
    queries_drafts,
    queries_promises,
    queries_ratings,
    views_papers,
    writes_drafts,
)
from zhiyuan.cases.api_ledger import router as ledger
from zhiyuan.cases.api_oneday import router as oneday
from zhiyuan.cases.api_track import router as tracking
from zhiyuan.cases.greenlane import FIRST
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case
from zhiyuan.cases.state import ready
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound

router = Router(tags=["cases"])
router.add_router("", tracking)
router.add_router("", ledger)
router.add_router("", oneday)


class CaseOut(Schema):
    """A case in a list."""

    id: int
    number: str
    kind: str
    lane: str
    enterprise_id: int | None
    enterprise: str
    subject_type: str
    subject_id: str
    about: str
    opened: datetime
    phase: str
    due: date | None
    provisional: bool


class EventOut(Schema):
    """One line of a log."""

    seq: int
    act: str
    step: str
    at: datetime
    day: date
    actor: str
    on_behalf: str
    data: dict[str, Any]
    previous: str
    digest: str


class ClockOut(Schema):
    """A clock that runs: legal, promised, of a step or of a promised document.

    ``counted_from`` is the day that an answer named as its beginning; without one it counts from when it was ready.
    """

    name: str
    of: str
    due: date
    provisional: bool
    basis: str
    counted_from: date | None


class PaperOut(Schema):
    """A file of a case; ``seq`` is the event that it came with, none while it waits. ``size`` in bytes."""

    id: int
    doc: str
    name: str
    origin: str
    sha256: str
    size: int
    media: str
    valid_from: date | None
    valid_last: date | None
    uploader: str
    at: datetime
    seq: int | None


class WholeOut(CaseOut):
    """A case with its log, its clocks, what is ready and its files."""

    edition: str
    events: list[EventOut]
    clocks: list[ClockOut]
    ready: list[str]
    papers: list[PaperOut]


class TurnOut(Schema):
    """Something that waits for you."""

    case_id: int
    number: str
    enterprise: str
    about: str
    desk: str
    what: str
    due: date | None
    provisional: bool
    green_lane: bool


@router.get("/", response=list[CaseOut])
def cases(request: HttpRequest, q: str = "", lane: str = "", phase: str = "", kind: str = "", limit: int = 200) -> Any:
    """The cases that you may see, what is due first; phase also takes open and ended."""
    found = queries.cases(request.user, words=q, lane=lane, phase=phase, kind=kind)
    return [_brief(row) for row in found[: max(0, min(limit, 1000))]]


@router.get("/work", response=list[TurnOut])
def work(request: HttpRequest, limit: int = 200) -> Any:
    """What waits for you, what is due first."""
    return [
        TurnOut(case_id=t.case_id, number=t.case.number, enterprise=str(t.case.enterprise or ""), about=t.case.about,
                desk=t.desk, what=t.what, due=t.due, provisional=t.provisional,
                green_lane=t.rank == FIRST)
        for t in queries.work(request.user)[: max(0, min(limit, 1000))]
    ]  # fmt: skip


class RatingOut(Schema):
    """A rating of a case; until is the last day to put a bad one right, while that is owed."""

    case_id: int
    number: str
    enterprise: str
    level: str
    day: date
    called: date | None
    righted: date | None
    appeal: str
    until: date | None
    overdue: bool


class RatingsOut(Schema):
    """What ratings come to; the shares are over ended and over rated cases, silence is in neither."""

    ended: int
    rated: int
    good: int
    bad: int
    called: int
    right_in_time: int
    overdue: int
    rated_share: float | None
    good_share: float | None
    ratings: list[RatingOut]


@router.get("/ratings", response=RatingsOut | None)
def ratings(request: HttpRequest, which: str = "", limit: int = 200) -> Any:
    """The ratings that you may see, the last first, and the sums over all; which: bad, overdue, appealed; null
    without any."""
    sums = queries_ratings.sums(request.user)
    if sums is None:
        return None
    names = ("ended", "rated", "good", "bad", "called", "right_in_time", "overdue")
    said: dict[str, Any] = {name: getattr(sums, name) for name in names}
    for name in ("rated_share", "good_share"):
        value = getattr(sums, name)
        said[name] = None if value is None else float(value)
    rows = queries_ratings.ratings(request.user, which)[: max(0, min(limit, 1000))]
    return RatingsOut(**said, ratings=[_rating(one) for one in queries_ratings.told(list(rows))])


def _rating(one: queries_ratings.Rated) -> RatingOut:
    row, case = one.row, one.row.case
    return RatingOut(
        case_id=case.pk, number=case.number, enterprise=str(case.enterprise), level=row.level, day=row.day,
        called=row.called, righted=row.righted, appeal=row.appeal, until=one.until, overdue=one.overdue,
    )  # fmt: skip


class CertificateOut(Schema):
    """Something that a case issued; state: holding, begun, lapsed; left: how often it may be prolonged yet."""

    case_id: int
    number: str
    kind: str
    about: str
    doc: str
    issued: date
    last: date | None
    provisional: bool
    began: date | None
    prolonged: int
    left: int
    state: str


@router.get("/certificates", response=list[CertificateOut])
def certificates(request: HttpRequest, which: str = "all", q: str = "", limit: int = 200) -> Any:
    """What was issued in cases that you may see, the nearest end first; which: soon, lapsed, all."""
    if which not in queries_certificates.WHICH:
        known = ", ".join(queries_certificates.WHICH)
        raise Malformed("there is no list {which}; there are {known}", which=which, known=known)
    day = queries_promises.latest_day()
    rows = queries_certificates.certificates(request.user, day, which=which, words=q)[: max(0, min(limit, 1000))]
    return [_certificate(queries_certificates.listed(row)) for row in rows]


def _certificate(one: queries_certificates.Listed) -> CertificateOut:
    names = ("case_id", "doc", "issued", "last", "provisional", "began", "prolonged")
    case = {"number": one.row.case.number, "about": one.row.case.about, "kind": one.kind.key}
    return CertificateOut(**{n: getattr(one.row, n) for n in names} | case, left=one.left, state=one.state)


class DraftIn(Schema):
    """What a form says so far; ``about`` names a firm by its number, a place by label and number (park.floor:3)."""

    about: str = ""
    place: str = ""
    form: dict[str, str] = {}
    docs: list[str] = []


class DraftFileOut(Schema):
    """A file of a draft. ``size`` in bytes."""

    id: int
    doc: str
    name: str
    size: int


class DraftFileIn(Schema):
    """A file that you sent, by its number, as a document of the kind."""

    doc: str
    upload: int


class DraftOut(DraftIn):
    """A draft of yours; after ``until`` nothing is left of it but that it is ``gone``."""

    kind: str
    saved: datetime
    until: date
    gone: bool
    files: list[DraftFileOut] = []


@router.get("/drafts", response=list[DraftOut])
def drafts(request: HttpRequest) -> Any:
    """What you began to write and did not send, the one saved last first."""
    return [_draft(begun) for begun in queries_drafts.drafts(request.user)]


@router.put("/drafts/{slug:kind}", response=DraftOut)
def save_draft(request: HttpRequest, kind: str, said: DraftIn) -> Any:
    """Keep a form as far as it is written; sent later on its page, or by ``cases.open_case``, which leaves it there."""
    writes_drafts.save(request.user, edition(kind, parktime.now().date()), queries_drafts.Said(**said.dict()))
    return next(_draft(begun) for begun in queries_drafts.drafts(request.user) if begun.kind.key == kind)


@router.post("/drafts/{slug:kind}/files", response=DraftOut)
@transaction.atomic
def attach_file(request: HttpRequest, kind: str, said: DraftFileIn) -> Any:
    """Let a file that you sent belong to a draft of yours; it is handed in with it."""
    writes_drafts.attach(request.user, edition(kind, parktime.now().date()), said.doc, said.upload)
    return next(_draft(begun) for begun in queries_drafts.drafts(request.user) if begun.kind.key == kind)


@router.delete("/drafts/{slug:kind}/files/{int:file}", response={204: None})
@transaction.atomic
def detach_file(request: HttpRequest, kind: str, file: int) -> Any:
    """Take a file out of a draft of yours; also when it is not there."""
    writes_drafts.detach(request.user, kind, file)
    return Status(204, None)


@router.delete("/drafts/{slug:kind}", response={204: None})
def discard_draft(request: HttpRequest, kind: str) -> Any:
    """Throw a draft of yours away; also when there is none."""
    writes_drafts.discard(request.user, kind)
    return Status(204, None)


def _draft(begun: queries_drafts.Begun) -> DraftOut:
    said = {name: getattr(begun.said, name) for name in DraftIn.model_fields}
    files = [DraftFileOut(id=f.pk, doc=f.doc, name=f.name, size=f.file.size) for f in begun.files]
    return DraftOut(**said, kind=begun.kind.key, saved=begun.saved, until=begun.until, gone=begun.gone, files=files)


@router.get("/{int:case_id}", response=WholeOut)
def one(request: HttpRequest, case_id: int) -> Any:
    """One case with its log."""
    row = queries.visible(request.user).filter(pk=case_id).first()
    if row is None:
        raise NotFound("there is no case {number}", number=case_id)
    found = queries.read(row)
    running = [
        ClockOut(name=clock.name, of=clock.of, due=clock.due.day, provisional=clock.due.provisional, basis=clock.basis,
                 counted_from=clock.counted.day if clock.counted else None)
        for clock in found.clocks
    ]  # fmt: skip
    events = [EventOut(**{name: getattr(e, name) for name in EventOut.model_fields}) for e in found.log]
    return WholeOut(
        **_brief(row),
        edition=found.kind.digest,
        events=events,
        clocks=running,
        ready=[step.key for step in ready(found.kind, found.state)],
        papers=[_paper(paper) for paper in queries.papers(row, request.user)],
    )


@router.get("/{int:case_id}/papers/{int:paper_id}", response=None)
def paper(request: HttpRequest, case_id: int, paper_id: int) -> Any:
    """The content of one file; who read it is in the trail."""
    row = queries.visible(request.user).filter(pk=case_id).first()
    found = next((p for p in queries.papers(row, request.user) if p.pk == paper_id), None) if row else None
    if found is None:
        raise NotFound("there is no file {number} in case {case}", number=paper_id, case=case_id)
    return views_papers.content(request.user, found)


def _paper(row: Any) -> PaperOut:
    names = ("doc", "name", "origin", "valid_from", "valid_last", "at", "seq")
    of = {"id": row.pk, "sha256": row.file_id, "size": row.file.size, "media": row.file.media}
    return PaperOut(**{name: getattr(row, name) for name in names} | of, uploader=str(row.uploader))


def _brief(row: Case) -> dict[str, Any]:
    subject = ("subject_type", "subject_id", "about")
    names = ("id", "number", "lane", "enterprise_id", *subject, "opened", "phase", "due", "provisional")
    return {name: getattr(row, name) for name in names} | {
        "kind": row.edition.kind,
        "enterprise": str(row.enterprise or ""),
    }
