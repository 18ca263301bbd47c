"""What a person fills in to take a place under manual control."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MINUTES = ((15, "15"), (30, "30"), (60, "60"), (120, "120"))


class MeterReadingForm(forms.Form):
    """What a lux meter showed, one field for each group's point, in the space's order."""

    def __init__(self, groups: Sequence[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for group in groups:
            self.fields[f"lx_{group.pk}"] = forms.FloatField(
                label=_("%(group)s, lx") % {"group": group},
                min_value=0,
                widget=forms.NumberInput(attrs={"step": "any"}),
            )
        self.points = list(self.fields)
        self.fields["note"] = forms.CharField(label=_("Meter and remark"), max_length=200, required=False)

    def asked(self) -> dict[str, Any]:
        """The verb's parameters."""
        said = self.cleaned_data
        return {"lx": [said[point] for point in self.points], "note": said["note"]}


class OverrideForm(forms.Form):
    """Level, duration, reason."""

    level = forms.IntegerField(
        label=_("Level in percent"), min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"type": "range", "step": 5, "min": 0, "max": 100, "list": "levels"}),
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label=_("For how many minutes"), choices=MINUTES, coerce=int, initial=30)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def asked(self) -> dict[str, Any]:
        """The verb's parameters."""
        said = self.cleaned_data
        return {"level": said["level"] / 100, "minutes": said["minutes"], "reason": said["reason"]}
