"""Policies in the reader's language: titles, levels, states, steps."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from zhiyuan.cases.kind import Words
from zhiyuan.cases.templatetags.cases import language, words
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import today
from zhiyuan.policies.models import DRAFT, PROPOSED, PUBLISHED, WITHDRAWN
from zhiyuan.policies.words import levels

register = template.Library()
STATE = {
    DRAFT: Words("草稿", "draft"),
    PROPOSED: Words("待发布", "proposed"),
    PUBLISHED: Words("已发布", "published"),
    WITHDRAWN: Words("已撤下", "withdrawn"),
}
STEP = {
    "matched": _("Firms it fits"),
    "told": _("Were told"),
    "reached": _("Message arrived"),
    "read": _("Have read it"),
    "applied": _("Have claimed it"),
    "granted": _("Were granted it"),
}
MEANS = {
    "matched": _("met every clause on one day or another since it was published"),
    "told": _("somebody of the firm, or its agent, has it in the inbox"),
    "reached": _("a message left and arrived, or it was read"),
    "read": _("somebody opened the notification or the page"),
    "applied": _("a case names this policy and was not withdrawn"),
    "granted": _("that case is closed in the firm's favour"),
}


@register.filter
def policy_title(policy: Any) -> str:
    """Its title; in English where it has one."""
    return str(policy.title if language() == "zh" else policy.title_en or policy.title)


@register.filter
def level_words(policy: Any) -> str:
    """Who issued it, by level."""
    known = levels(book(), today(policy.site)).get(policy.level, {})
    return str(known.get(language(), policy.level))


@register.filter
def state_words(policy: Any) -> str:
    """How far it has come."""
    return words(STATE[policy.state])


@register.filter
def state_tag(policy: Any) -> str:
    """The class of a state; its words stand in it."""
    return {PUBLISHED: "tag-ok", PROPOSED: "tag-warn"}.get(policy.state, "")


@register.filter
def step_words(step: str) -> Any:
    """How far a policy came with a firm."""
    return STEP[step]


@register.filter
def step_means(step: str) -> Any:
    """What is counted."""
    return MEANS[step]


@register.filter
def pct(share: float | None) -> str:
    """A share as a percentage; a dash where there is nothing to divide by."""
    return "—" if share is None else f"{100 * share:.1f} %"


@register.filter
def in_words(clause: Any) -> str:
    """What a clause asks."""
    return str(clause.text if language() == "zh" else clause.en)
