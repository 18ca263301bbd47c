"""The form of a policy: entered anew, from a copy, or amended before it is published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyuan.cases.kindread import editions
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.cases.templatetags.cases import language, words
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today
from zhiyuan.policies import forms, queries, services
from zhiyuan.policies.text import FIELDS
from zhiyuan.policies.words import levels


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a policy; ``?copy=12`` begins with what another says."""
    site = the_site()
    demand(request.user, queries.EDIT, site)
    number = request.GET.get("copy", "")
    begun = get_object_or_404(queries.visible(request.user), pk=number) if number.isdecimal() else None
    form, clauses = _forms(request, site, begun)
    if request.method == "POST" and form.is_valid() and clauses.is_valid():
        try:
            said = form.cleaned_data | {"clauses": forms.clauses(clauses)}
            return redirect("policy", services.enter_policy(request.user, site, **said).pk)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
    return _page(request, form, clauses, None)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a policy that is not published yet."""
    row = get_object_or_404(queries.visible(request.user), pk=pk)
    demand(request.user, "policies.amend_policy", row)
    form, clauses = _forms(request, row.site, row)
    if request.method == "POST" and form.is_valid() and clauses.is_valid():
        try:
            said = form.cleaned_data | {"clauses": forms.clauses(clauses)}
            return redirect("policy", services.amend_policy(request.user, row, changes=said).pk)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
    return _page(request, form, clauses, get_object_or_404(queries.visible(request.user), pk=pk))


def _forms(request: HttpRequest, site: Any, begun: Any) -> tuple[Any, Any]:
    day = today(site)
    said: dict[str, Any] = {"kind": services.CLAIM, "valid_first": day}
    said |= {name: getattr(begun, name) for name in FIELDS} if begun else {}
    data = request.POST if request.method == "POST" else None
    form = forms.PolicyForm(data, initial=said)
    form.fields["level"].choices = [(key, name[language()]) for key, name in levels(book(), day).items()]
    form.fields["kind"].choices = [(k.key, words(k.title)) for k in editions(day) if k.about == ENTERPRISE]
    kept = forms.initial(said.get("clauses") or [])
    kwargs = {"chinese": language() == "zh"}
    return form, forms.ClauseForms(data, initial=kept, prefix="clause", form_kwargs=kwargs)


def _page(request: HttpRequest, form: Any, clauses: Any, row: Any) -> HttpResponse:
    wrong = form.errors or any(clauses.errors) or clauses.non_form_errors()
    context = {"form": form, "clauses": clauses, "policy": row}
    return render(request, "policies/edit.html", context, status=422 if request.method == "POST" and wrong else 200)
