"""What is known of an enterprise: each value with its source, and what was said before."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from zhiyuan.enterprises import queries, queries_facts
from zhiyuan.enterprises.fact import EQUAL
from zhiyuan.enterprises.ladder.fields import FLAG
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import Fact
from zhiyuan.kernel.reference import book


@require_GET
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was ever said of an enterprise, what holds first."""
    firm = get_object_or_404(queries.visible(request.user).select_related("site"), pk=pk)
    chinese, known = (get_language() or "").startswith("zh"), metrics(book())
    groups = []
    for (name, period, basis), rows in groupby(queries_facts.history(firm), lambda f: (f.metric, f.period, f.basis)):
        metric = known.get(name)
        title = (metric.field.zh if chinese else metric.field.en) if metric else name
        flag = metric is not None and metric.field.kind == FLAG
        groups.append({"title": title, "period": period, "basis": basis, "rows": [(_value(r, flag), r) for r in rows]})
    names = firm.former_names.all()
    return render(request, "enterprises/facts.html", {"enterprise": firm, "groups": groups, "names": names})


def _value(row: Fact, flag: bool) -> dict[str, Any]:
    number = "" if row.value is None else f"{row.value.normalize():,f}"
    return {
        "flag": flag and row.value is not None,
        "true": bool(row.value),
        "said": row.words or (number if row.relation == EQUAL else f"{row.relation} {number}"),
        "unit": "" if row.unit == "1" else row.unit,
    }
