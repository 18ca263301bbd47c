"""Colours of projects in the reader's language."""

from django import template

from zhiyuan.cases.templatetags.cases import words
from zhiyuan.projects.names import COLOUR, COLOUR_TAGS

register = template.Library()


@register.filter
def colour_name(colour: str) -> str:
    """What a colour means."""
    return words(COLOUR[colour])


@register.filter
def colour_tag(colour: str) -> str:
    """The class of a colour; its words stand in it."""
    return COLOUR_TAGS.get(colour, "")
