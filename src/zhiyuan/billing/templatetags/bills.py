"""What the pages of bills need: quarter hours as hours, causes in words."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext

from zhiyuan.billing.bill_words import CAUSES
from zhiyuan.kernel import fmt

register = template.Library()


@register.filter
def quarters(count: int) -> str:
    """Quarter hours as hours; none is a dash. [h]"""
    return fmt.number(Decimal(count) / 4, 2) if count else fmt.NONE


@register.filter
def cause(name: str) -> str:
    """Why a correction is proposed."""
    return gettext(CAUSES[name]) if name in CAUSES else name
