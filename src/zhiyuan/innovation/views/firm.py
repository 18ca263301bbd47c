"""One firm on the ladder: by every rule, its qualifications and history; one verdict explained and tried otherwise."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import may
from zhiyuan.innovation import forms, queries, services
from zhiyuan.innovation.models import Qualification
from zhiyuan.innovation.views import saying
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.park.queries import today

HISTORY = 30


@require_GET
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """One firm by every rule, its qualifications, and how the verdicts changed."""
    return _firm_page(request, _visible(request, pk))


@require_POST
def qualification(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a qualification of a firm."""
    row = _visible(request, pk)
    form = _qualification_form(request, row)
    if form.is_valid():
        try:
            services.record_qualification(request.user, row, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("ladder_firm", pk)
    return _firm_page(request, row, form)


@require_POST
def end_qualification(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a qualification holds no longer."""
    row = get_object_or_404(Qualification, pk=pk, enterprise__in=enterprises.visible(request.user, queries.VIEW))
    try:
        services.end_qualification(request.user, row, reason=request.POST.get("reason", ""))
    except ZhiyuanError as failure:
        messages.error(request, failure.render(_))
    return redirect("ladder_firm", row.enterprise_id)


@require_GET
def explain(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    """One verdict clause by clause; with other answers in the address, what they would change."""
    row = _visible(request, pk)
    day = today(row.site)
    try:
        before = queries.explained_by(row, rule, day)
    except NotFound:
        raise Http404 from None
    form = forms.WhatIfForm(request.GET or None, before.asked, before.firm, chinese=saying.chinese())
    changes = form.changes(before.firm) if form.is_bound and form.is_valid() else {}
    after = queries.otherwise(before, changes) if changes and not form.errors else None
    shown = after or before
    context = {
        "enterprise": row, "rule": rule, "name": saying.name(shown.judgement.rules), "day": day, "form": form,
        "before": saying.said(before), "after": saying.said(after) if after else None, "shown": shown,
        "reasons": [saying.reason(reason) for reason in shown.judgement.reasons],
        "missing": [saying.speaker().name(field) for field in shown.missing],
        "steps": [saying.step(step) for step in shown.steps],
        "enough": any(step.enough for step in shown.steps),
    }  # fmt: skip
    return render(request, "innovation/explain.html", context, status=422 if form.errors else 200)


def _firm_page(request: HttpRequest, row: Any, form: Any = None) -> HttpResponse:
    day = today(row.site)
    names = saying.names(day)
    context = {
        "enterprise": row,
        "found": [(one, names[one.rule], saying.said(one)) for one in queries.explained(row, day)],
        "qualifications": queries.qualifications(row),
        "history": queries.history(row)[:HISTORY],
        "names": names,
        "words": saying.verdicts(),
        "may_end": may(request.user, "innovation.end_qualification", row),
        "form": form or (_qualification_form(request, row, fresh=True) if _may_enter(request, row) else None),
        "today": day,
    }
    return render(request, "innovation/firm.html", context, status=422 if form else 200)


def _may_enter(request: HttpRequest, row: Any) -> bool:
    return may(request.user, "innovation.record_qualification", row)


def _qualification_form(request: HttpRequest, row: Any, *, fresh: bool = False) -> Any:
    form = forms.QualificationForm(None if fresh else request.POST)
    form.fields["rule"].choices = list(saying.names(today(row.site)).items())
    return form


def _visible(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(enterprises.visible(request.user, queries.VIEW).select_related("site"), pk=pk)
