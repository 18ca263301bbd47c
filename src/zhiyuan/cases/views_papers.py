"""Files of a case: handed in on its page, given back as downloads that no browser runs."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.archive import queries as archive
from zhiyuan.archive import writes as archive_writes
from zhiyuan.archive.limits import accept, largest
from zhiyuan.archive.shelf import MB
from zhiyuan.cases import queries, services, writes_papers
from zhiyuan.cases.kind import HANDED_IN, Document
from zhiyuan.cases.models import Paper
from zhiyuan.cases.queries import Read
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

NOTHING_RUNS = "default-src 'none'; sandbox"


def shown(found: Read, person: Any) -> dict[str, Any]:
    """What the page of a case says of its files: by document, and what this reader may add or hand in."""
    seen = queries.papers(found.case, person)
    desk, firm = may(person, "cases.work_case", found.case), may(person, "cases.answer_case", found.case)
    adds = found.state.phase in writes_papers.TAKING and may(person, "cases.add_paper", found.case)
    waiting = [row for row in seen if row.seq is None]
    mine = {row.doc for row in waiting if row.uploader_id == person.pk}
    return {
        "by_document": {d.key: [row for row in seen if row.doc == d.key] for d in found.kind.documents},
        "may_add": [d for d in found.kind.documents if desk or d.origin == HANDED_IN] if adds else [],
        "hand_in": sorted({row.doc for row in waiting if row.origin == HANDED_IN}) if firm else [],
        "waiting": waiting,
        "mine": mine,
        "held": _held(found, person, [d.key for d in found.kind.documents if desk or d.origin == HANDED_IN])
        if adds
        else [],
        "accept": accept(found.today),
        "largest": largest(found.today) // MB,
    }


def _held(found: Read, person: Any, docs: list[str]) -> list[tuple[Document, Paper]]:
    """What need not be handed in again, for documents that are not here."""
    wanted = [doc for doc in docs if doc not in found.state.docs]
    rows = queries.held(found.case, person, wanted, found.today)
    return [(found.kind.document[row.doc], row) for row in rows]


@require_POST
def reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the park holds already."""
    row = get_object_or_404(queries.visible(request.user), pk=pk)
    number = request.POST.get("paper", "")
    services.reuse_paper(request.user, row, paper=int(number) if number.isdecimal() else 0)
    return redirect(f"/cases/{pk}/#files")


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the chosen files to a document; those that are refused are named, the others stay."""
    row = get_object_or_404(queries.visible(request.user), pk=pk)
    demand(request.user, "cases.add_paper", row)
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, _("Choose a file."))
    for file in files:
        try:
            upload = archive_writes.receive(request.user, file.name or "", file.chunks())
            said = {"doc": request.POST.get("doc", ""), "valid_last": _day(request.POST.get("valid_last", ""))}
            services.add_paper(request.user, row, upload=upload.pk, **said)
        except ZhiyuanError as failure:
            messages.error(request, failure.render(_))
        else:
            messages.success(request, _("{name} was added; it is handed in with your next act.").format(name=upload))
    return redirect(f"/cases/{pk}/#files")


def received(request: HttpRequest, row: Any) -> None:
    """Photos that came with an act, as ``photo_<document>``; what is added stays when the act is refused."""
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            demand(request.user, "cases.add_paper", row)
            upload = archive_writes.receive(request.user, file.name or "", file.chunks())
            services.add_paper(request.user, row, doc=name.removeprefix("photo_"), upload=upload.pk)


@require_POST
def remove(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a file out again that was not handed in yet."""
    services.remove_paper(request.user, _paper(request, pk, paper))
    return redirect(f"/cases/{pk}/#files")


@require_GET
def download(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """The file as it was handed in, to be saved and never run; who read it is in the trail."""
    return content(request.user, _paper(request, pk, paper))


def content(person: Any, row: Paper) -> HttpResponse:
    """A file as an answer, to be saved and never run, with its line in the trail."""
    writes_papers.downloaded(person, row, row.file)
    return saved(row.file, row.name)


def saved(file: Any, name: str) -> HttpResponse:
    """A stored file as an answer, to be saved under a name and never run."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Content-Security-Policy": NOTHING_RUNS,
    }
    # At most the largest file; ASGI would gather a stream as well.
    return HttpResponse(archive.path(file).read_bytes(), content_type=file.media, headers=headers)


@require_GET
def picture(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A photo drawn anew, without where and when it was taken."""
    made = archive.picture(_paper(request, pk, paper).file)
    return HttpResponse(made, content_type="image/jpeg", headers={"Content-Security-Policy": NOTHING_RUNS})


def _paper(request: HttpRequest, pk: int, paper: int) -> Any:
    case = get_object_or_404(queries.visible(request.user), pk=pk)
    row = next((row for row in queries.papers(case, request.user) if row.pk == paper), None)
    if row is None:
        raise Http404
    return row


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=said) from None
