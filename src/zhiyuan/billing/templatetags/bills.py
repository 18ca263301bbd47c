"""What the pages of bills need: quarter hours as hours, causes in words."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext

from zhiyuan.billing.bill_words import BUDGETS, CAUSES
from zhiyuan.billing.budget import EXCEEDED, RISK, WITHIN, Outlook
from zhiyuan.kernel import fmt

register = template.Library()
BUDGET_TAGS = {WITHIN: "tag-ok", RISK: "tag-warn", EXCEEDED: "tag-bad"}


@register.filter
def quarters(count: int) -> str:
    """Quarter hours as hours; none is a dash. [h]"""
    return fmt.number(Decimal(count) / 4, 2) if count else fmt.NONE


@register.filter
def cause(name: str) -> str:
    """Why a correction is proposed."""
    return gettext(CAUSES[name]) if name in CAUSES else name


@register.filter
def budget_tag(standing: Outlook) -> str:
    """The colour of a month beside its budget; its words stand in it."""
    return BUDGET_TAGS[standing.state]


@register.filter
def budget_words(standing: Outlook) -> str:
    """How a month stands beside its budget."""
    return gettext(BUDGETS[standing.state])
