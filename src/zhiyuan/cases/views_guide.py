"""办事指南: what a kind asks, who does what and how long it takes, on paper; all of it from the kind's own pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from zhiyuan.cases import queries, writes
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import Clock, Kind, Step
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.limit import MONTHS, WORKING_DAYS, Limit
from zhiyuan.cases.names import LANE
from zhiyuan.cases.views_letter import letter, said
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel import fmt, parktime


@require_GET
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """The guide of a kind as new cases are opened under today."""
    demand_somewhere(request.user, "cases.view")
    return _paper(edition(key, parktime.now().date()))


@require_GET
def case_guide(request: HttpRequest, pk: int) -> HttpResponse:
    """The guide of a case: of the edition that it was opened under."""
    return _paper(writes.kind_of(get_object_or_404(queries.visible(request.user), pk=pk)))


def _paper(kind: Kind) -> HttpResponse:
    today = parktime.now().date()
    foot = f"{kind.key} · {kind.digest[:12]} · {fmt.day(today)}"
    return letter(_guide(kind, desks(today)), f"guide-{kind.key}", foot)


def _guide(kind: Kind, names: Any) -> dict[str, Any]:
    facts = [
        (_("Kind of case"), said(kind.title)),
        (_("Lane"), said(LANE[kind.lane])) if kind.lane in LANE else None,
        (_("Handed in at"), said(names[kind.counter])),
        (_("Legal limit"), _clock(kind.legal)) if kind.legal else None,
        (_("Promised limit"), _clock(kind.promised)) if kind.promised else None,
        (_("Basis"), kind.basis),
    ]
    return {
        "title": _("Guide"),
        "facts": [fact for fact in facts if fact],
        "sections": [
            [_("What you are asked"), [_asked(field) for field in kind.asks()]],
            [_("Documents that you hand in"), [_document(kind, d) for d in kind.documents if d.key in kind.handed_in]],
            [_("What the park gets itself and does not ask you for"), _spared(kind)],
            [_("Steps of the case"), [_step(kind, step, names) for step in kind.steps]],
            [_("For what the clock may stop"), [said(why) for why in kind.pauses.values()]],
        ],
        "notes": [kind.texts["guide"].render(_), _("This is the whole list: nothing else will be asked for.")],
    }


def _asked(field: Any) -> str:
    return said(field.title) + ("" if field.required else f" {_('(may be left empty)')}")


def _document(kind: Kind, document: Any) -> str:
    if (limit := kind.defer.get(document.key)) is not None:
        more = _("may be promised, and handed in within {limit}").format(limit=_limit(limit))
        return f"{said(document.title)} · {more}"
    return f"{said(document.title)} · {document.barred}" if document.barred else said(document.title)


def _spared(kind: Kind) -> list[str]:
    shared = [said(document.title) for document in kind.documents if document.origin == "shared"]
    return [*shared, *(said(check.title) for check in kind.checks)]


def _step(kind: Kind, step: Step, names: Any) -> str:
    parts = [f"{said(step.title)} · {said(names[step.by])}"]
    if step.clock:
        parts.append(_clock(step.clock))
    if step.wait:
        parts.append(_("public for {limit}").format(limit=_limit(step.wait)))
    if step.silence:
        parts.append(_("silence of {limit} stands for an answer").format(limit=_limit(step.silence)))
    if step.counts_from:
        parts.append(_("counted from the day: {question}").format(question=said(kind.question[step.counts_from].title)))
    return " · ".join(parts)


def _clock(clock: Clock) -> str:
    return f"{_limit(clock.limit)} ({clock.basis})"


def _limit(limit: Limit) -> str:
    """A limit with its unit."""
    if limit.unit == WORKING_DAYS:
        return ngettext("{n} working day", "{n} working days", limit.count).format(n=limit.count)
    if limit.unit == MONTHS:
        return ngettext("{n} month", "{n} months", limit.count).format(n=limit.count)
    return ngettext("{n} natural day", "{n} natural days", limit.count).format(n=limit.count)
