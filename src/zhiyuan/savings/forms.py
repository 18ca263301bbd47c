"""What the savings pages ask."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyuan.savings.baseline import CANDIDATES
from zhiyuan.savings.wording import METHODS

FORMULA_WORDS = [
    ("scale", _("Share of the connected power in use")),
    ("fixed", _("A stated energy [kWh]")),
    ("exclude", _("Days not counted")),
]


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PeriodForm(forms.Form):
    """Which days and which circuit a report covers; lives in the address."""

    first = forms.DateField(label=_("First day"), widget=Day(), required=False)
    last = forms.DateField(label=_("Last day"), widget=Day(), required=False)
    circuit = forms.ChoiceField(label=_("Circuit"), required=False)

    def __init__(self, data: Any, circuits: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["circuit"].choices = [("", _("All")), *circuits]

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return said


class AdjustmentForm(forms.Form):
    """A non-routine adjustment as somebody proposes it; the last day counts."""

    circuit = forms.ChoiceField(label=_("Circuit"))
    first = forms.DateField(label=_("First day"), widget=Day())
    last = forms.DateField(label=_("Last day"), widget=Day())
    formula = forms.ChoiceField(label=_("Formula"), choices=FORMULA_WORDS)
    value = forms.FloatField(
        label=_("Value"),
        required=False,
        initial=1.0,
        help_text=_("Share: 0.5 where half of the power was in use. Energy: kWh, negative takes away."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=400, help_text=_("A notice, a record, a photograph: what others can look up.")
    )

    def __init__(self, data: Any, circuits: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["circuit"].choices = circuits

    def clean(self) -> dict[str, Any]:
        """Both days in order."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("The last day is before the first."))
        return said

    def params(self) -> dict[str, Any]:
        """As the verb takes it: days half-open."""
        said = self.cleaned_data
        end: date = said["last"] + timedelta(days=1)
        kept = {name: said[name] for name in ("formula", "reason", "evidence")}
        return kept | {"start": said["first"], "end": end, "value": said["value"] or 0.0}


class StudyForm(forms.Form):
    """How a circuit is measured; what the verb cannot mean comes back in its own words."""

    circuit = forms.ChoiceField(label=_("Circuit"))
    baseline_start = forms.DateField(label=_("Baseline from"), widget=Day())
    baseline_end = forms.DateField(
        label=_("Work begins"), widget=Day(), help_text=_("The first day that no longer belongs to the baseline.")
    )
    reporting_start = forms.DateField(
        label=_("Counted from"),
        widget=Day(),
        help_text=_("The first day after acceptance; what lies between is left out."),
    )
    source = forms.CharField(
        label=_("Where these days come from"), max_length=200, help_text=_("An acceptance record, a work order.")
    )
    method = forms.ChoiceField(label=_("Method"), choices=[(name, _(words)) for name, words in METHODS.items()])
    meter_class = forms.ChoiceField(
        label=_("Class of the meter"),
        required=False,
        help_text=_("From its nameplate; while it is not stated, the meter's own error is not in the band."),
    )
    terms = forms.ChoiceField(
        label=_("Model"),
        required=False,
        choices=[("", _("chosen from the data (AICc)")), *(("+".join(c), " + ".join(c)) for c in CANDIDATES)],
        help_text=_("W: working day, N: length of the night. Only where the contract fixes it."),
    )
    stated_kwh_per_year = forms.FloatField(
        label=_("Stated saving [kWh a year]"),
        min_value=0,
        required=False,
        help_text=_("Only for the methods that are not metered before and after."),
    )

    def __init__(self, data: Any, circuits: list[tuple[str, str]], classes: list[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["circuit"].choices = circuits
        self.fields["meter_class"].choices = [("", _("not stated")), *((c, c) for c in classes)]

    def params(self) -> dict[str, Any]:
        """As the verb takes it."""
        return self.cleaned_data | {"stated_kwh_per_year": self.cleaned_data["stated_kwh_per_year"] or 0.0}


class BaselineDaysForm(forms.Form):
    """How many days to draw, and from when."""

    circuit = forms.ChoiceField(label=_("Circuit"))
    first = forms.DateField(label=_("First day"), widget=Day())
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=52, initial=8)
    days_per_week = forms.IntegerField(label=_("Days a week"), min_value=1, max_value=3, initial=2)

    def __init__(self, data: Any, circuits: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["circuit"].choices = circuits
