"""Forms of a project; the verbs have the last word on what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import pgettext_lazy

from zhiyuan.cases.templatetags.cases import words
from zhiyuan.projects.names import MILESTONE


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ProjectForm(forms.Form):
    """A project, at first a lead."""

    key = forms.SlugField(label=_later("Key"), max_length=60)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    enterprise = forms.ChoiceField(label=_later("Enterprise"), required=False)
    officer = forms.CharField(label=_later("Officer (user name)"), max_length=150, required=False)
    segment = forms.ChoiceField(label=_later("For the segment of a chain"), required=False)


class MilestoneForm(forms.Form):
    """A day of a milestone."""

    milestone = forms.ChoiceField(label=_later("Milestone"))
    day = forms.DateField(label=_later("Day"), widget=Day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].choices = [(key, words(name)) for key, name in MILESTONE.items()]


class PlanForm(MilestoneForm):
    """A planned day; a plan that moves needs a reason."""

    reason = forms.CharField(label=_later("Why the plan moves"), max_length=200, required=False)


class InvestmentForm(forms.Form):
    """What was to be invested in a month, and what was."""

    month = forms.DateField(label=_later("A day of the month"), widget=Day())
    planned = forms.DecimalField(label=_later("Planned, 10 000 CNY"), max_digits=14, decimal_places=2, required=False)
    done = forms.DecimalField(label=_later("Done, 10 000 CNY"), max_digits=14, decimal_places=2, required=False)
    source = forms.CharField(label=_later("Source"), max_length=200)
