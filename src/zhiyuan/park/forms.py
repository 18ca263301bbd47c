"""Forms of schedules, scenes and spaces; the verbs have the last word on what is allowed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import pgettext_lazy

from zhiyuan.park import rules

DAY_WORDS = {"daily": _later("every day"), "workdays": _later("working days"), "days_off": _later("days off")}
KEPT = "kept"  # days that a row of the form cannot show (weekdays, dates) stay as they are
SHOWN = {"days", "on", "off", "level", "dark_below_lx"}


class RuleForm(forms.Form):
    """One rule as a row; a row without both times is left out."""

    days = forms.ChoiceField(label=_later("Days"), required=False)
    on = forms.CharField(label=_later("On"), max_length=12, required=False)
    off = forms.CharField(label=_later("Off"), max_length=12, required=False)
    level = forms.FloatField(label=_later("Level %"), min_value=0, max_value=100, required=False)
    dark_below_lx = forms.FloatField(label=_later("Only while darker than lx"), min_value=0, required=False)
    remove = forms.BooleanField(label=_later("Remove"), required=False)

    def __init__(self, *args: Any, rule: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.rule = dict(rule or {})
        super().__init__(*args, initial=_initial(self.rule) if rule is not None else {}, **kwargs)
        kept = [(KEPT, self._kept_days())] if self._kept_days() else []
        field: Any = self.fields["days"]
        field.choices = [*kept, *DAY_WORDS.items()]

    def _kept_days(self) -> str:
        days = self.rule.get("days", "daily")
        if isinstance(days, list):
            return ", ".join(days)
        return "" if days in DAY_WORDS else str(days)

    def clean(self) -> dict[str, Any]:
        """The words must be times; a row that is to go, or empty, may hold anything."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("remove") and self.filled(said):
            for member, message in rules.problems(self.said(said)):
                self.add_error(member if member in self.fields else None, message.render(_))
        return said

    def filled(self, said: Mapping[str, Any]) -> bool:
        """Whether the row says anything."""
        return bool(said.get("on") or said.get("off"))

    def said(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The rule; members that the form does not show stay."""
        rule = {name: value for name, value in self.rule.items() if name not in SHOWN}
        days = self.rule.get("days", "daily") if said.get("days") == KEPT else said.get("days") or "daily"
        rule |= {"days": days, "on": said.get("on") or "00:00", "off": said.get("off") or "24:00"}
        if said.get("level") is not None and said["level"] != 100:
            rule["level"] = said["level"] / 100
        if said.get("dark_below_lx") is not None:
            rule["dark_below_lx"] = said["dark_below_lx"]
        return rule


def _initial(rule: Mapping[str, Any]) -> dict[str, Any]:
    days = rule.get("days", "daily")
    return {
        "days": days if isinstance(days, str) and days in DAY_WORDS else KEPT,
        "on": rule.get("on", "00:00"),
        "off": rule.get("off", "24:00"),
        "level": f"{float(rule.get('level', 1.0)) * 100:g}",
        "dark_below_lx": rule.get("dark_below_lx"),
    }


class NameForm(forms.Form):
    """What a schedule or scene is called."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)


class NewForm(NameForm):
    """A new one needs a key too: how files and programs call it."""

    key = forms.SlugField(label=_later("Key"), max_length=60, help_text=_later("Letters, digits, - and _; it stays."))
    field_order = ["key", "name"]


class SpaceForm(forms.Form):
    """What a space asks for; empty means what the book says."""

    schedule = forms.ChoiceField(label=_later("Schedule"))
    illuminance_lx = forms.FloatField(label=_later("Illuminance lx"), min_value=0, required=False)
    background_lx = forms.FloatField(label=_later("When vacant lx"), min_value=0, required=False)
    hold_min = forms.FloatField(label=_later("Hold time min"), min_value=0, required=False)

    def __init__(self, *args: Any, schedules: list[tuple[str, str]], book: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["schedule"]
        field.choices = schedules
        for name, value in book.items():
            self.fields[name].help_text = _("Empty: {value} as in the book").format(value=f"{value:g}")


class FileForm(forms.Form):
    """A park file to take over."""

    file = forms.FileField(label=_later("Park file (.yaml or .xlsx)"))

    def clean_file(self) -> Any:
        """Only the two kinds of file that are read, and no larger than a park file can be."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".yaml", ".yml", ".xlsx")):
            raise forms.ValidationError(_("A park file ends in .yaml or .xlsx."))
        if file.size > 20_000_000:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file
