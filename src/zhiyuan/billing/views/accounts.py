"""Electricity accounts: the list, one account with its terms and curves, and the advice on time of use."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.billing import queries, services
from zhiyuan.billing.account_load import account_load
from zhiyuan.billing.advice import advice
from zhiyuan.billing.forms import AccountChangeForm, AccountForm, CurveForm, TermsForm
from zhiyuan.billing.models import Account, ContractCurve
from zhiyuan.billing.period import day_stretches
from zhiyuan.billing.views.common import done, lines, seen_site, submitted
from zhiyuan.identity.verbs import may
from zhiyuan.kernel.errors import NotReady, ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.span import Span, days_span, month_before, next_month
from zhiyuan.park.queries import today, zone
from zhiyuan.telemetry.energy import Quality

MONTHS = 12
CHANGEABLE = ("name", "number", "virtual_meter", "reactive", "master")


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the park, and a form for one more."""
    site = seen_site(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = submitted(form, lambda: services.add_account(request.user, site, **form.cleaned_data))
        if made is not None:
            messages.success(request, gettext("Added. Say next what was agreed with the grid company."))
            return redirect("account_terms", made.pk)
    now = today(site)
    context = {
        "accounts": [(one, queries.terms_on(one, now)) for one in queries.accounts(site)],
        "form": form,
        "may_add": may(request.user, "billing.add_account", site),
    }
    return render(request, "billing/accounts.html", context, status=422 if form.errors else 200)


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    return _page(request, _account(request, pk))


def _account(request: HttpRequest, pk: int) -> Account:
    found: Account = get_object_or_404(Account.objects.select_related("site", "meter"), pk=pk, site=seen_site(request))
    return found


def _page(request: HttpRequest, one: Account, **forms: Any) -> HttpResponse:
    initial = {name: getattr(one, name) for name in CHANGEABLE} | {"meter": one.meter.key if one.meter else ""}
    now, rows = today(one.site), queries.terms_of(one)
    known = {row.pk for row in rows}
    context = {
        "account": one,
        "terms": rows,
        "held": queries.terms_on(one, now),
        "superseded": [t for t in one.terms.select_related("entered_by") if t.pk not in known],
        "curves": queries.curves(one.site, account=one),
        "lacks": [lack for lack in queries.missing_months(one.site) if lack.account.pk == one.pk],
        "change_form": forms.get("change_form") or AccountChangeForm(None, initial=initial),
        "terms_form": forms.get("terms_form") or TermsForm(None),
        "curve_form": forms.get("curve_form") or CurveForm(None),
        "may_change": may(request.user, "billing.change_account", one),
        "may_terms": may(request.user, "billing.set_terms", one),
        "may_curve": may(request.user, "billing.enter_curve", one),
        "may_check": may(request.user, "billing.check_curve", one),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "billing/account.html", context, status=422 if forms else 200)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how an account is named and counted."""
    one = _account(request, pk)
    form = AccountChangeForm(request.POST)
    if form.is_valid() and submitted(form, lambda: services.change_account(request.user, one, **form.cleaned_data)):
        messages.success(request, gettext("Saved."))
        return redirect("account_terms", pk)
    return _page(request, one, change_form=form)


@require_POST
def set_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """State what holds from a day on."""
    one = _account(request, pk)
    form = TermsForm(request.POST)
    if form.is_valid() and submitted(form, lambda: services.set_terms(request.user, one, **form.params())):
        messages.success(request, gettext("Recorded. Bills that were issued keep the terms they used."))
        return redirect("account_terms", pk)
    return _page(request, one, terms_form=form)


@require_POST
def enter_curve(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the hourly prices of a market contract."""
    one = _account(request, pk)
    form = CurveForm(request.POST)
    if form.is_valid() and submitted(form, lambda: services.enter_curve(request.user, one, **form.params())):
        messages.success(request, gettext("Entered. The curve counts once another person has checked it."))
        return redirect("account_terms", pk)
    return _page(request, one, curve_form=form)


@require_POST
def decide_curve(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Check or reject a contract curve."""
    curve = get_object_or_404(ContractCurve, pk=pk, account__site=seen_site(request))
    if act == "check":
        done(
            request,
            lambda: services.check_curve(request.user, curve),
            gettext("Checked; the curve counts from now on."),
        )
    else:
        reason, said = request.POST.get("reason", ""), gettext("Rejected; the entry stays on record.")
        done(request, lambda: services.reject_curve(request.user, curve, reason=reason), said)
    return redirect("account_terms", curve.account_id)


@require_GET
def advise(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether to elect time of use: the account's own year billed both ways."""
    one = _account(request, pk)
    until = _until(request.GET.get("until", ""), today(one.site))
    context: dict[str, Any] = {"account": one, "first": month_before(until), "until": until, "problems": []}
    try:
        context["first"] = _first_priced(one, until)
        context |= _both_ways(one, context["first"], until)
    except ZhiyuanError as failure:
        context["problems"] = lines(failure)
    return render(request, "billing/advice.html", context)


def _until(said: str, now: date) -> date:
    """The first day after the last whole month that is asked for."""
    try:
        return min(next_month(date.fromisoformat(f"{said}-01")), now.replace(day=1))
    except ValueError:
        return now.replace(day=1)


def _first_priced(one: Account, until: date) -> date:
    """The first of the months back from a day, twelve at most, that have prices and readings without a break.

    Raises
    ------
    NotReady
        When not even the last month can be billed.
    """
    first = month_before(until)
    _billable(one, first, until)
    while (until.year - first.year) * MONTHS + until.month - first.month < MONTHS:
        before = month_before(first)
        try:
            _billable(one, before, first)
        except ZhiyuanError:
            break
        first = before
    return first


def _billable(one: Account, first: date, until: date) -> None:
    """Whether the days have a tariff whose hours are known, and any reading."""
    span = _span(one, first, until)
    made = queries.tariff(one, span)
    for day in (first, until - timedelta(days=1)):
        day_stretches(made.page, day, book().digest)
    if not (account_load(one, span).quality < Quality.SUSPECT).any():
        raise NotReady("{account} has no readings in {month}", account=one.name, month=f"{first:%Y-%m}")


def _span(one: Account, first: date, until: date) -> Span:
    return days_span(first, until, zone(one.site))


def _both_ways(one: Account, first: date, until: date) -> dict[str, Any]:
    span = _span(one, first, until)
    load = account_load(one, span)
    doubtful = load.quality >= Quality.SUSPECT
    accepted = [span] if doubtful.any() else []
    said = advice(load, queries.tariff(one, span), span, zone(one.site), accepted)
    months = sorted({line.start.replace(day=1) for line in said.tou.lines if line.start})
    held = queries.terms_on(one, until - timedelta(days=1))
    return {
        "said": said,
        "months": [(month, _of(said.tou, month), _of(said.flat, month)) for month in months],
        "kwh": int(load.kwh.sum()) / 1e6,
        "doubtful_hours": int(doubtful.sum()) / 4,
        "elected": held is not None and held.tou_elected,
    }


def _of(bill: Any, month: date) -> Any:
    return sum(line.amount for line in bill.lines if line.start and line.start.replace(day=1) == month)
