"""Forms of the ladder: a qualification, and other answers to try."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from zhiyuan.enterprises.ladder.advice import said
from zhiyuan.enterprises.ladder.exact import plain
from zhiyuan.enterprises.ladder.fields import CHOICE, FLAG, LIST, Field
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.metric import BETWEEN
from zhiyuan.kernel.errors import ZhiyuanError

YES_NO = (("", "—"), ("yes", _later("yes")), ("no", _later("no")))


class QualificationForm(forms.Form):
    """A qualification as it is printed."""

    rule = forms.ChoiceField(label=_later("Rung"))
    number = forms.CharField(label=_later("Number"), max_length=60)
    issued = forms.DateField(label=_later("Issued on"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_last = forms.DateField(label=_later("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_later("Source"), max_length=200)


class EndForm(forms.Form):
    """Why a qualification holds no longer."""

    reason = forms.CharField(label=_later("Reason"), max_length=200)


class WhatIfForm(forms.Form):
    """Every answer that a rule reads, to be tried with another value; nothing is kept."""

    def __init__(self, data: Any, asked: Iterable[Field], firm: Firm, *, chinese: bool) -> None:
        super().__init__(data)
        self.asked = {field.name: field for field in asked}
        for name, field in self.asked.items():
            label = f"{field.zh if chinese else field.en}{f' [{field.unit}]' if field.unit not in ('', '1') else ''}"
            self.fields[name] = _input(field, label, known(field, firm))

    def changes(self, firm: Firm) -> dict[str, Any]:
        """The answers that differ from what is known, by field; those that make no sense become errors of the form."""
        found = {}
        for name, field in self.asked.items():
            text = self.cleaned_data.get(name, "")
            if text == known(field, firm):
                continue
            try:
                found[name] = field.unknown if text == "" else field.value(_read(field, text))
            except ZhiyuanError as failure:
                self.add_error(name, failure.render(_))
        return found


def known(field: Field, firm: Firm) -> str:
    """What is known of a field as its input shows it; empty where nothing exact is."""
    if firm.open(field.name):
        return ""
    answer = firm[field.name]
    if field.kind == FLAG:
        return "yes" if answer else "no"
    if field.years:
        return BETWEEN.join(plain(least) for least, _most in answer)
    shown = said(field, answer)
    return BETWEEN.join(shown) if isinstance(shown, list) else str(shown)


def _input(field: Field, label: str, value: str) -> forms.Field:
    if field.kind in (FLAG, CHOICE):
        options = YES_NO if field.kind == FLAG else (("", "—"), *((o, o) for o in field.options))
        return forms.ChoiceField(label=label, choices=options, required=False, initial=value)
    return forms.CharField(label=label, required=False, initial=value, max_length=200)


def _read(field: Field, text: str) -> Any:
    if field.kind == FLAG:
        return text == "yes"
    if field.kind == CHOICE:
        return text
    parts = [part.strip() for part in text.replace(",", BETWEEN).split(BETWEEN) if part.strip()]
    if field.kind == LIST:
        return parts
    numbers = [_number(part) for part in parts]
    return numbers if field.years or len(numbers) != 1 else numbers[0]


def _number(text: str) -> Any:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text  # the field says what it wants
