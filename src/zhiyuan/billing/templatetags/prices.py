"""Words and figures of prices in templates."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from zhiyuan.billing import forms
from zhiyuan.kernel import fmt
from zhiyuan.kernel.span import next_month

register = template.Library()
TAGS = {"waiting": "tag-warn", "checked": "tag-ok", "rejected": "tag-bad", "superseded": ""}
WORDS: dict[str, dict[str, Any]] = {
    "class": forms.CLASS_WORDS,
    "mode": forms.MODE_WORDS,
    "voltage": forms.VOLTAGE_WORDS,
    "basic": forms.BASIC_WORDS,
    "state": forms.STATE_WORDS,
    "period": forms.PERIOD_WORDS,
    "price": forms.PRICE_WORDS,
}


@register.filter
def said(name: str, kind: str) -> str:
    """``{{ sheet.mode|said:"mode" }}``: a choice in the reader's language."""
    return str(WORDS[kind].get(name, name))


@register.filter
def state_tag(state: str) -> str:
    """The colour of a state; its word stands beside it."""
    return TAGS.get(state, "")


@register.filter
def exact(value: Decimal | None) -> str:
    """A unit price with all its decimals, never rounded."""
    return fmt.NONE if value is None else format(value, "f")


@register.filter
def valid(row: Any) -> str:
    """The days of a sheet or curve: a month where it is one, else from the first to the last."""
    return month_or_days(row.start, row.end)


def month_or_days(start: date, end: date) -> str:
    """``2026-04``, or both days in the reader's language."""
    if start.day == 1 and end == next_month(start):
        return f"{start:%Y-%m}"
    return fmt.days(start, end - timedelta(days=1), get_language() or "zh-hans")


@register.filter
def is_address(text: str) -> bool:
    """Whether a source can be opened."""
    return text.startswith(("https://", "http://"))
