"""Following a case by its number and code, without signing in; and the papers that a firm takes with it.

The public page says where the case stands and what is asked of the firm, and nothing of people or answers.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from zhiyuan.cases import queries, tracking
from zhiyuan.cases import views_letter as paper
from zhiyuan.cases.models import Case
from zhiyuan.cases.names import PHASE
from zhiyuan.cases.queries import Read
from zhiyuan.cases.reading import open_steps
from zhiyuan.cases.state import RETURNED, lacking, may_promise
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.errors import Refused, ZhiyuanError
from zhiyuan.kernel.reference import value
from zhiyuan.park.queries import zone

FINGERPRINT = 16


@login_not_required
@cache_control(no_store=True, private=True)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form; with a number and its code, where the case stands."""
    said: dict[str, Any] = {"number": (request.POST or request.GET).get("number", "").strip()[:20]}
    status = 200
    if request.method == "POST":
        try:
            found = found_by(request.META.get("REMOTE_ADDR", ""), said["number"], request.POST.get("code", ""))
            said |= public(found)
        except ZhiyuanError as failure:
            said["problem"], status = failure.render(_), 422
    return render(request, "cases/track.html", said, status=status)


@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What the firm takes with it: number, code, what was handed in, until when."""
    found = queries.read(get_object_or_404(queries.visible(request.user), pk=pk))
    return _paper(found, _receipt(request, found), "receipt")


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The one-time notice on paper: everything that is lacking, at once."""
    found = queries.read(get_object_or_404(queries.visible(request.user), pk=pk))
    wanted = lacking(found.kind, found.state) if not found.state.accepted else ()
    if not wanted:
        raise Refused("nothing is lacking in {case}: there is no notice", case=found.case)
    return _paper(found, _notice(found, wanted), "notice")


def found_by(address: str, number: str, given: str) -> Read:
    """The case of a number and its code, for whoever asks from an address; after some wrong tries it has to wait."""
    tries = f"track:{address}"
    limit = value("cases/portal#tries", timezone.localdate(parktime.now()))
    if cache.get(tries, 0) >= limit["count"]:
        raise Refused("too many wrong tries; try again in {minutes} minutes", minutes=limit["minutes"])
    rows = list(Case.objects.filter(number=number).select_related("site", "enterprise", "edition")[:20])
    right = [row for row in rows if tracking.same(given, _code(row))]
    if not rows:
        tracking.same(given, tracking.code(settings.SECRET_KEY, number, 0))
    if not right:
        cache.add(tries, 0, 60 * limit["minutes"])
        cache.incr(tries)
        raise Refused("no case has this number and code; both are on the receipt")
    return queries.read(right[0])


def _code(case: Case) -> str:
    return tracking.code(settings.SECRET_KEY, case.number, case.pk)


def public(found: Read) -> dict[str, Any]:
    """What whoever has number and code may know of a case: no firm, no person, no answer."""
    state, kind = found.state, found.kind
    return {
        "found": found,
        "phase": PHASE[state.phase],
        "clocks": queries.named_clocks(found),
        "open_steps": open_steps(found.kind, found.state),
        "steps": [(step.title, state.done.get(step.key)) for step in kind.steps],
        "stops": [(stop, kind.pauses.get(stop.why)) for stop in state.stops],
        "asked": [kind.document[doc].title for doc in lacking(kind, state)] if state.phase == RETURNED else [],
        "own": [step.title for step in queries.own_steps(found)],
        "prints": [(event.act, event.at, event.digest[:FINGERPRINT]) for event in found.log if event.act == "submit"],
    }


def _receipt(request: HttpRequest, found: Read) -> dict[str, Any]:
    words = {"here": "", "open": _("promised until") + " "}
    lines = [
        f"{paper.said(document.title)} · {words[how]}{fmt.day(day)}"
        for document, how, day in queries.documents(found)
        if how in words and day
    ]
    return {
        "title": _("Receipt"),
        "facts": [
            *_head(found),
            (_("Handed in"), fmt.moment(found.log[0].at, zone(found.case.site))),
            (_("Tracking code"), _code(found.case)),
            *[(_due_words(c.name), fmt.day(c.due.day)) for c, _of in queries.named_clocks(found) if not _of],
        ],
        "sections": [[_("Documents"), lines]],
        "notes": [
            _("Follow the case at {address} with number and code; keep the code to yourself.").format(
                address=request.build_absolute_uri("/track/")
            ),
            _("The page shows the same fingerprint when this receipt is genuine: {fingerprint}").format(
                fingerprint=found.log[0].digest[:FINGERPRINT]
            ),
        ],
    }


def _notice(found: Read, wanted: tuple[str, ...]) -> dict[str, Any]:
    kind, later = found.kind, may_promise(found.kind, found.state)
    lines = []
    for doc in wanted:
        more = _("may be promised for later") if doc in later else kind.document[doc].barred or _("hand it in")
        lines.append(f"{paper.said(kind.document[doc].title)} · {more}")
    return {
        "title": _("One-time notice"),
        "facts": _head(found),
        "sections": [[_("Everything that is still lacking"), lines]],
        "notes": [_("Nothing can be added to this list later (行政许可法 32). Hand it in on the page of the case.")],
    }


def _head(found: Read) -> list[tuple[str, str]]:
    case = found.case
    return [
        (_("Case number"), case.number),
        (_("Kind of case"), paper.said(found.kind.title)),
        (_("Enterprise or place"), case.about),
        (_("Park"), case.site.name),
        (_("State"), paper.said(PHASE[found.state.phase])),
    ]


def _paper(found: Read, said: dict[str, Any], name: str) -> HttpResponse:
    foot = f"{found.case.number} · {found.log[-1].digest[:FINGERPRINT]} · {fmt.day(found.today)}"
    return paper.letter(said, f"{name}-{found.case.number}", foot)


def _due_words(clock: str) -> str:
    return _("Legal limit") if clock == "legal" else _("Promised limit")
