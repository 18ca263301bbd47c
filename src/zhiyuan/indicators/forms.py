"""Forms of figures; the verbs have the last word on what is allowed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _later

from zhiyuan.cases.templatetags.cases import words
from zhiyuan.indicators.definition import Definition, Register
from zhiyuan.indicators.said import RELATIONS
from zhiyuan.indicators.templatetags.indicators import unit_words
from zhiyuan.kernel.sheetread import LARGEST


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class FactForm(forms.Form):
    """One figure of the park."""

    indicator = forms.ChoiceField(label=_later("Indicator"))
    period = forms.CharField(
        label=_later("Period"), max_length=30, help_text=_later("Like 2024, 2024-Q3, 2024-09, 2024-01..2024-09.")
    )
    relation = forms.ChoiceField(label=_later("Sign"), choices=[(sign, sign) for sign in RELATIONS])
    value = forms.DecimalField(label=_later("Value"), required=False, max_digits=20, decimal_places=6, localize=False)
    text = forms.CharField(label=_later("Words that belong to it"), max_length=400, required=False)
    subject = forms.CharField(
        label=_later("Subject"), max_length=120, required=False, help_text=_later("Empty for the park as a whole.")
    )
    out_of = forms.IntegerField(label=_later("Rank out of"), required=False, min_value=1)
    source = forms.CharField(label=_later("Source"), max_length=200)
    as_of = forms.DateField(label=_later("Data of"), widget=Day())

    def __init__(self, known: Register, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = choices(one for one in known.values() if not one.query)


class TargetForm(forms.Form):
    """What one indicator should reach in a period."""

    indicator = forms.ChoiceField(label=_later("Indicator"))
    period = forms.CharField(
        label=_later("Period"), max_length=30,
        help_text=_later("Like 2024 or 2024-Q3. The target of a year also holds for the months in it."),
    )  # fmt: skip
    value = forms.DecimalField(
        label=_later("Target"), required=False, max_digits=20, decimal_places=6, localize=False,
        help_text=_later("Empty: the target is withdrawn."),
    )  # fmt: skip
    source = forms.CharField(
        label=_later("Source"), max_length=200, help_text=_later("The document or meeting that decided it.")
    )
    as_of = forms.DateField(label=_later("Decided on"), widget=Day())

    def __init__(self, known: Iterable[Definition], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = choices(known)


def choices(known: Iterable[Definition]) -> list[tuple[str, str]]:
    """Indicators to choose from, each with its unit."""
    return [(one.key, f"{words(one.title)} [{unit_words(one.unit)}]") for one in known]


class FileForm(forms.Form):
    """A workbook of figures."""

    workbook = forms.FileField(label=_later("Workbook (.xlsx)"))

    def clean_workbook(self) -> Any:
        """Small enough to be read."""
        file = self.cleaned_data["workbook"]
        if file.size > LARGEST:
            raise forms.ValidationError(_later("The file is larger than what is read."))
        return file


class DefinitionsForm(forms.Form):
    """A page of definitions of the installation's own."""

    text = forms.CharField(
        label=_later("Page (YAML)"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )
