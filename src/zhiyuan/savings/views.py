"""The savings page, its documents, and what people do on it."""

from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel import paper as sheets_of_paper
from zhiyuan.kernel.chart import Series
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.sheet import MIME, workbook
from zhiyuan.park.queries import site as the_site
from zhiyuan.savings import paper, periods, queries, services, wording
from zhiyuan.savings.forms import AdjustmentForm, BaselineDaysForm, PeriodForm
from zhiyuan.savings.models import BaselineDay, IssuedReport, NonRoutineAdjustment, Study
from zhiyuan.savings.money import worth
from zhiyuan.savings.report import Report, twin
from zhiyuan.savings.tables import sheets
from zhiyuan.savings.wording import Speaker

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": MIME,
}
STATES = {"proposed": "Proposed", "approved": "Approved", "rejected": "Rejected"}


def speaker() -> Speaker:
    """The reader's language."""
    return Speaker(gettext, get_language() or "zh-hans")


@require_GET
def savings(request: HttpRequest) -> HttpResponse:
    """One sentence, three numbers, one chart, the checklist, the details."""
    site = the_site()
    demand(request.user, "savings.view", site)
    return render(request, "savings/savings.html", _page(request, site))


@require_GET
def money(request: HttpRequest) -> HttpResponse:
    """What the saving is worth, fetched after the page: a year is re-billed month by month, which takes seconds."""
    site = the_site()
    demand(request.user, "savings.view", site)
    studies = queries.studies(site)
    form = PeriodForm(request.GET or None, circuit_choices(site, [s.circuit for s in studies]))
    found = worth(site, _report(site, form, studies))
    return render(request, "savings/_money.html", {"money": found, "money_line": wording.money_line(found, speaker())})


def _page(request: HttpRequest, site: Any, **forms: Any) -> dict[str, Any]:
    said, studies = speaker(), queries.studies(site)
    measured = circuit_choices(site, [s.circuit for s in studies])
    names = dict(measured)
    form = PeriodForm(request.GET or None, measured)
    report = _report(site, form, studies)
    months = periods.by_month(report.circuits, report.gates)
    return {
        "site": site,
        "form": form,
        "report": report,
        "studies": studies,
        "conclusion": wording.conclusion(report, said),
        "comparison": wording.comparison(report, said),
        "carbon": wording.carbon_lines(report, said),
        "chart": chart_data(report),
        "months": months,
        "month_labels": [f"{m.month:%Y-%m}" for m in months],
        "month_series": _series(months),
        "month_head": paper.month_head(said),
        "circuit_head": paper.circuit_head(said),
        "circuits": paper.circuit_rows(report, said),
        "model_rows": [paper.model_row(c) for c in report.circuits if c.baseline],
        "how": [said.say(text) for text in wording.HOW],
        "gaps": wording.gap_lines(report, said),
        "suspicions": _suspicions(report, said),
        "adjustments": [_adjustment(a, request.user, said) for a in queries.adjustments(site)],
        "adjustment_form": forms.get("adjustment_form")
        or AdjustmentForm(None, [(s.circuit, s.circuit) for s in studies]),
        "baseline_days": queries.baseline_days(site, since=queries.today(site) - timedelta(days=7)),
        "baseline_form": forms.get("baseline_form") or BaselineDaysForm(None, circuit_choices(site)),
        "issued": queries.issued_reports(site)[:10],
        "may_propose": may(request.user, "savings.propose_adjustment", site),
        "may_decide": may(request.user, "savings.approve_adjustment", site),
        "may_plan": may(request.user, "savings.plan_baseline_days", site),
        "may_issue": may(request.user, "savings.issue_report", site),
        "may_state": may(request.user, "savings.set_study", site),
        "measured": [
            (
                s,
                names.get(s.circuit, s.circuit),
                gettext(wording.METHODS[s.method]),
                s.meter_class or gettext("not stated"),
            )
            for s in studies
        ],
        "query": request.GET.urlencode(),
        "today": queries.today(site),
    }


def circuit_choices(site: Any, only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Circuits by key, with their names; of some only, when named."""
    wanted = None if only is None else set(only)
    rows = site.circuit_set.order_by("name", "key").values_list("key", "name")
    return [(key, name or key) for key, name in rows if wanted is None or key in wanted]


def _report(site: Any, form: PeriodForm, studies: list[Study]) -> Report:
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first, until = queries.period(site, studies)
    if last := asked.get("last"):
        until = min(last + timedelta(days=1), max(queries.today(site), first + timedelta(days=1)))
    first = min(asked.get("first") or first, until - timedelta(days=1))
    return queries.report(site, first, until, [asked["circuit"]] if asked.get("circuit") else ())


def chart_data(report: Report) -> dict[str, Any]:
    """What the island ``savings`` draws, from ``<script id="savings-data" type="application/json">``.

    One value a day: ``baseline`` with its 90 % band ``low``–``high`` and ``actual`` [kWh]; None and a
    flag in ``gaps`` where no circuit had data, the flag alone where some had none.
    """
    counted = [c for c in report.circuits if c.sound]
    known = {d.day: d for d in periods.daily(counted)}
    gaps = set(periods.gaps(counted))
    labels = sorted({*known, *gaps})
    days = [known.get(d) for d in labels]
    return {
        "unit": "kWh",
        "labels": [d.isoformat() for d in labels],
        "baseline": [round(d.baseline, 2) if d else None for d in days],
        "low": [round(d.low, 2) if d else None for d in days],
        "high": [round(d.high, 2) if d else None for d in days],
        "actual": [round(d.actual, 2) if d else None for d in days],
        "gaps": [d in gaps for d in labels],
        "words": {
            "baseline": gettext("Expected without the work"),
            "band": gettext("90% band"),
            "actual": gettext("Used"),
            "target": gettext("Target"),
            "gap": gettext("Missing data"),
        },
    }


def _series(months: list[periods.MonthRow]) -> list[Any]:
    return [
        Series(gettext("Expected without the work"), [m.saving.baseline_kwh for m in months], "baseline"),
        Series(gettext("Used"), [m.saving.actual_kwh for m in months], "1"),
    ]


def _suspicions(report: Report, said: Speaker) -> list[dict[str, Any]]:
    return [
        {
            "circuit": c.plan.circuit,
            "name": c.plan.name,
            "days": wording.days(s.start, s.end, said),
            "first": s.start,
            "last": s.end - timedelta(days=1),
            "shift": s.shift_kwh_per_day,
        }
        for c in report.circuits
        for s in c.suspicions
    ]


def _adjustment(row: NonRoutineAdjustment, person: Any, said: Speaker) -> dict[str, Any]:
    own = row.author_id == getattr(person, "pk", None)
    return {
        "row": row,
        "days": wording.days(row.start, row.end, said),
        "state": gettext(STATES[row.state]),
        "tag": {"proposed": "tag-warn", "approved": "tag-ok"}.get(row.state, ""),
        "own": own,
        "decidable": row.state == "proposed" and not own,
    }


@require_GET
def report_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same report as PDF, as a workbook, or as its machine-readable twin."""
    site = the_site()
    demand(request.user, "savings.view", site)
    studies = queries.studies(site)
    asked = PeriodForm(request.GET or None, circuit_choices(site, [s.circuit for s in studies]))
    if asked.is_bound and not asked.is_valid():
        raise Malformed("the period in the address cannot be read")
    report = _report(site, asked, studies)
    name = f"savings-{site.key}-{report.first}-{report.last}.{form}"
    if form == "json":
        return JsonResponse(
            twin(report, worth(site, report).plain()), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    months = periods.by_month(report.circuits, report.gates)
    said = speaker()
    if form == "xlsx":
        content, kind = (
            workbook(sheets(report, months, said, worth(site, report))),
            MIME,
        )
    else:
        template = files("zhiyuan.savings").joinpath("templates/savings/report.typ").read_text("utf-8")
        content, kind = (
            sheets_of_paper.pdf(template, paper.document(report, months, said, worth(site, report))),
            "application/pdf",
        )
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose an adjustment."""
    site = the_site()
    form = AdjustmentForm(request.POST, circuit_choices(site, [s.circuit for s in queries.studies(site)]))
    if not form.is_valid():
        demand(request.user, "savings.view", site)
        return render(request, "savings/savings.html", _page(request, site, adjustment_form=form), status=422)
    study = get_object_or_404(Study, site=site, circuit=form.cleaned_data["circuit"])
    services.propose_adjustment(request.user, study, **form.params())
    messages.success(request, gettext("Proposed. It counts once another person approves it."))
    return redirect("savings")


@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Approve or reject somebody else's adjustment."""
    adjustment = get_object_or_404(NonRoutineAdjustment, pk=pk, site=the_site())
    note = request.POST.get("note", "")
    if act == "approve":
        services.approve_adjustment(request.user, adjustment, note=note)
        messages.success(request, gettext("Approved; the report counts it from now on."))
    else:
        services.reject_adjustment(request.user, adjustment, note=note)
        messages.success(request, gettext("Rejected; it stays on record."))
    return redirect("savings")


@require_POST
def draw_days(request: HttpRequest) -> HttpResponse:
    """Draw baseline-mode days."""
    site = the_site()
    form = BaselineDaysForm(request.POST, circuit_choices(site))
    if not form.is_valid():
        demand(request.user, "savings.view", site)
        return render(request, "savings/savings.html", _page(request, site, baseline_form=form), status=422)
    drawn = services.plan_baseline_days(request.user, site, **form.cleaned_data)
    messages.success(request, gettext("{count} days are drawn.").format(count=len(drawn)))
    return redirect("savings")


@require_POST
def veto_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one drawn day out."""
    day = get_object_or_404(BaselineDay, pk=pk, site=the_site())
    services.veto_baseline_day(request.user, day, reason=request.POST.get("reason", ""))
    messages.success(request, gettext("Vetoed; the day is recorded and not counted."))
    return redirect("savings")


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Keep the report of the chosen days as it stands."""
    site = the_site()
    try:
        first, last = (date.fromisoformat(request.POST.get(name, "")) for name in ("first", "last"))
    except ValueError:
        raise Malformed("a report runs from one day to another, written 2025-12-31") from None
    services.issue_report(request.user, site, first=first, last=last)
    messages.success(request, gettext("Issued. What it says can no longer change."))
    return redirect("savings")


@require_GET
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued report's twin, as it was."""
    site = the_site()
    demand(request.user, "savings.view", site)
    found = get_object_or_404(IssuedReport, pk=pk, site=site)
    return JsonResponse({"sha256": found.digest, "report": found.twin}, json_dumps_params={"ensure_ascii": False})
