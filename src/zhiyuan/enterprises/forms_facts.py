"""A fact said by hand; the verb has the last word on what fits its metric."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _later

from zhiyuan.enterprises.fact import BASES, RELATIONS
from zhiyuan.enterprises.forms import Day


class FactForm(forms.Form):
    """A metric, its value and where that is from."""

    metric = forms.ChoiceField(label=_later("Metric"))
    period = forms.CharField(
        label=_later("Period"),
        max_length=8,
        required=False,
        help_text=_later("Like 2025, 2025-H1, 2025-Q3 or 2025-09; none for a state on a day."),
    )
    relation = forms.ChoiceField(label=_later("Sign"), choices=[(sign, sign) for sign in RELATIONS])
    value = forms.CharField(
        label=_later("Value"),
        max_length=200,
        required=False,
        help_text=_later("Empty withdraws what was said. What was said before stays and is superseded."),
    )
    basis = forms.ChoiceField(
        label=_later("How it is measured"), choices=[("", "—"), *((one, one) for one in BASES[1:])], required=False
    )
    source = forms.CharField(label=_later("Source"), max_length=200)
    as_of = forms.DateField(label=_later("As of"), widget=Day())

    def __init__(self, *args: Any, metrics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = metrics
