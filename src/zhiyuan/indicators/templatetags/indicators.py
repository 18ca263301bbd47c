"""Figures, periods and lights in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhiyuan.cases.names import LANE
from zhiyuan.cases.telling import DESK, HEAD, LEADER
from zhiyuan.cases.templatetags.cases import language, words
from zhiyuan.indicators import wording
from zhiyuan.indicators.definition import GROUPS, Definition
from zhiyuan.indicators.period import Period
from zhiyuan.indicators.queries_owed import owner_words
from zhiyuan.indicators.said import Said
from zhiyuan.indicators.target import AMBER, GREEN, RED, Aim, Target
from zhiyuan.indicators.worth import Fact, Worth
from zhiyuan.kernel import fmt, parktime

register = template.Library()
TAGS = {GREEN: "tag-ok", AMBER: "tag-warn", RED: "tag-bad"}


@register.filter
def figure(worth: Worth) -> str:
    """A figure with its sign and unit."""
    return wording.figure(worth, language())


@register.filter
def figure_parts(worth: Worth) -> tuple[str, str]:
    """A figure with its sign, and its unit apart."""
    return wording.parted(worth, language())


@register.filter
def aim_words(definition: Definition, aim: Aim) -> str:
    """What a figure is held against."""
    return wording.aimed(definition, aim, language())


@register.filter
def target_words(definition: Definition, target: Target) -> str:
    """A target as it was set."""
    return _("withdrawn") if target.value is None else wording.targeted(definition, target, language())


@register.filter
def stated(definition: Definition, fact: Fact) -> str:
    """A fact as it was stated."""
    return wording.stated(definition, fact, language())


@register.filter
def valued(definition: Definition, said: Said) -> str:
    """A value with its sign and unit."""
    return wording.valued(definition, said, language())


@register.filter
def period_words(period: Period | None) -> str:
    """A period as people say it; a day is how things stood."""
    return wording.period_text(period, language())


@register.filter
def group_name(group: str) -> str:
    """What a group of indicators is called."""
    return words(GROUPS[group])


@register.filter
def lane_words(lane: str) -> str:
    """What a lane of a firm's years is called."""
    return words(LANE[lane])


@register.filter
def said_name(one: Any) -> str:
    """The name of a chain or a segment."""
    return str(getattr(one, language()))


@register.filter
def light_tag(light: str) -> str:
    """The class of a light; its words stand in it."""
    return TAGS.get(light, "")


@register.filter
def light_words(light: str) -> str:
    """What a light says of the target."""
    return {GREEN: _("target reached"), AMBER: _("near the target"), RED: _("target missed")}.get(light, "")


@register.filter
def owner_name(owner: str) -> str:
    """The desk that keeps an indicator."""
    return owner_words(owner, parktime.now().date())[language()] or fmt.NONE


@register.filter
def tongue(words: Mapping[str, str]) -> str:
    """A name in both languages, in the reader's."""
    return words[language()]


@register.filter
def told_words(to: str) -> str:
    """Whom an owed figure has come up to."""
    return {DESK: _("reminded"), HEAD: _("its head was told"), LEADER: _("the leaders were told")}.get(to, "")


@register.filter
def unit_words(unit: str) -> str:
    """A unit in the reader's language."""
    return wording.unit_name(unit, language()) or unit


@register.filter
def basis_words(definition: Any) -> str:
    """On which prices, and how it is counted."""
    said = {
        "current": _("current prices"), "comparable": _("comparable prices"), "single": _("the period alone"),
        "cumulative": _("since January"), "stock": _("as it stands"),
    }  # fmt: skip
    return " · ".join(said[name] for name in (definition.basis, definition.counting) if name)


@register.simple_tag
def meter(reached: float) -> SafeString:
    """A bar that is full where the target is reached; the figures beside it say the same. [%]"""
    width = max(0.0, min(100.0, reached))
    return format_html(
        '<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="meter-all" width="100" height="4"/><rect class="meter-part" width="{}" height="4"/></svg>',
        f"{width:.1f}",
    )
