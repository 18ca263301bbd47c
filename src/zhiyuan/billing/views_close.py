"""The close of a month as a checklist: each step says what blocks it and leads to the remedy."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhiyuan.billing import bill_queries, kept_queries, queries, services
from zhiyuan.billing import bill_words as words
from zhiyuan.billing.bill_queries import Look, Moved
from zhiyuan.billing.close import Block, Step, ready_to
from zhiyuan.billing.models import Bill, MonthClose
from zhiyuan.billing.views_bill import speaker, state_of
from zhiyuan.identity.verbs import demand, may
from zhiyuan.kernel import fmt
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.span import month_before
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

TAGS = {"done": "tag-ok", "open": "tag-pri", "blocked": "tag-bad", "waiting": ""}
SIGNS = {"done": "✓", "open": "→", "blocked": "!", "waiting": "…"}
REMEDIES = {"quarantine": "/data/?tab=quarantine", "prices": "/prices/", "settings": "/accounts/"}
REMEDY_WORDS = {
    "quarantine": "Decide in quarantine",
    "prices": "Enter and check prices",
    "settings": "Look at the account",
    "gaps": "Accept with a reason",
    "explain": "Explain",
    "draft": "Draft again",
}
INSIDE = {"gaps": "#data", "explain": "#differences", "draft": "#draft"}
SHOWN = 200


@require_GET
def closes(request: HttpRequest) -> HttpResponse:
    """Which months of which account are closed, and where to begin the next."""
    site = the_site()
    demand(request.user, "billing.view", site)
    return render(request, "billing/closes.html", _closes_context(request, site))


def _closes_context(request: HttpRequest, site: Any) -> dict[str, Any]:
    return {
        "closes": bill_queries.closes(site)[:120],
        "accounts": queries.accounts(site),
        "month": f"{month_before(today(site)):%Y-%m}",
        "may_open": may(request.user, "billing.open_close", site),
        "proposals": bill_queries.proposals(site).count(),
        "lost": fmt.listed(bill_queries.missing_numbers(site)[:SHOWN], speaker().language),
    }


@require_POST
def open_close(request: HttpRequest) -> HttpResponse:
    """Begin a month."""
    site = the_site()
    try:
        account = queries.account(site, request.POST.get("account", ""))
        made = services.open_close(request.user, account, month=_month(request.POST.get("month", "")))
    except ZhiyuanError as failure:
        messages.error(request, failure.render(gettext))
        return redirect("closes")
    return redirect("close", made.pk)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        raise Malformed("{text} is no month; write 2026-04", text=text or "—") from None


@require_GET
def close(request: HttpRequest, number: int) -> HttpResponse:
    """The checklist of one month."""
    found = _find(request, number)
    return render(request, "billing/close.html", _context(request, found))


def _find(request: HttpRequest, number: int) -> MonthClose:
    found = get_object_or_404(bill_queries.closes(the_site()), pk=number)
    demand(request.user, "billing.view", found)
    return found


def _context(request: HttpRequest, found: MonthClose) -> dict[str, Any]:
    looked = bill_queries.look(found)
    payers = [b for b in looked.bills if b.enterprise_id]
    return {
        "close": found,
        "look": looked,
        "steps": [_step(step) for step in looked.steps],
        "next": next((s.name for s in looked.steps if s.status != "done"), ""),
        "gaps": _gaps(looked),
        "accepted": found.accepted.select_related("by"),
        "moved": [_moved(m) for m in looked.moved if m.needed],
        "moved_all": len(looked.moved),
        "rows": [{"bill": b, "state": state_of(b)} for b in payers[:SHOWN]],
        "check": next((b for b in looked.bills if b.enterprise_id is None), None),
        "hidden": max(len(payers) - SHOWN, 0),
        "proposals": bill_queries.proposals(found.site).filter(bill__close=found),
        "recheck": kept_queries.recheck_close(found) if request.GET.get("recheck") and found.basis else None,
        "balance": _balance(found),
        "today": today(found.site),
        "may_act": may(request.user, "billing.draft_bills", found),
        "may_issue": may(request.user, "billing.issue_bills", found),
        "issuable": ready_to("issue", looked.steps),
    }


def _step(step: Step) -> dict[str, Any]:
    status = step.status.value
    return {
        "name": step.name,
        "number": step.number,
        "title": gettext(words.STEPS[step.name]),
        "status": gettext(words.STATUSES[status]),
        "code": status,
        "tag": TAGS[status],
        "sign": SIGNS[status],
        "blocks": [_block(b) for b in step.blocks[:SHOWN]],
    }


def _block(block: Block) -> dict[str, str]:
    url = INSIDE.get(block.remedy) or REMEDIES.get(block.remedy, "")
    if block.remedy == "quarantine":
        url = f"{url}&{urlencode({'point': f'meter/{block.about}/energy'})}"
    words_ = REMEDY_WORDS.get(block.remedy, "")
    return {"text": block.render(gettext), "url": url, "action": gettext(words_) if words_ else ""}


def _gaps(looked: Look) -> list[dict[str, Any]]:
    """Meters whose month was not measured throughout, and whether a person accepted it."""
    return [
        {"data": d, "accepted": d.covered_by(looked.facts.accepted.get(d.meter)), "hours": Decimal(d.imperfect) / 4}
        for d in looked.facts.meters
        if d.imperfect
    ]


def _moved(moved: Moved) -> dict[str, Any]:
    lines = [
        {"words": _item(d.item, moved.bill), "d": d, "change": d.change}
        for d in sorted(moved.differences, key=lambda d: -abs(d.change))
        if d.change
    ]
    return {"bill": moved.bill, "lines": lines, "explanation": moved.explanation}


def _item(item: str, bill: Bill) -> str:
    period = item.removeprefix("energy/") if item.startswith("energy/") or item in words.PERIODS else ""
    line = {"name": item, "period": period or (item if item in words.PERIODS else "")}
    return words.line_words(line, bill.basis.get("names", {}), speaker())


def _balance(found: MonthClose) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in found.balance.items()}


@require_POST
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Do one step and come back to the checklist."""
    found = _find(request, number)
    doing = ACTS.get(act)
    if doing is None:
        raise Http404
    try:
        messages.success(request, doing(request, found))
    except ZhiyuanError as failure:
        messages.error(request, failure.render(gettext))
    return redirect("close", found.pk)


