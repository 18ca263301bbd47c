"""Triggers: what was proposed, published or withdrawn of a rule set is neither changed nor deleted."""

from zhiyuan.kernel import trigger

FIXED = {
    "innovation_ruleproposal": "what was proposed is never changed",
    "innovation_rulepublication": "what was published is never changed",
    "innovation_rulewithdrawal": "what was withdrawn is never changed",
}


def lay(vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether or not they were there."""
    return [statement for table, says in FIXED.items() for statement in trigger.fixed(vendor, table, says)]


def lift(vendor: str) -> list[str]:
    """The statements that take the triggers away: the way back of a migration."""
    return trigger.unfixed(vendor, FIXED)
