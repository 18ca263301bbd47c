"""The form that opens a case about a place of the park."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiyuan.cases import services
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.subject import LABELS, PLACE
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.park import queries as park
from zhiyuan.park.queries import today


def apply(request: HttpRequest, key: str) -> HttpResponse:
    """Where, what, and what the form of the kind asks; ``?place=park.space:12`` names a place beforehand."""
    places = _places(request.user)
    if not places:
        demand(request.user, "cases.open_case_about")
    kind = edition(key, today(getattr(places[0], "site", places[0])))
    said = request.POST.get("subject") or request.GET.get("place", "")
    chosen, problem = _place(request.user, said) or places[0], ""
    if request.method == "POST":
        form = {f.key: request.POST.get(f"form_{f.key}", "") for f in kind.asks()}
        words, docs = request.POST.get("place", ""), request.POST.getlist("docs")
        try:
            opened = services.open_case_about(request.user, chosen, kind=key, form=form, place=words, docs=docs)
            return redirect("case", opened.pk)
        except ZhiyuanError as failure:
            problem = failure.render(_)
    context = {
        "kind": kind,
        "places": [(_said(row), row, row == chosen) for row in dict.fromkeys([*places, chosen])],
        "place": request.POST.get("place", ""),
        "fields": [(f, request.POST.get(f"form_{f.key}", ""), "") for f in kind.asks()],
        "documents": [(d, False) for d in kind.documents if d.key in kind.handed_in],
        "ticked": request.POST.getlist("docs"),
        "problem": problem,
    }
    return render(request, "cases/apply.html", context, status=422 if problem else 200)


def _said(row: Any) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _places(person: Any, act: str = "cases.open_case_about") -> list[Any]:
    """The parks, buildings and floors about which a person may open a case."""
    models = (apps.get_model(label) for label in ("park.Site", "park.Building", "park.Floor"))
    return [row for model in models for row in park.visible(model, person, act)]


def _place(person: Any, said: str, act: str = "cases.open_case_about") -> Any:
    """One place by ``label:number``, such as park.space:12, if a person may open a case about it; else None."""
    label, _, number = said.partition(":")
    if LABELS.get(label) != PLACE or not number.isdigit():
        return None
    return park.visible(apps.get_model(label), person, act).filter(pk=number).first()