def _accept(request: HttpRequest, found: MonthClose) -> str:
    meters = ",".join(request.POST.getlist("meter"))
    services.accept_estimates(request.user, found, reason=request.POST.get("reason", ""), meters=meters)
    return gettext("Accepted; the bill marks what is estimated.")


def _grid(request: HttpRequest, found: MonthClose) -> str:
    try:
        total = Decimal(request.POST.get("total", "").replace(",", ""))
    except InvalidOperation:
        raise Malformed("the total of the grid bill is a number, such as 53809.64") from None
    services.enter_grid_bill(request.user, found, total=total, document=request.POST.get("document", ""))
    return gettext("Kept. Tenants together never pay more than this less the operator's part.")


def _draft(request: HttpRequest, found: MonthClose) -> str:
    services.draft_bills(request.user, found)
    return gettext("Drafted. Look at the differences, then issue.")


def _explain(request: HttpRequest, found: MonthClose) -> str:
    bill = get_object_or_404(Bill, pk=request.POST.get("bill") or 0, close=found)
    services.explain_difference(request.user, bill, text=request.POST.get("text", ""))
    return gettext("Kept.")


def _issue(request: HttpRequest, found: MonthClose) -> str:
    services.issue_bills(request.user, found)
    return gettext("Issued. Nothing in these bills changes any more.")


def _propose(request: HttpRequest, found: MonthClose) -> str:
    services.propose_corrections(request.user, found)
    count = bill_queries.proposals(found.site).filter(bill__close=found).count()
    if count:
        return gettext("{count} bills would change; the corrections are proposed below.").format(count=count)
    return gettext("Nothing would change: the bills still follow from what is known.")


def _correct(request: HttpRequest, found: MonthClose) -> str:
    services.issue_corrections(request.user, found, reason=request.POST.get("reason", ""))
    return gettext("Credits and new bills are issued; the first bills stay on record.")


ACTS: dict[str, Callable[[HttpRequest, MonthClose], str]] = {
    "accept": _accept,
    "grid": _grid,
    "draft": _draft,
    "explain": _explain,
    "issue": _issue,
    "propose": _propose,
    "correct": _correct,
}
