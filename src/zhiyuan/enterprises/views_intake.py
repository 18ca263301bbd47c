"""A workbook of enterprises on its way in: brought, looked at, its columns chosen, taken or discarded."""

import base64
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.enterprises import queries_workbook, services, writes_intake, writes_stage
from zhiyuan.enterprises.forms import WorkbookForm
from zhiyuan.enterprises.intake.columns import AT, meanings
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import Intake
from zhiyuan.enterprises.models.intake import STAGED
from zhiyuan.enterprises.writes_intake import Outcome
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.sheet import MIME
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

RECENT, SAMPLES, MOST_SHOWN, YEARS = 20, 3, 200, 3
TITLES = {
    "key": _later("Key"),
    "name": pgettext_lazy("thing", "Name"),
    "uscc": _later("Credit code (USCC)"),
    "standing": _later("Standing"),
    "founded": _later("Founded on"),
    "industry": _later("Industry (GB/T 4754)"),
    "legal_form": _later("Legal form"),
    "address": _later("Address"),
    "representative": _later("Legal representative"),
    "business_scope": _later("Business scope"),
    "tags": _later("Tags"),
    "contact_name": _later("Contact"),
    "contact_position": _later("Contact's position"),
    "contact_phone": _later("Contact's phone"),
    "contact_email": _later("Contact's email"),
}


@require_http_methods(["GET", "POST"])
def intakes(request: HttpRequest) -> HttpResponse:
    """Bring a workbook; those that were brought last."""
    site = the_site()
    demand(request.user, "enterprises.stage_import", site)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = base64.b64encode(file.read()).decode()
        try:
            brought = services.stage_import(request.user, site, workbook=content, file=file.name)
        except ZhiyuanError as failure:
            form.add_error("file", failure.render(_))
        else:
            return redirect("enterprises_intake", brought.pk)
    context = {"form": form, "intakes": Intake.objects.filter(site=site).select_related("by")[:RECENT]}
    return render(request, "enterprises/intakes.html", context, status=422 if form.errors else 200)


@require_GET
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """What a workbook says and what would come of it; or what came of it."""
    return _page(request, _row(request, pk))


@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns mean."""
    row = _row(request, pk)
    said = [request.POST.get(f"column-{n}", "") for n in range(len(row.heads))]
    try:
        services.choose_columns(request.user, row, columns=said)
    except Malformed as failure:
        row.columns = said
        return _page(request, row, failure.render(_))
    messages.success(request, _("Saved; workbooks with these heads will be read like this."))
    return redirect("enterprises_intake", pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the workbook, all of it or its good rows."""
    row = _row(request, pk)
    try:
        services.take_import(request.user, row, only_good=request.POST.get("only") == "good")
    except ZhiyuanError as failure:
        if row.state != STAGED:
            raise
        return _page(request, row, _("Nothing was taken over.") if "problems" in failure.params else failure.render(_))
    messages.success(request, _("The workbook is taken over."))
    return redirect("enterprises_intake", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the workbook and the rows kept apart."""
    services.discard_import(request.user, _row(request, pk))
    messages.success(request, _("Discarded."))
    return redirect("enterprises_import")


@require_GET
def quarantine(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows kept apart, with what is wrong with them."""
    row = _row(request, pk)
    name = {"Content-Disposition": f'attachment; filename="quarantine-{pk}.xlsx"'}
    return HttpResponse(queries_workbook.quarantine(row, _), content_type=MIME, headers=name)


def _row(request: HttpRequest, pk: int) -> Any:
    row = Intake.objects.select_related("site").filter(pk=pk).first()
    if row is None or not may(request.user, "enterprises.take_import", row):
        raise Http404
    return row


def _page(request: HttpRequest, row: Intake, problem: str = "") -> HttpResponse:
    context: dict[str, Any] = {"intake": row, "problem": problem, "left": row.quarantine.count()}
    if row.state == STAGED:
        context |= _preview(row)
    return render(request, "enterprises/intake.html", context, status=422 if problem else 200)


def _preview(row: Intake) -> dict[str, Any]:
    content, day = writes_stage.content(row), today(row.site)
    columns = list(_columns(row, content, day))
    try:
        done = writes_intake.preview(row.site, content, file=row.file, columns=row.columns)
    except Malformed as failure:
        return {"columns": columns, "unreadable": failure.render(_)}
    return {
        "columns": columns,
        "counts": done.counts(),
        "faults": [(fault.where, fault.message.render(_)) for fault in done.faults[:MOST_SHOWN]],
        "more_faults": max(0, len(done.faults) - MOST_SHOWN),
        "notes": [(note.where, note.message.render(_)) for note in done.notes[:MOST_SHOWN]],
        "names": _names(done),
    }


def _names(done: Outcome) -> list[tuple[str, list[Any]]]:
    """The first enterprises of each kind of outcome."""
    kinds = ((_("new"), done.added), (_("changed"), done.changed))
    return [(title, firms[:SAMPLES]) for title, firms in kinds if firms]


def _columns(
    row: Intake, content: bytes, day: date
) -> Iterator[tuple[int, str, list[str], list[tuple[str, Any, bool]]]]:
    """(place, head, some of its cells, what it may mean)."""
    page, known = writes_stage.read(content), metrics(book())
    years = [day.year - back for back in range(1, YEARS + 1)]
    offered = list(dict.fromkeys([*meanings(known, years), *filter(None, page.guessed), *filter(None, row.columns)]))
    titles = {meaning: _title(meaning) for meaning in offered}
    for place, (head, meaning) in enumerate(zip(row.heads, row.columns, strict=True)):
        cells = [str(cells[place].value) for _n, cells in page.rows if place < len(cells) and cells[place].value]
        yield place, head, cells[:SAMPLES], [(one, titles[one], one == meaning) for one in offered]


def _title(meaning: str) -> Any:
    name, at, period = meaning.partition(AT)
    if not at:
        return TITLES[name]
    field = metrics(book())[name].field
    called = field.zh if (get_language() or "").startswith("zh") else field.en
    return " ".join(filter(None, [called, period, f"({field.unit})" if field.unit not in ("", "1") else ""]))
