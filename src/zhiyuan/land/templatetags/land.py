"""Names and colours of land in the reader's language."""

from django import template

from zhiyuan.cases.templatetags.cases import words
from zhiyuan.land import names

register = template.Library()
TABLES = {
    "mode": (names.MODE, names.MODE_TAGS),
    "verdict": (names.VERDICT, names.VERDICT_TAGS),
    "why": (names.WHY, {}),
    "deed": (names.DEED, {}),
    "clock": (names.CLOCK, names.CLOCK_TAGS),
}


@register.filter
def called(key: str, table: str) -> str:
    """What a mode, verdict, reason, deed or clock is called."""
    return words(TABLES[table][0][key]) if key else ""


@register.filter
def coloured(key: str, table: str) -> str:
    """The colour of it; its words stand in it."""
    return TABLES[table][1].get(key, "")
