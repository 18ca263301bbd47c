"""A paper that is taken away: title, facts, lists, notes, set as PDF in the reader's language."""

from importlib.resources import files
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhiyuan.cases.kind import Words
from zhiyuan.cases.templatetags.cases import language
from zhiyuan.kernel.paper import pdf


def letter(said: dict[str, Any], name: str, foot: str) -> HttpResponse:
    """``said`` has title, facts (name and value), sections (heading and lines) and notes."""
    template = files("zhiyuan.cases").joinpath("templates/cases/letter.typ").read_text("utf-8")
    made = pdf(template, said | {"foot": foot, "language": language()})
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def said(words: Words) -> str:
    """A name at the beginning of a line."""
    text = words.render(_)
    return text[:1].upper() + text[1:]
