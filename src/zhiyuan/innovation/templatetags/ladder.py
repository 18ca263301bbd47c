"""Verdicts and rules in the reader's language."""

from collections.abc import Mapping

from django import template

from zhiyuan.enterprises.ladder.rule import Verdict
from zhiyuan.innovation.views.saying import speaker

register = template.Library()
TAGS = {Verdict.MET: "tag-ok", Verdict.UNMET: "tag-bad"}


@register.filter
def verdict_words(verdict: str) -> str:
    """A verdict in words."""
    return speaker().verdict(Verdict(verdict))


@register.filter
def verdict_tag(verdict: str) -> str:
    """The class of a verdict; its words stand in it."""
    return TAGS.get(Verdict(verdict), "tag-warn")


@register.filter
def rung(names: Mapping[str, str], rule: str) -> str:
    """What a rule is called; its page where it holds no longer."""
    return names.get(rule, rule)
