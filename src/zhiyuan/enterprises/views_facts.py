"""What is known of an enterprise: each value with its source, and what was said before."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyuan.enterprises import queries, queries_facts, services
from zhiyuan.enterprises.fact import EQUAL
from zhiyuan.enterprises.forms_facts import FactForm
from zhiyuan.enterprises.ladder.fields import FLAG
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import Fact
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import today


@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was ever said of an enterprise, what holds first; and something more to be said."""
    firm = get_object_or_404(queries.visible(request.user).select_related("site"), pk=pk)
    chinese, known = (get_language() or "").startswith("zh"), metrics(book())
    named = sorted(((m.field.zh if chinese else m.field.en, m) for m in known.values()), key=lambda one: one[0])
    choices = [(m.name, f"{title} ({m.field.unit})" if m.field.unit not in ("", "1") else title) for title, m in named]
    form = FactForm(request.POST or None, metrics=choices, initial={"as_of": today(firm.site)})
    if request.method == "POST":
        demand(request.user, "enterprises.record_fact", firm)
        if form.is_valid():
            said = form.cleaned_data
            try:
                services.record_fact(request.user, firm, **said | {"value": said["value"] or None})
            except ZhiyuanError as failure:
                form.add_error(None, failure.render(_))
            else:
                messages.success(request, _("Saved."))
                return redirect("enterprise_facts", pk)
    groups = []
    for (name, period, basis), rows in groupby(queries_facts.history(firm), lambda f: (f.metric, f.period, f.basis)):
        metric = known.get(name)
        title = (metric.field.zh if chinese else metric.field.en) if metric else name
        flag = metric is not None and metric.field.kind == FLAG
        groups.append({"title": title, "period": period, "basis": basis, "rows": [(_value(r, flag), r) for r in rows]})
    names = firm.former_names.all()
    context = {
        "enterprise": firm, "groups": groups, "names": names, "form": form,
        "may_record": may(request.user, "enterprises.record_fact", firm),
    }  # fmt: skip
    return render(request, "enterprises/facts.html", context, status=422 if form.errors else 200)


def _value(row: Fact, flag: bool) -> dict[str, Any]:
    number = "" if row.value is None else f"{row.value.normalize():,f}"
    return {
        "flag": flag and row.value is not None,
        "true": bool(row.value),
        "said": row.words or (number if row.relation == EQUAL else f"{row.relation} {number}"),
        "unit": "" if row.unit == "1" else row.unit,
    }
