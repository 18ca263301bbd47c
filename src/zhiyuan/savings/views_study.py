"""Stating how a circuit is measured, before it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park.queries import site as the_site
from zhiyuan.savings import queries, services
from zhiyuan.savings.forms import StudyForm
from zhiyuan.savings.gates import meter_classes
from zhiyuan.savings.models import Study
from zhiyuan.savings.views import circuit_choices


@require_http_methods(["GET", "POST"])
def study(request: HttpRequest, circuit: str = "") -> HttpResponse:
    """The form for a circuit that is not measured yet, or for one whose plan is corrected."""
    site = the_site()
    demand(request.user, "savings.set_study", site)
    kept = queries.study(site, circuit)
    if circuit and kept is None:
        raise Http404
    form = StudyForm(
        request.POST or None, _circuits(site, kept), meter_classes(queries.today(site)), initial=_said(kept)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_study(request.user, site, **form.params())
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(gettext))
        else:
            name = dict(circuit_choices(site))[made.circuit]
            messages.success(request, gettext("Stated: {circuit} is measured like this.").format(circuit=name))
            return redirect("savings")
    context = {"form": form, "study": kept, "site": site}
    return render(request, "savings/study.html", context, status=422 if form.errors else 200)


def _circuits(site: Any, kept: Study | None) -> list[tuple[str, str]]:
    """The circuit whose plan is corrected, or those without one."""
    if kept:
        return circuit_choices(site, [kept.circuit])
    stated = {s.circuit for s in queries.studies(site)}
    return [(key, name) for key, name in circuit_choices(site) if key not in stated]


def _said(kept: Study | None) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in StudyForm.base_fields} if kept else {}
