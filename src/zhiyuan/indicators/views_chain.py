"""The chains of the park: all of them with their words, one as a picture and a table, placing firms, and on paper."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.cases.templatetags.cases import language
from zhiyuan.enterprises import queries, services
from zhiyuan.enterprises import queries_chain as placed
from zhiyuan.enterprises.chain.drawing import drawing
from zhiyuan.enterprises.chain.partition import WORDS, Placed
from zhiyuan.enterprises.queries_chain import Stands
from zhiyuan.identity.verbs import demand, may
from zhiyuan.indicators import queries_chain
from zhiyuan.indicators.forms_chain import LocalForm, PlaceForm
from zhiyuan.indicators.views_chain_words import NAMES, TAGS, name, side, words
from zhiyuan.kernel import fmt
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.kernel.paper import pdf
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

ACTS = {"place": "enterprises.place_firm", "local": "enterprises.state_local"}


@require_GET
def all_chains(request: HttpRequest) -> HttpResponse:
    """Every chain, and how many of its segments have which word."""
    site = chain_site(request)
    rows = [
        (name(found.chain), found.chain.key, [sum(p.word == word for p in found.placed.values()) for word in WORDS],
         len({firm.number for p in found.placed.values() for firm in p.firms}))
        for found in queries_chain.all_stand(site)
    ]  # fmt: skip
    waiting = len(placed.proposals(site))
    return render(request, "indicators/chains.html", {"rows": rows, "words": NAMES.values(), "waiting": waiting})


@require_GET
def chain(request: HttpRequest, key: str) -> HttpResponse:
    """One chain: the picture, the table beside it, and what investment work looks for."""
    return _page(request, chain_site(request), key)


@require_POST
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Put a firm into a segment."""
    site = chain_site(request)
    form = PlaceForm(placed.chain(site, key), request.POST, auto_id="place_%s")
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            firm = _firm(request, site, said.pop("enterprise").strip())
            services.place_firm(request.user, firm, chain=key, **said)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("chain", key)
    return _page(request, site, key, place=form)


@require_POST
def local(request: HttpRequest, key: str) -> HttpResponse:
    """State what the park makes and needs of a segment."""
    site = chain_site(request)
    form = LocalForm(placed.chain(site, key), request.POST, auto_id="local_%s")
    if form.is_valid():
        try:
            services.state_local(request.user, site, chain=key, **form.cleaned_data)
        except ZhiyuanError as failure:
            form.add_error(None, failure.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("chain", key)
    return _page(request, site, key, local=form)


@require_POST
def remove(request: HttpRequest, key: str, segment: str, pk: int) -> HttpResponse:
    """Take a firm out of a segment."""
    firm = get_object_or_404(queries.visible(request.user), pk=pk)
    services.remove_firm(request.user, firm, chain=key, segment=segment)
    messages.success(request, _("Removed."))
    return redirect("chain", key)


@require_GET
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The picture and the targets on one sheet."""
    site = chain_site(request)
    found = queries_chain.stands(site, key)
    said = {
        "language": language(),
        "title": name(found.chain),
        "day": fmt.day(today(site)),
        "svg": drawing(found.chain, found.placed, words(), language(), name(found.chain)),
        "head": [_("Segment"), _("Word"), _("Priority"), _("Products"), _("Why")],
        "rows": [_target_row(found, one) for one in found.targets],
        "none": _("Nothing is missing: there is no target."),
    }
    template = files("zhiyuan.indicators").joinpath("templates/indicators/chain.typ").read_text("utf-8")
    headers = {"Content-Disposition": f'inline; filename="chain-{key}.pdf"'}
    return HttpResponse(pdf(template, said), content_type="application/pdf", headers=headers)


def _page(request: HttpRequest, site: Any, key: str, **failed: Any) -> HttpResponse:
    found = queries_chain.stands(site, key)
    word = request.GET.get("word", "")
    near = placed.suggested(request.user, site, found)
    leads = queries_chain.leads(request.user, site, key)
    rows = [row(found, one, near.get(one.key, []), leads) for one in found.placed.values() if word in ("", one.word)]
    forms = [
        (_("Place a firm"), "chain_place", failed.get("place") or PlaceForm(found.chain, auto_id="place_%s"), "place"),
        (_("State supply and demand"), "chain_local", failed.get("local") or LocalForm(found.chain, auto_id="local_%s"),
         "local"),
    ]  # fmt: skip
    return render(request, "indicators/chain.html", {
        "found": found, "name": name(found.chain), "key": key, "rows": rows, "word": word, "words": NAMES,
        "targets": [_target(found, one, leads) for one in found.targets], "picture": picture(found, word),
        "forms": [(title, url, form, what in failed) for title, url, form, what in forms
                  if may(request.user, ACTS[what], site)],
        "may_place": may(request.user, ACTS["place"], site),
        "may_lead": may(request.user, "projects.register_project", site),
    }, status=422 if failed else 200)  # fmt: skip


def picture(found: Stands, only: str = "") -> Any:
    """The drawing of a chain, each segment leading to its row; those of one word in front."""
    title = _("The chain as a picture; the table below says the same")
    svg = drawing(found.chain, found.placed, words(), language(), title, only=only, leads=True)
    return mark_safe(svg)  # noqa: S308  # drawn here, names escaped


def row(found: Stands, one: Placed, near: list[Any], leads: Mapping[str, list[Any]]) -> dict[str, Any]:
    """A segment as the table shows it."""
    return {
        "segment": name(found.chain.segments[one.key]), "key": one.key, "word": NAMES[one.word],
        "tag": TAGS[one.word], "side": side(one), "placed": one,
        "reasons": [reason.render(_) for reason in one.reasons],
        "suggested": near, "leads": leads.get(one.key, []),
        "strength": None if one.strength is None else float(one.strength),
        "substitutable": None if one.substitutable is None else float(one.substitutable),
    }  # fmt: skip


def _target(found: Stands, one: Placed, leads: Mapping[str, list[Any]]) -> dict[str, Any]:
    segment = found.chain.segments[one.key]
    names = {to: [name(found.chain.segments[k]) for k in getattr(one, to)] for to in ("suppliers", "buyers")}
    key = f"{found.chain.key}-{one.key}".replace("_", "-")
    many = len(leads.get(one.key, []))
    return {
        "segment": name(segment), "word": NAMES[one.word], "tag": TAGS[one.word], "side": side(one), "key": one.key,
        "priority": one.priority, "products": segment.products, "codes": segment.codes, "leads": many,
        "lead": f"{key}-{many + 1}" if many else key, **names,
    }  # fmt: skip


def _target_row(found: Stands, one: Placed) -> list[str]:
    segment = found.chain.segments[one.key]
    return [name(segment), f"{NAMES[one.word]} {side(one)}".strip(), str(one.priority),
            fmt.listed(segment.products, str(get_language())), "; ".join(r.render(_) for r in one.reasons)]  # fmt: skip


def _firm(request: HttpRequest, site: Any, said: str) -> Any:
    rows = queries.visible(request.user).filter(Q(key=said) | Q(uscc=said.upper(), uscc__gt=""), site=site)
    if (firm := rows.first()) is None:
        raise NotFound("there is no enterprise {key}", key=said)
    return firm


def chain_site(request: HttpRequest) -> Any:
    """The park whose chains are asked for, by somebody who may see its enterprises."""
    site = the_site()
    demand(request.user, "enterprises.view", site)
    return site
