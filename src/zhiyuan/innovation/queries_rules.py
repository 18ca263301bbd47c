"""Reading rule sets of the installation's own: what was proposed, what holds, and what a draft would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises.ladder.draft import Draft, laid, page_of, read
from zhiyuan.enterprises.ladder.editions import EDITION, FOLDER, pages, rule_set
from zhiyuan.enterprises.ladder.rule import RuleSet, Verdict, weigh
from zhiyuan.innovation.answers import firm
from zhiyuan.innovation.models import RuleProposal, RulePublication, RuleWithdrawal
from zhiyuan.innovation.queries import subjects
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import Book, book

PROPOSE = "innovation.propose_rule_set"
NAMED = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """An edition of a rule as it stands in the book, and who published it; shipped where nobody did."""

    key: str
    rules: RuleSet
    publication: RulePublication | None


@dataclass(frozen=True, slots=True)
class Change:
    """A firm whose verdict a draft would change."""

    firm: Any
    was: str
    becomes: str


def newest() -> tuple[int, int]:
    """What tells one state of publication from another: the last publication and the last withdrawal."""
    last = (model.objects.order_by("-pk").values_list("pk", flat=True).first() for model in STATES)
    return tuple(pk or 0 for pk in last)  # type: ignore[return-value]  # one for each state


STATES: tuple[Any, ...] = (RulePublication, RuleWithdrawal)


def published() -> "QuerySet[RulePublication]":
    """What was published and not withdrawn, in the order in which it was."""
    rows = RulePublication.objects.filter(withdrawal=None)
    return rows.select_related("proposal", "proposal__by", "by").order_by("pk")


def listed(held: Book) -> list[Listed]:
    """Every edition of every rule of the book, rule by rule, the newest first."""
    own = {(row.proposal.rule, row.proposal.since): row for row in published()}
    found = []
    for page in pages(held):
        key = page.removeprefix(FOLDER)
        for dated in reversed(held.page(page)[EDITION]["values"]):
            found.append(Listed(key, rule_set(held, page, dated["since"]), own.get((key, dated["since"]))))
    return found


def waiting() -> "QuerySet[RuleProposal]":
    """What was proposed and neither published nor replaced by something newer."""
    later = RuleProposal.objects.filter(rule=OuterRef("rule"), pk__gt=OuterRef("pk"))
    rows = RuleProposal.objects.filter(~Exists(later), publication=None)
    return rows.select_related("by").order_by("-pk")


def newer(proposal: RuleProposal) -> bool:
    """Whether something else was proposed for the same rule since."""
    return RuleProposal.objects.filter(rule=proposal.rule, pk__gt=proposal.pk).exists()


def proposal_of(key: str) -> RuleProposal:
    """What waits to be published for a rule."""
    if (found := waiting().filter(rule=key).first()) is None:
        raise NotFound("nothing is proposed for {rule}", rule=key)
    return found


def publication_of(key: str, edition: str) -> RulePublication:
    """What was published for a rule by the name of its edition."""
    if (found := published().filter(proposal__rule=key, proposal__edition=edition).first()) is None:
        raise NotFound("no edition {edition} of {rule} was published here", edition=edition, rule=key)
    return found


def history() -> "QuerySet[RuleProposal]":
    """Everything that was ever proposed, the newest first, with who published and who withdrew it."""
    related = ("by", "publication__by", "publication__withdrawal__by")
    return RuleProposal.objects.select_related(*related).order_by("-pk")


def draft_of(proposal: RuleProposal) -> Draft:
    """What was proposed."""
    return read(proposal.text)


def effect(site: Any, key: str, draft: Draft, day: date) -> dict[str, Any]:
    """What the verdicts on the firms of a park would be with what is known today, by what would hold else and by this.

    Firms by number, at most two hundred by name and all counted: ``{judged, rises, falls, others, counts}``.
    """
    old, new = _before(book(), key, draft), rule_set(laid(book(), key, draft), page_of(key), draft.since)
    changed: dict[str, list[list[Any]]] = {"rises": [], "falls": [], "others": []}
    counts, judged = dict.fromkeys(changed, 0), 0
    for number, known in (one for part in subjects(site, day) for one in part.items()):
        judged, answers = judged + 1, firm(book(), known)
        was, becomes = (str(weigh(rules, answers).verdict) if rules else "" for rules in (old, new))
        if was != becomes:
            way = "rises" if becomes == Verdict.MET else "falls" if was == Verdict.MET else "others"
            counts[way] += 1
            changed[way] += [[number, was, becomes]] if counts[way] <= NAMED else []
    return {"day": day.isoformat(), "judged": judged, "counts": counts, **changed}


def changes(person: Any, said: Mapping[str, Any], way: str) -> list[Change]:
    """The firms of an effect that go one way, those that a person may see."""
    rows = said.get(way, ())
    firms = enterprises.visible(person, "innovation.view").in_bulk([number for number, _, _ in rows])
    return [Change(firms[number], was, becomes) for number, was, becomes in rows if number in firms]


def _before(held: Book, key: str, draft: Draft) -> RuleSet | None:
    """What would hold on the first day of a draft without it."""
    try:
        return rule_set(held, page_of(key), draft.since)
    except NotFound:
        return None
