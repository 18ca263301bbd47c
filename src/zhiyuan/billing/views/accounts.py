"""Electricity accounts: the list, and one account with its terms, curves, common meters and budget."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.billing import queries, services
from zhiyuan.billing.budget import Outlook
from zhiyuan.billing.forms_account import (
    HOW_WORDS,
    AccountBudgetForm,
    AccountChangeForm,
    AccountForm,
    CommonMeterForm,
    CurveForm,
    TermsForm,
)
from zhiyuan.billing.models import Account, Budget
from zhiyuan.billing.tenant_queries import budget_of
from zhiyuan.billing.views.common import seen_account, seen_site, submitted
from zhiyuan.billing.watch import standing
from zhiyuan.identity.verbs import may
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.errors import NotFound
from zhiyuan.metering.queries import meters
from zhiyuan.park.queries import floors, today

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
    return _page(request, seen_account(request, pk))


def _page(request: HttpRequest, one: Account, act: str = "", filled: Any = None) -> HttpResponse:
    """The account with all its forms, one of them as it was sent in."""
    now, rows = today(one.site), queries.terms_of(one)
    known = {row.pk for row in rows}
    shared = queries.common_meters(one)
    context = {
        "account": one,
        "terms": rows,
        "held": queries.terms_on(one, now),
        "superseded": [t for t in one.terms.select_related("entered_by") if t.pk not in known],
        "curves": queries.curves(one.site, account=one),
        "lacks": [lack for lack in queries.missing_months(one.site) if lack.account.pk == one.pk],
        "common": [
            (row, HOW_WORDS[row.how], row.start <= now and (row.end is None or now < row.end)) for row in shared
        ],
        "unassigned": fmt.listed([m.name for m in queries.unassigned(one, now)], get_language() or "zh-hans")
        if one.master
        else "",
        "budget": (budget := budget_of(account=one, month=now.replace(day=1))),
        "standing": _standing(budget) if budget else None,
        "forms": {name: filled if name == act else asked.blank(one) for name, asked in FORMS.items()},
        "may": {name: may(request.user, f"billing.{asked.verb.__name__}", one) for name, asked in FORMS.items()},
        "may_check": may(request.user, "billing.check_curve", one),
        "may_correct": may(request.user, "billing.correct_curve", one),
        "form": filled,
    }
    return render(request, "billing/account.html", context, status=422 if filled else 200)


def _standing(budget: Budget) -> Outlook | None:
    """How the running month stands beside a budget; None where the account's meter tells nothing yet."""
    try:
        return standing(budget, parktime.now())
    except NotFound:
        return None


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do what one form of an account's page asks."""
    one, asked = seen_account(request, pk), FORMS[act]
    form = asked.form(one, request.POST)
    if form.is_valid() and submitted(form, lambda: asked.verb(request.user, one, **form.params())):
        messages.success(request, str(asked.words))
        return redirect("account_terms", pk)
    return _page(request, one, act, form)


@dataclass(frozen=True, slots=True)
class Asked:
    """A form of an account's page, the verb it ends in, and what is said when that is done."""

    name: str
    build: Callable[..., Any]
    verb: Callable[..., Any]
    words: Any

    def form(self, one: Account, data: Any = None, **initial: Any) -> Any:
        """The form, filled or not; its fields have ids of their own, for several stand on one page."""
        return self.build(one, data, auto_id=f"id_{self.name}_%s", **({"initial": initial} if initial else {}))

    def blank(self, one: Account) -> Any:
        """As it stands before anybody wrote into it."""
        return self.form(one)


def _change_form(one: Account, data: Any, **options: Any) -> Any:
    initial = {name: getattr(one, name) for name in CHANGEABLE} | {"meter": one.meter.key if one.meter else ""}
    return AccountChangeForm(data, initial=initial, **options)


def _budget_form(one: Account, data: Any, **options: Any) -> Any:
    return AccountBudgetForm(data, initial={"month": f"{today(one.site):%Y-%m}"}, **options)


def _common_form(one: Account, data: Any, **options: Any) -> Any:
    names = [(m.key, m.name if m.name == m.key else f"{m.name} ({m.key})") for m in meters(one.site)]
    places = [(f.key, f"{f.building.name} {f.name}") for f in floors(one.site)]
    return CommonMeterForm(data, meters=names, floors=places, **options)


FORMS: dict[str, Asked] = {
    made.name: made
    for made in (
        Asked("change", _change_form, services.change_account, gettext_lazy("Saved.")),
        Asked(
            "terms", lambda one, data, **o: TermsForm(data, **o), services.set_terms,
            gettext_lazy("Recorded. Bills that were issued keep the terms they used."),
        ),
        Asked(
            "curves", lambda one, data, **o: CurveForm(data, **o), services.enter_curve,
            gettext_lazy("Entered. The curve counts once another person has checked it."),
        ),
        Asked(
            "budget", _budget_form, services.set_account_budget,
            gettext_lazy("The budget holds from that month on."),
        ),
        Asked(
            "common", _common_form, services.set_common_meter,
            gettext_lazy("Recorded. Months that are still open are billed by it; draft them again."),
        ),
    )
}  # fmt: skip
