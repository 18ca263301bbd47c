"""Firms by industry at every level of GB/T 4754, and codes found while somebody types."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from zhiyuan.enterprises import queries_industry
from zhiyuan.enterprises.industry import CLASS, Level, edition, levels, matching
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

MOST_OFFERED = 30


@require_GET
def industries(request: HttpRequest) -> HttpResponse:
    """How many firms each industry has, one level below the code in the address."""
    site = the_site()
    demand(request.user, "enterprises.view", site)
    code = request.GET.get("code", "").strip().upper()
    found = queries_industry.below(request.user, site, code)
    whole = sum(tally.firms for tally in found.below) + found.coarse
    rows = [(tally, name(tally.level), tally.firms / whole, len(tally.level.code) < CLASS) for tally in found.below]
    path = [(level.code, name(level)) for level in found.path]
    context = {"found": found, "rows": rows, "path": path, "code": code, "edition": edition(book(), today(site))}
    return render(request, "enterprises/industries.html", context)


@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Codes that fit what was typed so far, as a browser offers them."""
    site = the_site()
    demand(request.user, "enterprises.view", site)
    found = matching(book(), request.GET.get("industry", ""), today(site), MOST_OFFERED)
    offered = [(level.code, name(level)) for level in found]
    return render(request, "enterprises/_industry_options.html", {"offered": offered})


def name(level: Level) -> str:
    """What a level is called in the reader's language; groups and classes in Chinese."""
    return level.zh if str(get_language()).startswith("zh") else level.en


def path(code: str, site: Any) -> list[str]:
    """The names of a code's levels, from the section down; nothing for no code."""
    known = levels(book(), today(site))
    return [name(level) for key, level in known.items() if code and code.startswith(key)]
