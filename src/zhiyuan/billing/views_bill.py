"""Bills: the list, one bill with its clauses, a line opened to its quarter hours, paper, workbook, publication."""

from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.billing import bill_paper, bill_queries, kept_queries, publication, queries, services
from zhiyuan.billing import bill_words as words
from zhiyuan.billing.bill_paper import BillSaid
from zhiyuan.billing.models import Bill
from zhiyuan.billing.views_tenant import saving_context
from zhiyuan.enterprises.queries import held_meters
from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.kernel import paper
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME, workbook
from zhiyuan.kernel.span import Span, day_span
from zhiyuan.park.links import figure_url
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today
from zhiyuan.savings.wording import Speaker

PAGE = 50
MOST_READINGS = 400
PDF = "application/pdf"
QUALITY = {"MEASURED": "Measured", "ESTIMATED": "Estimated", "SUSPECT": "Doubtful", "MISSING": "Missing"}


def speaker() -> Speaker:
    """The reader's language."""
    return Speaker(gettext, get_language() or "zh-hans")


def said(bill: Bill) -> BillSaid:
    """A bill as everything prints it."""
    (marked,) = bill_queries.with_payments([bill])
    return BillSaid(
        number=bill.number or "", kind=bill.kind, state=bill.state, payer=bill.payer,
        uscc=bill.basis.get("uscc", ""), site=bill.site.name, account=bill.close.account.name,
        simulated=bill.site.simulated, month=bill.close.month, start=bill.start, end=bill.end, lines=bill.lines,
        total=bill.total, kwh=bill.kwh, estimated_kwh=bill.estimated_kwh, zone=ZoneInfo(bill.site.timezone),
        issued_at=bill.issued_at, issued_by=str(bill.issued_by or ""),
        corrects=(bill.corrects.number or "") if bill.corrects else "", reason=bill.reason, digest=bill.digest,
        intervals_digest=bill.intervals_digest, tariff_digest=bill.tariff_digest,
        names=bill.basis.get("names", {}), paid=marked.paid_cny,
    )  # fmt: skip


@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """The bills a person may see, the newest first."""
    demand_somewhere(request.user, "billing.view")
    asked = {name: request.GET.get(name, "").strip() for name in ("month", "payer", "state")}
    found = narrowed(bill_queries.visible_bills(request.user), asked)
    if request.GET.get("format") == "xlsx":
        listed = [said(b) for b in found[:20_000]]
        sheet = bill_paper.list_sheet(listed, speaker(), gettext("Bills"))
        place = listed[0].zone if listed else get_current_timezone()
        return download(workbook([sheet], place), MIME, "bills.xlsx")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = bill_queries.with_payments(list(page))
    context = {
        "page": page,
        "rows": [{"bill": b, "kind": gettext(words.KINDS[b.kind]), "state": state_of(b)} for b in rows],
        "asked": asked,
        "query": request.GET.urlencode(),
        "states": [("", gettext("All")), *((s, gettext(w)) for s, w in words.STATES.items())],
    }
    return render(request, "billing/bills.html", context)


def narrowed(found: Any, asked: dict[str, str]) -> Any:
    """Bills of a month, a payer, a state; the check of the master bill stays on the page of the close."""
    found = found.exclude(enterprise=None).order_by("-close__month", "-number", "payer", "pk")
    if asked["month"]:
        year, _, month = asked["month"].partition("-")
        if year.isdigit() and month.isdigit():
            found = found.filter(close__month__year=int(year), close__month__month=int(month))
    if asked["payer"]:
        found = found.filter(payer__icontains=asked["payer"])
    return found.filter(state=asked["state"]) if asked["state"] in words.STATES else found


def state_of(bill: Any) -> dict[str, str]:
    """How a bill stands, as a tag."""
    if bill.state == "draft":
        return {"words": gettext("Draft"), "tag": ""}
    if bill.kind == "credit":
        return {"words": gettext("Issued"), "tag": "tag-pri"}
    return (
        {"words": gettext("Paid"), "tag": "tag-ok"}
        if bill.paid
        else {"words": gettext("To be paid"), "tag": "tag-warn"}
    )


def _find(request: HttpRequest, number: int) -> Bill:
    """A bill that the person may see; others do not exist for them."""
    return get_object_or_404(bill_queries.visible_bills(request.user), pk=number)


@require_GET
def bill(request: HttpRequest, number: int) -> HttpResponse:
    """One bill: every line with its clause, open to what is under it."""
    found = _find(request, number)
    shown = said(found)
    context = {
        "bill": found,
        "shown": shown,
        "title": bill_paper.title(shown, speaker()),
        "facts": bill_paper.facts(shown, speaker()),
        "rows": words.rows(found.lines, shown.names, speaker()),
        "notes": bill_paper.notes(shown, speaker()),
        "state": state_of(found),
        "left": bill_queries.owed(found) if found.state == "issued" and found.kind == "bill" else None,
        "payments": found.payments.select_related("by"),
        "corrections": found.corrections.order_by("number") if found.pk else [],
        "saving": _saving(found),
        "may_mark": may(request.user, "billing.mark_paid", found) and bool(found.number),
        "may_close": may(request.user, "billing.draft_bills", found.close),
        "today": today(found.site),
    }
    return render(request, "billing/bill.html", context)


