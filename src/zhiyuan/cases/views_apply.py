"""Applying: the form, which is kept as far as it is written; the page to check it on; and only then the sending."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.archive.limits import accept, largest
from zhiyuan.archive.shelf import MB
from zhiyuan.archive.writes import receive
from zhiyuan.cases import (
    queries,
    queries_certificates,
    queries_drafts,
    queries_oneday,
    services,
    views_place,
    writes_drafts,
)
from zhiyuan.cases.answers import problems
from zhiyuan.cases.form import several
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case
from zhiyuan.cases.queries_drafts import Said
from zhiyuan.cases.subject import ENTERPRISE, Matter
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import demand, those
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.park.queries import today


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a kind, with everything that it will ask for, at once; ``?place=park.space:12`` names a place,
    ``?form_policy=…`` an answer."""
    kind, draft = edition(key, parktime.now().date()), queries_drafts.draft(request.user, key)
    said = _posted(request, kind) if request.method == "POST" else _begun(request, kind, draft)
    known = _subjects(request.user, kind, said.about)
    problem, wrong = "", dict[str, str]()
    if request.method == "POST":
        try:
            writes_drafts.save(request.user, kind, said)
            if request.POST.get("do") == "attach" or "drop" in request.POST:
                return _filed(request, kind)
            if request.POST.get("do") == "save":
                return _saved(request, kind)
            wrong, problem = _wrong(kind, said, known)
            if not problem:
                return redirect("case_check", key)
        except ZhiyuanError as failure:
            problem = failure.render(_)
    context = {
        "kind": kind,
        "estimated": kind.key in queries_oneday.KINDS,
        "draft": draft if request.method == "GET" else None,
        "of_firm": kind.about == ENTERPRISE,
        "subjects": [(name, row, name == said.about) for name, row in known.items()],
        "only": len(known) == 1,
        "place": said.place,
        "things": _things(kind, known),
        "fields": [(f, said.form.get(f.key, ""), wrong.get(f.key, "")) for f in kind.asks()],
        "documents": [(d, d.key in kind.defer) for d in kind.documents if d.key in kind.handed_in],
        "ticked": {*said.docs, *(file.doc for file in draft.files)} if draft else said.docs,
        "files": _named_files(draft),
        "accept": accept(parktime.now().date()),
        "largest": largest(parktime.now().date()) // MB,
        "problem": problem,
    }
    return render(request, "cases/apply.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, key: str) -> HttpResponse:
    """All that will be sent, to be read once more, with the way back to each answer; sent from here."""
    kind, draft = edition(key, parktime.now().date()), queries_drafts.draft(request.user, key)
    if draft is None or draft.gone:
        messages.warning(request, _("Nothing is kept of this application: it was sent or discarded already."))
        return redirect("case_apply", key)
    known = _subjects(request.user, kind, draft.said.about)
    wrong, problem = _wrong(kind, draft.said, known)
    if request.method == "POST" and not problem:
        try:
            return redirect("case", _send(request.user, kind, known, request.POST.get("saved", "")).pk)
        except ZhiyuanError as failure:
            problem = failure.render(_)
    things, filed = _things(kind, known), {file.doc for file in draft.files}
    covering = None if problem else _covering(kind, draft.said, known)
    context = {
        "kind": kind,
        "estimated": kind.key in queries_oneday.KINDS,
        "draft": draft,
        "of_firm": kind.about == ENTERPRISE,
        "subject": known.get(draft.said.about),
        "answers": [(f, _shown(f, draft.said.form.get(f.key, ""), things), wrong.get(f.key, "")) for f in kind.asks()],
        "documents": [
            (d, d.key in draft.said.docs or d.key in filed, d.key in kind.defer)
            for d in kind.documents
            if d.key in kind.handed_in
        ],
        "files": _named_files(draft),
        "covering": covering,
        "covered": kind.covered.docs if covering and kind.covered else (),
        "problem": problem,
    }
    return render(request, "cases/check.html", context, status=422 if problem else 200)


@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw one's own draft away."""
    writes_drafts.discard(request.user, key)
    messages.success(request, _("The draft was discarded."))
    return redirect("case_choose")


def _begun(request: HttpRequest, kind: Kind, draft: Any) -> Said:
    """What a form opens with: the draft; a place or an answer that the address names goes before the draft's."""
    said = draft.said if draft else Said("", "", {}, [])
    named = {f.key: words for f in kind.asks() if (words := request.GET.get(f"form_{f.key}", ""))}
    return Said(request.GET.get("place") or said.about, said.place, {**said.form, **named}, said.docs)


def _posted(request: HttpRequest, kind: Kind) -> Said:
    about = request.POST.get("enterprise" if kind.about == ENTERPRISE else "subject", "")
    form = {f.key: ", ".join(request.POST.getlist(f"form_{f.key}")) for f in kind.asks()}
    return Said(about, request.POST.get("place", ""), form, request.POST.getlist("docs"))


def _subjects(person: Any, kind: Kind, named: str) -> dict[str, Any]:
    """What a person may apply for, by the name that the form gives it."""
    if kind.about != ENTERPRISE:
        found, act = views_place.places(person, named), "cases.open_case_about"
    else:
        act = "cases.open_case"
        firms = enterprises.visible(person, act).select_related("site").order_by("name")
        matters = those(person, queries.APPLY, [Matter(firm, kind.key) for firm in firms])
        found = {str(matter.enterprise.pk): matter.enterprise for matter in matters}
    if not found:
        demand(person, act)
    return found


def _wrong(kind: Kind, said: Said, known: dict[str, Any]) -> tuple[dict[str, str], str]:
    """What is wrong at which question, and in one line; empty when nothing is."""
    subject = known.get(said.about)
    if subject is None:
        return {}, _("Choose the enterprise.") if kind.about == ENTERPRISE else _("Choose the place.")
    faults = problems(kind, said.form, today(getattr(subject, "site", subject)))
    wrong = {field: fault.render(_) for field, fault in faults.items()}
    return wrong, _("Some answers need another look.") if wrong else ""


def _covering(kind: Kind, said: Said, known: dict[str, Any]) -> Any:
    """What the firm was issued earlier that stands for documents of this application."""
    if kind.about != ENTERPRISE:
        return None
    firm = known[said.about]
    return queries_certificates.covering(kind, firm, said.form, today(firm.site))


def _things(kind: Kind, known: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    rows = list(known.values())
    firms = rows if kind.about == ENTERPRISE else []
    return queries.things(kind, getattr(rows[0], "site", rows[0]), firms)


def _shown(field: Any, answer: str, things: dict[str, list[tuple[str, str]]]) -> Any:
    """An answer by its names, where the form keeps keys."""
    if field.kind in things:
        names = dict(things[field.kind])
        return "\n".join(names.get(key, key) for key in several(answer))
    return dict(field.choices).get(answer, answer)


def _saved(request: HttpRequest, kind: Kind) -> HttpResponse:
    draft = queries_drafts.draft(request.user, kind.key)
    until = fmt.day(draft.until if draft else None)
    messages.success(
        request, _("The draft of {kind} is kept until {day}.").format(kind=kind.title.render(_), day=until)
    )
    return redirect("cases")


def _filed(request: HttpRequest, kind: Kind) -> HttpResponse:
    """A file was added to the draft, or taken out of it."""
    if (number := request.POST.get("drop", "")).isdecimal():
        with transaction.atomic():
            writes_drafts.detach(request.user, kind.key, int(number))
    elif (file := request.FILES.get("file")) is None:
        raise Malformed("choose a file")
    else:
        upload = receive(request.user, file.name or "", file.chunks())
        with transaction.atomic():
            writes_drafts.attach(request.user, kind, request.POST.get("file_doc", ""), upload.pk)
    return redirect(f"{request.path}#files")


def _named_files(draft: Any) -> list[tuple[Any, Any]]:
    """The files of a draft, each with the document that it is of."""
    return [(draft.kind.document[file.doc].title, file) for file in draft.files] if draft else []


@transaction.atomic
def _send(person: Any, kind: Kind, known: dict[str, Any], read: str) -> Case:
    """The draft becomes a case, or stays a draft."""
    said, files = writes_drafts.take(person, kind.key, read)
    asked = {doc: numbers for doc, numbers in files.items() if doc in kind.handed_in}
    whole: Any = {"kind": kind.key, "form": said.form, "docs": said.docs, "files": asked}
    if kind.about == ENTERPRISE:
        return services.open_case(person, known[said.about], **whole)
    return services.open_case_about(person, known[said.about], place=said.place, **whole)
