"""The cockpit on a wall and on paper: one rendering a minute, however many look."""

from importlib.resources import files
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from zhiyuan.cases.templatetags.cases import language
from zhiyuan.identity.verbs import demand
from zhiyuan.indicators import briefing as paper
from zhiyuan.indicators import queries
from zhiyuan.kernel import parktime
from zhiyuan.kernel.paper import pdf
from zhiyuan.park.queries import site as the_site

KEPT_S = 55  # the screen asks every minute
HEADLINES, COLUMNS, AIMED = 6, 3, 8
AIM_LINES = 1.6  # a target stands under its figure's name


@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """The whole screen; it then asks for its inner part every minute."""
    site = _site(request)
    return render(request, "indicators/screen.html", {"site": site, "part": _part(site)})


@require_GET
def screen_part(request: HttpRequest) -> HttpResponse:
    """The figures alone."""
    return HttpResponse(_part(_site(request)))


@require_GET
def briefing(request: HttpRequest) -> HttpResponse:
    """One page for a meeting."""
    site = _site(request)
    known = queries.book(site)
    said = paper.page(str(site), queries.cockpit(known), known.today, language())
    template = files("zhiyuan.indicators").joinpath("templates/indicators/briefing.typ").read_text("utf-8")
    name = f'inline; filename="briefing-{known.today:%Y-%m-%d}.pdf"'
    return HttpResponse(pdf(template, said), content_type="application/pdf", headers={"Content-Disposition": name})


def _part(site: Any) -> Any:
    key = f"indicators-screen-{site.pk}-{language()}"
    kept = cache.get(key)
    if kept is None:
        kept = render_to_string("indicators/_screen.html", _columns(site))
        cache.set(key, kept, KEPT_S)
    return mark_safe(kept)  # noqa: S308  # rendered here by a template that escapes


def _columns(site: Any) -> dict[str, Any]:
    """The headlines, beside them what has a target, the worst first, and the other figures by group: each once."""
    groups = dict(queries.cockpit(queries.book(site)))
    standing = queries.standing(groups.items())
    economy = groups.pop("economy", [])
    headlines, others = economy[:HEADLINES], economy[HEADLINES:]
    aimed = [tile for tile in standing.aimed if tile not in headlines][:AIMED]
    left = [(group, [t for t in tiles if t not in aimed]) for group, tiles in [*groups.items(), ("economy", others)]]
    columns = _balanced([section for section in left if section[1]], len(aimed))
    return {"headlines": headlines, "columns": columns, "standing": standing, "aimed": aimed, "at": parktime.now()}


def _balanced(sections: list[tuple[str, list[Any]]], aimed: int) -> list[list[tuple[str, list[Any]]]]:
    """The sections over the columns, the longest first into the emptiest; the targets stand in the middle one."""
    columns: list[list[tuple[str, list[Any]]]] = [[] for _ in range(COLUMNS)]
    filled = [0] * COLUMNS
    filled[COLUMNS // 2] = round(AIM_LINES * aimed) + 2 if aimed else 0
    for section in sorted(sections, key=_length, reverse=True):
        place = filled.index(min(filled))
        columns[place].append(section)
        filled[place] += _length(section)
    return columns


def _length(section: tuple[str, list[Any]]) -> int:
    """How many lines a section takes, its heading included."""
    return 2 + sum(max(1, len(tile.subjects)) for tile in section[1])


def _site(request: HttpRequest) -> Any:
    site = the_site()
    demand(request.user, "indicators.view", site)
    return site
