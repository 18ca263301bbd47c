"""Rule sets of the installation's own: the editor, what was proposed with its dry run, and who did what when."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyuan.enterprises.ladder import drafted, row, rulefile
from zhiyuan.enterprises.ladder.draft import Draft, page_of, read, taken
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.identity.verbs import demand, may
from zhiyuan.innovation import forms_rules, queries_rules, services
from zhiyuan.innovation.models import RuleProposal
from zhiyuan.innovation.views import saying
from zhiyuan.kernel.errors import Malformed, NotFound, ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.sheet import MIME
from zhiyuan.park.queries import site as the_site
from zhiyuan.park.queries import today

PUBLISH, WITHDRAW = "innovation.publish_rule_set", "innovation.withdraw_rule_set"
HISTORY = 50


@require_GET
def rule_sets(request: HttpRequest) -> HttpResponse:
    """Every edition of every rule, what waits to be published, and what ever was proposed."""
    demand(request.user, queries_rules.PROPOSE)
    context = {
        "rows": [(one, saying.name(one.rules)) for one in queries_rules.listed(book())],
        "waiting": queries_rules.waiting(),
        "history": queries_rules.history()[:HISTORY],
    }
    return render(request, "innovation/rule_sets.html", context)


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the first edition of a rule that the book does not have."""
    demand(request.user, queries_rules.PROPOSE)
    try:
        page_of(key := request.GET.get("rule", "").strip())
    except ZhiyuanError as failure:
        messages.error(request, failure.render(_))
        return redirect("rule_sets")
    return redirect("rule_set", key)


@require_http_methods(["GET", "POST"])
def rule_set(request: HttpRequest, rule: str) -> HttpResponse:
    """The editor of an edition: begun with what holds today; looked at, taken along as a file, or proposed."""
    demand(request.user, queries_rules.PROPOSE)
    page_of(rule)
    if request.method == "GET":
        return _editor(request, rule, _begun(request, rule))
    editor = forms_rules.Editor.sent(request.POST)
    if not editor.is_valid():
        return _editor(request, rule, editor, refused=_("Some cells are too long or not known."))
    try:
        draft = editor.draft()
        act = request.POST.get("do", "")
        if act in FILES:
            return _file(rule, draft, act)
        if act == "propose":
            done = services.propose_rule_set(request.user, None, rule=rule, text=draft.text())
            messages.success(request, _("Proposed; somebody else publishes it."))
            return redirect("rule_proposal", done.pk)
    except ZhiyuanError as failure:
        return _editor(request, rule, editor, refused=failure.render(_))
    return _editor(request, rule, forms_rules.Editor.of(*editor.rows()), draft)


@require_POST
def rule_set_file(request: HttpRequest, rule: str) -> HttpResponse:
    """Fill the editor from a file; nothing is kept."""
    demand(request.user, queries_rules.PROPOSE)
    page_of(rule)
    form = forms_rules.RuleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _editor(request, rule, _begun(request, rule), file=form)
    try:
        draft = _brought(form.cleaned_data["file"])
    except ZhiyuanError as failure:
        form.add_error("file", failure.render(_))
        return _editor(request, rule, _begun(request, rule), file=form)
    return _editor(request, rule, _filled(draft), draft)


@require_GET
def rule_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What was proposed: clause by clause, its worked firms as they come out, and what it would change."""
    demand(request.user, queries_rules.PROPOSE)
    return _proposal(request, _row(pk))


@require_POST
def rule_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what somebody else proposed."""
    demand(request.user, queries_rules.PROPOSE)
    proposal = _row(pk)
    try:
        services.publish_rule_set(request.user, proposal, digest=request.POST.get("digest", ""))
    except ZhiyuanError as failure:
        return _proposal(request, proposal, failure.render(_))
    messages.success(request, _("Published; it holds from its first day."))
    return redirect("rule_proposal", pk)


