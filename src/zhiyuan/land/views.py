"""The list of parcels, one parcel with its covenants, and the acts on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.services import open_case_about
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.enterprises.queries import of_site
from zhiyuan.identity.verbs import demand, demand_somewhere, may, may_somewhere
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.land import forms, queries, services
from zhiyuan.land.models import FREE, GRANTED, LEASED, MODES, TAKEN_BACK
from zhiyuan.land.names import MODE, VERDICT
from zhiyuan.park.queries import site as the_site

KINDS = ("land_lease", "land_convert", "land_extend", "land_withdraw")


@dataclass(frozen=True)
class Act:
    """A form on a parcel's page: its title, the verb behind it, in which modes it stands there."""

    title: Any
    verb: Callable[..., Any]
    form: type[Any]
    modes: tuple[str, ...]

    @property
    def permission(self) -> str:
        """The name of the verb."""
        return str(self.verb.verb_name)  # type: ignore[attr-defined]  # every verb has one


ACTS: dict[str, Act] = {
    "open": Act(_later("Open a case"), open_case_about, forms.OpenForm, (FREE, TAKEN_BACK, LEASED)),
    "lease": Act(_later("Lease it"), services.lease_parcel, forms.LeaseForm, (FREE, TAKEN_BACK)),
    "observe": Act(_later("Enter a value"), services.observe_covenant, forms.ObservationForm, MODES),
    "agree": Act(_later("Agree a covenant"), services.agree_covenant, forms.CovenantForm, MODES),
    "rent": Act(_later("Enter rent paid"), services.pay_rent, forms.RentForm, (LEASED,)),
    "extend": Act(_later("Extend the lease"), services.extend_lease, forms.ExtendForm, (LEASED,)),
    "convert": Act(_later("Convert into a grant"), services.convert_parcel, forms.ConvertForm, (LEASED,)),
    "take-back": Act(_later("Take the land back"), services.take_back_parcel, forms.NothingForm, (LEASED,)),
    "deal": Act(_later("Enter a dealing"), services.record_dealing, forms.DealingForm, (LEASED, GRANTED)),
}


@require_GET
def parcels(request: HttpRequest) -> HttpResponse:
    """The parcels that the reader may see."""
    demand_somewhere(request.user, "land.view")
    asked = {name: request.GET.get(name, "") for name in ("q", "mode")}
    found = queries.parcels(request.user, words=asked["q"], mode=asked["mode"])
    context = {
        "rows": [queries.stands(row) for row in found],
        "asked": asked,
        "filtered": any(asked.values()),
        "modes": MODES,
        "may_add": may_somewhere(request.user, "land.register_parcel"),
    }
    return render(request, "land/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a parcel."""
    site = the_site()
    demand(request.user, "land.register_parcel", site)
    form = forms.ParcelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("parcel", services.register_parcel(request.user, site, **form.cleaned_data).pk)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
    return render(request, "land/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def parcel(request: HttpRequest, pk: int) -> HttpResponse:
    """One parcel."""
    return _page(request, _visible(request, pk))


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one of the things that the page offers; what cannot be done keeps its form."""
    row = _visible(request, pk)
    if what not in ACTS:
        raise Http404
    form = _form(row, what, request.POST)
    if not form.is_valid():
        return _page(request, row, (what, form))
    said = form.cleaned_data
    if what == "open":
        said = {"kind": said["kind"], "form": {"reason": said["reason"]}}
    try:
        done = ACTS[what].verb(request.user, row, **said)
    except ZhiyuanError as failure:
        row.refresh_from_db()
        form.add_error(None, failure.render(_))
        return _page(request, row, (what, form))
    if what == "open":
        return redirect("case", done.pk)
    messages.success(request, _("Saved."))
    return redirect("parcel", pk)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook."""
    demand_somewhere(request.user, "land.view")
    heads = [Column(_("Parcel number")), Column(_("Area mu"), "three"), Column(_("State")),
             Column(_("Enterprise"), width=30),
             Column(_("First day"), "day"), Column(_("Last day of the lease"), "day"),
             Column(_("Rent paid, CNY"), "money"), Column(_("Price of the grant, CNY"), "money"),
             Column(_("Covenants"))]  # fmt: skip
    rows = []
    for found in map(queries.stands, queries.parcels(request.user)):
        p = found.parcel
        rows.append([p.number, p.area_mu, words(MODE[p.mode]), str(p.enterprise or ""), p.lease_from, found.last,
                     p.rent_paid, p.price, words(VERDICT[found.verdict])])  # fmt: skip
    content = workbook([Sheet(_("Industrial land"), heads, rows)])
    return HttpResponse(content, content_type=MIME,
                        headers={"Content-Disposition": 'attachment; filename="parcels.xlsx"'})  # fmt: skip


def _page(request: HttpRequest, row: Any, failed: tuple[str, Any] | None = None) -> HttpResponse:
    found = queries.stands(row)
    offers = []
    for key, one in ACTS.items():
        if row.mode in one.modes and may(request.user, one.permission, row):
            form = failed[1] if failed and failed[0] == key else _form(row, key)
            if key != "observe" or found.findings:
                offers.append((key, one.title, form, bool(failed and failed[0] == key)))
    titles = queries.known_indicators(found.today)
    context = {
        "parcel": row,
        "found": found,
        "findings": [(titles[f.covenant.indicator].title, f) for f in found.findings],
        "offers": offers,
        "cases": [
            (case, edition(case.edition.kind, found.today).title) for case in queries.cases_about(request.user, row)
        ],
        "deeds": row.deeds.select_related("case"),
    }
    return render(request, "land/one.html", context, status=422 if failed else 200)


def _form(row: Any, what: str, said: Any = None) -> Any:
    form = ACTS[what].form(said, auto_id=f"{what}_%s")
    titles = queries.known_indicators(queries.stands(row).today)
    agreed = set(row.covenants.values_list("indicator", flat=True))
    if what in ("agree", "observe"):
        keys = [key for key in titles if (key in agreed) == (what == "observe")]
        form.fields["indicator"].choices = [
            (key, f"{words(titles[key].title)} ({titles[key].op} {titles[key].unit})") for key in keys
        ]
    if what == "lease":
        form.fields["enterprise"].choices = [(e.key, e.name) for e in of_site(row.site)]
    if what == "open":
        today = queries.stands(row).today
        wanted = KINDS[:1] if row.mode in (FREE, TAKEN_BACK) else KINDS[1:] if row.mode == LEASED else ()
        form.fields["kind"].choices = [(key, words(edition(key, today).title)) for key in wanted]
    return form


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.visible(request.user), pk=pk)
