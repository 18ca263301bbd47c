"""Who signs for whom: the list, a new appointment, its end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zhiyuan.cases import queries_signing, services, writes_signing
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.kindread import kinds
from zhiyuan.cases.queries_promises import latest_day
from zhiyuan.cases.templatetags.cases import words
from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.kernel.errors import ZhiyuanError


class DeputyForm(forms.Form):
    """An appointment for whoever fills it in."""

    deputy = forms.CharField(label=gettext_lazy("User name of the deputy"), max_length=150)
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    after_minutes = forms.IntegerField(
        label=gettext_lazy("Signs after so many minutes of office time"),
        min_value=0,
        max_value=writes_signing.LONGEST_MIN,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of case"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(key, words(edition(key, latest_day()).title)) for key in kinds()]
        self.fields["kind"].choices = [("", _("All")), *known]


@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """The appointments that concern the reader, and a form for their own."""
    demand_somewhere(request.user, "cases.work_case")
    day, person = latest_day(), request.user
    form = DeputyForm(request.POST or None, initial={"first": day, "after_minutes": writes_signing.after_minutes(day)})
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint_signing_deputy(person, person, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("The deputy is entered."))
            return redirect("signing_deputies")
    rows = queries_signing.appointments(person)
    context = {
        "form": form,
        "rows": [(row, may(person, "cases.end_signing_deputy", row) and row.ended is None) for row in rows],
        "today": day,
    }
    return render(request, "cases/deputies.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment from now on."""
    row = get_object_or_404(queries_signing.appointments(request.user), pk=pk)
    services.end_signing_deputy(request.user, row)
    messages.success(request, _("The deputy signs no more from now on."))
    return redirect("signing_deputies")
