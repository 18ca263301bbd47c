"""Whom the park speaks to at an enterprise: masked, until somebody asks for one with a reason that is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.enterprises import queries, services
from zhiyuan.enterprises.contact import BILLING, FILING, SAFETY, SERVICE, masked_email, masked_name, masked_phone
from zhiyuan.enterprises.models import Contact, Enterprise
from zhiyuan.identity import queries as trail
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import site as the_site

PURPOSES = (
    (SERVICE, _later("service to enterprises")),
    (BILLING, _later("bills")),
    (SAFETY, _later("safety")),
    (FILING, _later("applications")),
)


LOOKS = (
    "enterprises.reveal_contact",
    "enterprises.disclose_person",
    "enterprises.erase_contact",
    "enterprises.erase_person",
)
MOST_LOOKS = 100


class ContactForm(forms.Form):
    """What is held of a contact, and for what."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    position = forms.CharField(label=_later("Position"), max_length=80, required=False)
    phone = forms.CharField(label=_later("Telephone"), max_length=20, required=False)
    email = forms.CharField(label=_later("Email"), max_length=120, required=False)
    purpose = forms.ChoiceField(label=_later("Held for"), choices=PURPOSES)


class PersonForm(forms.Form):
    """By what a person is found, whose data is given out or erased."""

    phone = forms.CharField(label=_later("Telephone"), max_length=20, required=False)
    email = forms.CharField(label=_later("Email"), max_length=120, required=False)
    reason = forms.CharField(label=_later("Reason"), max_length=200)


@require_http_methods(["GET", "POST"])
def persons(request: HttpRequest) -> HttpResponse:
    """All that is held about one person, given out or erased; and who was told what of whom, from the trail."""
    site = the_site()
    demand(request.user, "enterprises.disclose_person", site)
    form = PersonForm(request.POST or None)
    told: Any = None
    erased: Any = None
    if request.method == "POST" and form.is_valid():
        found = {name: form.cleaned_data[name] for name in ("phone", "email")}
        try:
            if "erase" in request.POST:
                erased = services.erase_person(request.user, site, reason=form.cleaned_data["reason"], **found)
            else:
                told = services.disclose_person(request.user, site, reason=form.cleaned_data["reason"], **found)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
    context = {
        "form": form, "told": told, "erased": erased, "log": trail.of_acts(LOOKS)[:MOST_LOOKS],
        "may_erase": may(request.user, "enterprises.erase_person", site),
    }  # fmt: skip
    return render(request, "enterprises/persons.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """The contacts of an enterprise, and a new one."""
    firm = get_object_or_404(queries.visible(request.user).select_related("site"), pk=pk)
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        demand(request.user, "enterprises.add_contact", firm)
        if form.is_valid():
            try:
                services.add_contact(request.user, firm, **form.cleaned_data)
            except ZhiyuanError as failure:
                form.add_error(None, failure.render(_))
            else:
                messages.success(request, _("Saved."))
                return redirect("enterprise_contacts", pk)
    return _page(request, firm, form)


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact in full; that it was seen, by whom and why, is in the trail."""
    row = _row(request, pk)
    try:
        shown = services.reveal_contact(request.user, row, reason=request.POST.get("reason", ""))
    except ZhiyuanError as failure:
        return _page(request, row.enterprise, ContactForm(), problem=failure.render(_))
    return _page(request, row.enterprise, ContactForm(), shown={row.pk: shown})


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase one contact."""
    row = _row(request, pk)
    firm = row.enterprise_id
    services.erase_contact(request.user, row, reason=request.POST.get("reason", ""))
    messages.success(request, _("Erased."))
    return redirect("enterprise_contacts", firm)


def _row(request: HttpRequest, pk: int) -> Any:
    seen = queries.visible(request.user, "enterprises.reveal_contact")
    rows = Contact.objects.filter(enterprise__in=seen).select_related("enterprise__site")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest, firm: Enterprise, form: ContactForm, *, shown: dict[int, Any] | None = None, problem: str = ""
) -> HttpResponse:
    purposes = dict(PURPOSES)
    rows = [((shown or {}).get(row.pk) or _masked(row), row.pk, purposes[row.purpose]) for row in firm.contacts.all()]
    context = {
        "enterprise": firm,
        "rows": rows,
        "form": form,
        "problem": problem,
        "may_reveal": may(request.user, "enterprises.reveal_contact", firm),
        "may_add": may(request.user, "enterprises.add_contact", firm),
    }
    return render(request, "enterprises/contacts.html", context, status=422 if problem or form.errors else 200)


def _masked(row: Contact) -> dict[str, str]:
    return {
        "name": masked_name(row.name),
        "position": row.position,
        "phone": masked_phone(row.phone),
        "email": masked_email(row.email),
    }
