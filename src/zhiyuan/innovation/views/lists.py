"""How many firms stand where by each rule, and the firms by one rule."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.identity.verbs import demand_somewhere, may
from zhiyuan.innovation import queries, queries_rules, services
from zhiyuan.innovation.views import saying
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

PER_PAGE = 50
SOON = "innovation/reminders#before_end"


@require_GET
def ladder(request: HttpRequest) -> HttpResponse:
    """How many firms stand where by each rule, and which qualifications end soon."""
    demand_somewhere(request.user, queries.VIEW)
    site, person = the_site(), request.user
    day = today(site)
    context = {
        "standings": [(s, saying.name(s.rules), [s.counts.get(v, 0) for v in queries.VERDICTS]) for s in
                      queries.overview(person, day)],
        "verdicts": saying.verdicts().items(),
        "ending": queries.ending(person, day, day + timedelta(days=int(value(SOON, day)))),
        "may_judge": may(person, "innovation.judge_enterprises", site),
        "may_propose": may(person, queries_rules.PROPOSE),
        "names": saying.names(day),
    }  # fmt: skip
    return render(request, "innovation/ladder.html", context)


@require_POST
def judge_now(request: HttpRequest) -> HttpResponse:
    """Judge every firm now."""
    done = services.judge_enterprises(request.user, the_site())
    messages.success(request, _("{count} verdicts changed.").format(count=done["changed"]))
    return redirect("ladder")


@require_GET
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """The firms by one rule: by verdict, and those that miss it by one clause; as a page or a workbook."""
    demand_somewhere(request.user, queries.VIEW)
    day = today(the_site())
    rules = queries.rules_on(day).get(rule)
    if rules is None:
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ("verdict", "near", "q")}
    found = queries.judged(request.user, rule, verdict=asked["verdict"], near=asked["near"] == "yes", q=asked["q"])
    if request.GET.get("as") == "xlsx":
        return _workbook(rule, found)
    context = {
        "rule": rule, "name": saying.name(rules), "rules": rules, "asked": asked, "filtered": any(asked.values()),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "verdicts": saying.verdicts().items(),
    }  # fmt: skip
    return render(request, "innovation/rule.html", context)


def _workbook(rule: str, found: Any) -> HttpResponse:
    heads = [
        Column(_("Enterprise"), width=30), Column(_("Credit code (USCC)"), width=22), Column(_("What the rule says")),
        Column(_("Edition"), width=18), Column(_("Least score"), "two"), Column(_("Most score"), "two"),
        Column(_("Clauses not met"), "whole"), Column(_("Which clauses"), width=30), Column(_("Judged for"), "day"),
    ]  # fmt: skip
    words = saying.verdicts()
    rows = [
        [r.enterprise.name, r.enterprise.uscc, words[r.verdict], r.edition, r.score_least, r.score_most, r.unmet,
         ", ".join(r.lacking), r.day]
        for r in found
    ]  # fmt: skip
    content = workbook([Sheet(_("Ladder"), heads, rows)])
    name = f'attachment; filename="{rule}.xlsx"'
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": name})
