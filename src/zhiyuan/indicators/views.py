"""The cockpit, one indicator down to its origin, and the list of all."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyuan.cases.templatetags.cases import words
from zhiyuan.identity.verbs import demand, may
from zhiyuan.indicators import queries, queries_owed
from zhiyuan.indicators.live import LIVE
from zhiyuan.indicators.worth import Book, Worth
from zhiyuan.kernel.chart import Series
from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today


@require_GET
def cockpit(request: HttpRequest) -> HttpResponse:
    """Every figure that is known, by group, each with its sign, period and source."""
    site, known, on = _asked(request)
    groups = queries.cockpit(known)
    return render(request, "indicators/cockpit.html", {
        "groups": groups, "standing": queries.standing(groups), "sources": sources(groups), "on": on,
        "today": today(site), "owed": queries_owed.owed(site),
        "may_enter": may(request.user, "indicators.enter_fact", site),
    })  # fmt: skip


@require_GET
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: what it is, what it comes to, what that rests on, and how it was revised."""
    site, known, on = _asked(request)
    definition = queries.definition(on, key)
    shown = queries.tile(known, key)
    worth = shown.worth
    rows, targets = queries.history(site, key), queries.target_rows(site, key)
    own = [f for f in known.facts(key) if f.said is not None and not f.subject]
    return render(request, "indicators/one.html", {
        "definition": definition, "tile": shown, "worth": worth, "on": on, "today": today(site),
        "live": LIVE.get(definition.query),
        "reckoned": _beside(known, worth), "lacking": _lacking(known, worth),
        "rows": [(row, queries.said(row)) for row in rows], "superseded": {row.supersedes_id for row in rows},
        "targets": [(row, queries.decided(row)) for row in targets],
        "superseded_targets": {row.supersedes_id for row in targets},
        "may_set": may(request.user, "indicators.set_target", site) and bool(definition.better),
        "used_by": _used_by(known, key), "labels": [str(f.period) for f in own],
        "series": [Series(words(definition.title), [float(f.value) for f in own if f.value is not None])],
        "may_enter": may(request.user, "indicators.enter_fact", site) and not definition.query,
    })  # fmt: skip


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator with its latest figure, also those that nothing is known of."""
    site, known, _ = _asked(request)
    return render(request, "indicators/list.html", {
        "tiles": [queries.tile(known, key) for key in known.register],
        "may_enter": may(request.user, "indicators.enter_fact", site),
    })  # fmt: skip


def sources(groups: list[tuple[str, list[queries.Tile]]]) -> dict[str, int]:
    """Every source on the page once, numbered from 1 as they appear."""
    named = (t.fact.source for _, tiles in groups for t in tiles if t.fact)
    return {source: number for number, source in enumerate(dict.fromkeys(named), start=1)}


def _asked(request: HttpRequest) -> tuple[Any, Book, date]:
    """The park, its figures as known on the day that the address names (``?on=``), and that day."""
    site = the_site()
    demand(request.user, "indicators.view", site)
    said = request.GET.get("on", "")
    try:
        on = date.fromisoformat(said) if said else today(site)
    except ValueError:
        raise Malformed("{found} is no day; write it like 2026-03-17", found=repr(said)) from None
    return site, queries.book(site, on), on


def _used_by(known: Book, key: str) -> list[Any]:
    """The indicators whose formula names this one."""
    return [one for one in known.register.values() if f"[{key}]" in one.formula]


def _lacking(known: Book, worth: Worth) -> Worth | None:
    """A later period that has no figure because a part of its formula is missing."""
    newest = known.newest(worth.definition.key)
    return newest if newest is not None and newest.lack is not None and newest.period != worth.period else None


def _beside(known: Book, worth: Worth) -> Worth | None:
    """What the formula gives where the figure was stated all the same."""
    if worth.fact is None or worth.period is None or worth.definition.node is None:
        return None
    return known.reckoned(worth.definition, worth.period)