@require_POST
def rule_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw what was published."""
    demand(request.user, queries_rules.PROPOSE)
    proposal = _row(pk)
    try:
        publication = queries_rules.published().filter(proposal=proposal).first()
        if publication is None:
            raise NotFound("no edition {edition} of {rule} was published here", edition=proposal.edition,
                           rule=proposal.rule)  # fmt: skip
        services.withdraw_rule_set(request.user, publication, reason=request.POST.get("reason", ""))
    except ZhiyuanError as failure:
        return _proposal(request, proposal, failure.render(_))
    messages.success(request, _("Withdrawn; what held before it holds on."))
    return redirect("rule_proposal", pk)


FILES = {"yaml": "application/yaml", "xlsx": MIME}


def _file(rule: str, draft: Draft, way: str) -> HttpResponse:
    content = draft.text().encode() if way == "yaml" else rulefile.write(draft)
    headers = {"Content-Disposition": f'attachment; filename="{rule}-{draft.since}.{way}"'}
    return HttpResponse(content, content_type=FILES[way], headers=headers)


def _brought(file: Any) -> Draft:
    content = file.read()
    if file.name.lower().endswith(".xlsx"):
        return rulefile.read(content)
    try:
        return read(content.decode("utf-8"), file.name)
    except UnicodeDecodeError:
        raise Malformed("{path} is no text in UTF-8", path=file.name) from None


def _begun(request: HttpRequest, rule: str) -> forms_rules.Editor:
    """With a proposal, else with the edition that holds today, else with nothing."""
    said = request.GET.get("proposal", "")
    if said.isascii() and said.isdigit():
        return _filled(queries_rules.draft_of(_row(int(said))))
    try:
        held = taken(book(), rule, today(the_site()))
    except NotFound:
        return forms_rules.Editor.of({}, [], [])
    head = {**row.head(held), "edition": "", "since": "", "until": ""}
    return forms_rules.Editor.of(head, row.clauses(held), [])


def _filled(draft: Draft) -> forms_rules.Editor:
    return forms_rules.Editor.of(row.head(draft), row.clauses(draft), row.cases(draft))


def _editor(
    request: HttpRequest, rule: str, editor: forms_rules.Editor, draft: Draft | None = None, *, refused: str = "",
    file: Any = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "rule": rule, "editor": editor, "refused": refused, "file": file or forms_rules.RuleFileForm(),
        "fields": [(field.name, saying.speaker().name(field)) for field in fields(book()).values()],
        "list": forms_rules.FIELDS_LIST, "chinese": saying.chinese(), **(_looked_at(rule, draft) if draft else {}),
    }  # fmt: skip
    return render(request, "innovation/rule_set.html", context, status=422 if refused or file else 200)


def _looked_at(rule: str, draft: Draft) -> dict[str, Any]:
    """What the lint and the worked firms say of a draft."""
    findings = drafted.findings(book(), rule, draft)
    cases = [] if findings else drafted.tried(book(), rule, draft)
    unproven = [] if findings else drafted.unproven(cases)
    return {
        "looked": True,
        "findings": [fault.render(_) for fault in findings],
        "cases": [saying.tried(one) for one in cases],
        "unproven": [fault.render(_) for fault in unproven],
    }


def _proposal(request: HttpRequest, proposal: RuleProposal, problem: str = "") -> HttpResponse:
    if (way := request.GET.get("as", "")) in FILES:
        return _file(proposal.rule, queries_rules.draft_of(proposal), way)
    draft, waits = queries_rules.draft_of(proposal), queries_rules.waiting().filter(pk=proposal.pk).exists()
    publication = queries_rules.published().filter(proposal=proposal).first()
    changes = {way: queries_rules.changes(request.user, proposal.effect, way) for way in ("rises", "falls", "others")}
    context = {
        "proposal": proposal, "draft": draft, "waits": waits, "publication": publication, "problem": problem,
        "clauses": [saying.asked(one, row.head(draft)) for one in row.clauses(draft)], "changes": changes,
        **(_looked_at(proposal.rule, draft) if waits else {}),
        "may_publish": waits and may(request.user, PUBLISH) and proposal.by_id != request.user.pk,
        "may_withdraw": publication is not None and may(request.user, WITHDRAW),
    }  # fmt: skip
    return render(request, "innovation/rule_proposal.html", context, status=422 if problem else 200)


def _row(pk: int) -> RuleProposal:
    return get_object_or_404(queries_rules.history(), pk=pk)
