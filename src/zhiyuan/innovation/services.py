"""What may be done on the ladder: judge every firm now, enter a qualification and end it, publish a rule set."""

from datetime import date
from typing import Any

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.innovation import writes, writes_rules
from zhiyuan.innovation.models import Qualification, RuleProposal, RulePublication, RuleWithdrawal
from zhiyuan.innovation.queries import rules_on
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today


@verb
def judge_enterprises(person: Person, site: Any, *, day: date | None = None) -> dict[str, int]:
    """Judge every enterprise of a park by every rule, today or for a day of filing; what changed is kept."""
    on = day or today(site)
    return {"changed": writes.judge_all(site, on)}


@verb
def record_qualification(
    person: Person, enterprise: Any, *, rule: str, number: str, issued: date, valid_last: date, source: str
) -> Qualification:
    """Enter a qualification that an enterprise holds; ``rule`` is the page of the ladder, such as ``high_tech``."""
    known = rules_on(issued).keys() | rules_on(today(enterprise.site)).keys()
    if rule not in known:
        raise NotFound("there is no rule {rule}; there are {rules}", rule=rule, rules=", ".join(sorted(known)))
    number, source = number.strip(), source.strip()
    if not number or not source:
        raise Malformed("a qualification has its number and its source")
    if valid_last < issued:
        raise Malformed("a qualification does not end before it is issued: {last}", last=valid_last)
    if Qualification.objects.filter(enterprise=enterprise, rule=rule, number=number).exists():
        raise Refused("qualification {number} is entered already", number=number)
    said = {"rule": rule, "number": number[:60], "issued": issued, "valid_last": valid_last, "source": source[:200]}
    row = Qualification.objects.create(enterprise=enterprise, **said)
    writes.judge_one(enterprise)
    return row


@verb
def end_qualification(person: Person, qualification: Qualification, *, reason: str) -> Qualification:
    """Say why a qualification holds no longer, before its last day."""
    if qualification.ended:
        raise Refused(
            "{qualification} ended already: {reason}", qualification=qualification, reason=qualification.ended
        )
    if not reason.strip():
        raise Malformed("say why it holds no longer")
    qualification.ended = reason.strip()[:200]
    qualification.save(update_fields=["ended"])
    writes.judge_one(qualification.enterprise)
    return qualification


@verb
def propose_rule_set(person: Person, target: None, *, rule: str, text: str) -> RuleProposal:
    """Propose an edition of a rule set, as YAML with clauses and worked firms; ``rule`` is its page: ``tech_sme``."""
    return writes_rules.proposed(person, rule, text)


@verb
def publish_rule_set(person: Person, proposal: RuleProposal, *, digest: str) -> RulePublication:
    """Publish what somebody else proposed, by the digest that was looked at: it holds for filings from its day."""
    return writes_rules.published(person, proposal, digest)


@verb
def withdraw_rule_set(person: Person, publication: RulePublication, *, reason: str) -> RuleWithdrawal:
    """Let a published edition hold no longer: what held before it holds on."""
    return writes_rules.withdrawn(person, publication, reason)
