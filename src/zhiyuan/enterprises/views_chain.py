"""The chains of the park: all of them with their words, one as a picture and a table, placing firms, and on paper."""

from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.enterprises import queries, queries_chain, services
from zhiyuan.enterprises.chain.drawing import drawing
from zhiyuan.enterprises.chain.partition import EXTEND, FILL, FIRM, STRENGTHEN, UNTOUCHED, UPSTREAM, WORDS, Placed
from zhiyuan.enterprises.forms_chain import LocalForm, PlaceForm
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel import fmt
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.kernel.paper import pdf
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

NAMES: dict[str, Any] = {
    FIRM: _later("stands firm"), STRENGTHEN: _later("to strengthen"), FILL: _later("to fill"),
    EXTEND: _later("to extend"), UNTOUCHED: _later("not touched yet"),
}  # fmt: skip
ACTS = {"place": "enterprises.place_firm", "local": "enterprises.state_local"}
TAGS = {FIRM: "tag-ok", STRENGTHEN: "tag-pri", FILL: "tag-bad", EXTEND: "tag-warn", UNTOUCHED: ""}


@require_GET
def all_chains(request: HttpRequest) -> HttpResponse:
    """Every chain, and how many of its segments have which word."""
    site = _site(request)
    rows = [
        (_name(found.chain), found.chain.key, [sum(p.word == word for p in found.placed.values()) for word in WORDS],
         len({firm.number for p in found.placed.values() for firm in p.firms}))
        for found in queries_chain.all_stand(site)
    ]  # fmt: skip
    return render(request, "enterprises/chains.html", {"rows": rows, "words": NAMES.values()})


@require_GET
def chain(request: HttpRequest, key: str) -> HttpResponse:
    """One chain: the picture, the table beside it, and what investment work looks for."""
    return _page(request, _site(request), key)


@require_POST
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Put a firm into a segment."""
    site = _site(request)
    form = PlaceForm(queries_chain.chain(site, key), request.POST, auto_id="place_%s")
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
    site = _site(request)
    form = LocalForm(queries_chain.chain(site, key), request.POST, auto_id="local_%s")
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
    site = _site(request)
    found = queries_chain.stands(site, key)
    said = {
        "language": _language(),
        "title": _name(found.chain),
        "day": fmt.day(today(site)),
        "svg": drawing(found.chain, found.placed, _words(), _language(), _name(found.chain)),
        "head": [_("Segment"), _("Word"), _("Priority"), _("Products"), _("Why")],
        "rows": [_target_row(found, one) for one in found.targets],
        "none": _("Nothing is missing: there is no target."),
    }
    template = files("zhiyuan.enterprises").joinpath("templates/enterprises/chain.typ").read_text("utf-8")
    headers = {"Content-Disposition": f'inline; filename="chain-{key}.pdf"'}
    return HttpResponse(pdf(template, said), content_type="application/pdf", headers=headers)


def _page(request: HttpRequest, site: Any, key: str, **failed: Any) -> HttpResponse:
    found = queries_chain.stands(site, key)
    word = request.GET.get("word", "")
    near = queries_chain.suggested(request.user, site, found)
    rows = [_row(found, one, near.get(one.key, [])) for one in found.placed.values() if word in ("", one.word)]
    forms = [
        (_("Place a firm"), "chain_place", failed.get("place") or PlaceForm(found.chain, auto_id="place_%s"), "place"),
        (_("State supply and demand"), "chain_local", failed.get("local") or LocalForm(found.chain, auto_id="local_%s"),
         "local"),
    ]  # fmt: skip
    return render(request, "enterprises/chain.html", {
        "found": found, "name": _name(found.chain), "key": key, "rows": rows, "word": word, "words": NAMES,
        "targets": [_target(found, one) for one in found.targets], "picture": _picture(found),
        "forms": [(title, url, form, what in failed) for title, url, form, what in forms
                  if may(request.user, ACTS[what], site)],
        "may_place": may(request.user, ACTS["place"], site),
        "may_lead": may(request.user, "projects.register_project", site),
    }, status=422 if failed else 200)  # fmt: skip


def _row(found: queries_chain.Stands, one: Placed, near: list[Any]) -> dict[str, Any]:
    segment = found.chain.segments[one.key]
    return {
        "segment": _name(segment), "key": one.key, "word": NAMES[one.word], "tag": TAGS[one.word], "side": _side(one),
        "placed": one, "reasons": [reason.render(_) for reason in one.reasons],
        "suggested": near, "strength": None if one.strength is None else float(one.strength),
        "substitutable": None if one.substitutable is None else float(one.substitutable),
    }  # fmt: skip


def _target(found: queries_chain.Stands, one: Placed) -> dict[str, Any]:
    segment = found.chain.segments[one.key]
    names = {side: [_name(found.chain.segments[k]) for k in getattr(one, side)] for side in ("suppliers", "buyers")}
    lead = f"{found.chain.key}-{one.key}".replace("_", "-")
    return {
        "segment": _name(segment), "word": NAMES[one.word], "tag": TAGS[one.word], "side": _side(one),
        "priority": one.priority, "products": segment.products, "codes": segment.codes, "lead": lead, **names,
    }  # fmt: skip


def _target_row(found: queries_chain.Stands, one: Placed) -> list[str]:
    segment = found.chain.segments[one.key]
    return [_name(segment), f"{NAMES[one.word]} {_side(one)}".strip(), str(one.priority),
            fmt.listed(segment.products, str(get_language())), "; ".join(r.render(_) for r in one.reasons)]  # fmt: skip


def _picture(found: queries_chain.Stands) -> dict[str, Any]:
    """What the island draws."""
    segments = found.chain.segments
    return {
        "words": _words(),
        "nodes": [
            {"key": key, "name": _name(segments[key]), "level": segments[key].level, "word": one.word,
             "firms": [firm.name for firm in one.firms]}
            for key, one in found.placed.items()
        ],
        "flows": [list(flow) for flow in found.chain.flows],
    }  # fmt: skip


def _firm(request: HttpRequest, site: Any, said: str) -> Any:
    rows = queries.visible(request.user).filter(Q(key=said) | Q(uscc=said.upper(), uscc__gt=""), site=site)
    if (firm := rows.first()) is None:
        raise NotFound("there is no enterprise {key}", key=said)
    return firm


def _side(one: Placed) -> str:
    if not one.side:
        return ""
    return str(_("upstream") if one.side == UPSTREAM else _("downstream"))


def _words() -> dict[str, str]:
    return {word: str(name) for word, name in NAMES.items()}


def _language() -> str:
    return "zh" if str(get_language()).startswith("zh") else "en"


def _name(one: Any) -> str:
    return str(getattr(one, _language()))


def _site(request: HttpRequest) -> Any:
    site = the_site()
    demand(request.user, "enterprises.view", site)
    return site