def _saving(found: Bill) -> dict[str, Any] | None:
    """The payer's part of the month's saving, where there is any to show."""
    if found.enterprise is None or found.kind != "bill":
        return None
    shown = saving_context(found.enterprise, found.close.month)
    return shown if shown["rows"] else None


@require_GET
def bill_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """A bill as PDF or as a workbook."""
    shown = said(_find(request, number))
    if form == "xlsx":
        return download(workbook([bill_paper.sheet(shown, speaker())], shown.zone), MIME, f"{shown.filename}.xlsx")
    content = paper.pdf(_template("bill.typ"), bill_paper.document(shown, speaker()))
    return download(content, PDF, f"{shown.filename}.pdf")


@require_GET
def line(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """One line opened: its days, the quarter hours of a day, and the readings behind them."""
    found = _find(request, number)
    if not 0 <= place < len(found.lines):
        raise Http404
    opened = kept_queries.line_under(found, place)
    shown = said(found)
    (row,) = [r for r in words.rows(found.lines, shown.names, speaker()) if r.number == place]
    if not row.opens:
        raise Http404
    days = opened.days()
    day = _day(request.GET.get("day", ""), [d.day for d in days if d.kwh] or [opened.first])
    names, quarters = bill_queries.meter_names(found.site), opened.quarters(day)
    context = {
        "bill": found,
        "title": bill_paper.title(shown, speaker()),
        "row": row,
        "days": days,
        "total": opened.total,
        "day": day,
        "quarters": [(q, names.get(q.meter, q.meter), gettext(QUALITY[q.quality.name])) for q in quarters],
        "readings": _read(found, list(opened.masks), day_span(day, shown.zone), request.user),
        "labels": [f"{d.day:%m-%d}" for d in days],
        "series": _series(days),
        "shared": found.lines[place]["name"].startswith("common/"),
    }
    return render(request, "billing/line.html", context)


def _day(text: str, known: list[date]) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return known[0]
    return asked if known[0] <= asked <= known[-1] else known[0]


def _series(days: Any) -> list[Any]:
    from zhiyuan.kernel.chart import Series

    measured = [float(d.kwh - d.estimated) for d in days]
    return [
        Series(gettext("Measured"), measured, "1"),
        Series(gettext("Estimated"), [float(d.estimated) for d in days], "2"),
    ]


def _read(found: Bill, meters: list[str], span: Span, person: Any) -> list[dict[str, Any]]:
    """What each meter's register said in a span, and where that opens."""
    names, sees_park = bill_queries.meter_names(found.site), may(person, "park.view", found.site)
    own = set() if sees_park else held_meters(person, found.site, span)
    shown = []
    for meter in meters:
        rows = kept_queries.readings(found.site, meter, span)
        shown.append(
            {
                "meter": names.get(meter, meter),
                "rows": rows[:MOST_READINGS],
                "more": max(len(rows) - MOST_READINGS, 0),
                "url": figure_url(meter, span) if sees_park or meter in own else "",
            }
        )
    return shown


@require_POST
def paid(request: HttpRequest, number: int) -> HttpResponse:
    """Mark a bill as paid."""
    found = _find(request, number)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = today(found.site)
    try:
        services.mark_paid(request.user, found, day=day, document=request.POST.get("document", ""))
        messages.success(request, gettext("Marked as paid."))
    except ZhiyuanError as failure:
        messages.error(request, failure.render(gettext))
    back = request.POST.get("next", "")
    return redirect(back if _inside(back) else found_url(found))


def found_url(found: Bill) -> str:
    """Where a bill is."""
    return f"/bills/{found.pk}/"


def _inside(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


@require_GET
def published(request: HttpRequest, form: str = "") -> HttpResponse:
    """What a resale publishes of a year: page, PDF or workbook."""
    site = the_site()
    if not may_somewhere(request.user, "billing.view"):  # published to tenants too
        demand(request.user, "billing.view", site)
    accounts = [a for a in queries.accounts(site) if a.master]
    if not accounts:
        return render(request, "billing/publication.html", {"accounts": []})
    key = request.GET.get("account", "")
    account = next((a for a in accounts if a.key == key), accounts[0])
    now = today(site) - timedelta(days=31)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 1990 < int(asked) < 3000 else now.year
    rows = kept_queries.publication(account, year)
    title = publication.heading(site.name, account.name, year, speaker())
    name = f"publication-{account.key}-{year}.{form}"
    if form == "xlsx":
        return download(workbook([publication.sheet(rows, title, site.simulated, speaker())]), MIME, name)
    if form == "pdf":
        said_of = publication.document(rows, title, site.simulated, speaker())
        return download(paper.pdf(_template("publication.typ"), said_of), PDF, name)
    context = {
        "accounts": accounts,
        "account": account,
        "year": year,
        "heading": title,
        "head": [gettext(h) for h in publication.HEAD],
        "rows": [publication.cells(r, speaker()) for r in rows],
        "total": publication.cells(publication.total(rows), speaker()),
        "notes": publication.notes(speaker()),
        "query": request.GET.urlencode(),
    }
    return render(request, "billing/publication.html", context)


def _template(name: str) -> str:
    return files("zhiyuan.billing").joinpath(f"templates/billing/{name}").read_text("utf-8")


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
