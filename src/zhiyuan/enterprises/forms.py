"""Forms of enterprises and tenancies; the verbs have the last word on what is allowed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import pgettext_lazy

from zhiyuan.enterprises.occupied import last_day

FORM_NAMES = (
    ("company", _later("company")),
    ("partnership", _later("partnership")),
    ("sole", _later("sole proprietorship")),
    ("individual", _later("individual business")),
    ("branch", _later("branch")),
)


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class IndustryInput(forms.TextInput):
    """A code of GB/T 4754, offered by the browser while a code or a name is typed."""

    template_name = "enterprises/_industry_input.html"


class EnterpriseForm(forms.Form):
    """What an enterprise is called and its credit code."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    uscc = forms.CharField(
        label=_later("Credit code (USCC)"),
        max_length=40,
        required=False,
        help_text=_later("18 characters; typing errors are found by its check characters."),
    )


class ParticularsForm(EnterpriseForm):
    """What else is registered of it."""

    legal_form = forms.ChoiceField(label=_later("Legal form"), choices=[("", "—"), *FORM_NAMES], required=False)
    address = forms.CharField(label=_later("Address"), max_length=200, required=False)
    industry = forms.CharField(
        label=_later("Industry (GB/T 4754)"),
        max_length=40,
        required=False,
        widget=IndustryInput(),
        help_text=_later("Type a code or a name and choose."),
    )
    representative = forms.CharField(label=_later("Legal representative"), max_length=80, required=False)
    business_scope = forms.CharField(
        label=_later("Business scope"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )


class NewEnterpriseForm(EnterpriseForm):
    """A new one needs a key too: how files and programs call it."""

    key = forms.SlugField(label=_later("Key"), max_length=60, help_text=_later("Letters, digits, - and _; it stays."))
    founding = forms.BooleanField(label=_later("It is being founded and has no credit code yet"), required=False)
    field_order = ["key", "name", "uscc", "founding"]


class TenancyForm(forms.Form):
    """Days, area, spaces and meters; people say the last day, verbs the first day after."""

    start = forms.DateField(label=_later("First day"), widget=Day())
    last = forms.DateField(label=_later("Last day"), widget=Day(), required=False, help_text=_later("Empty: no end."))
    area_m2 = forms.DecimalField(label=_later("Area m²"), min_value=0, max_digits=12, decimal_places=2)
    contract = forms.CharField(label=_later("Contract number"), max_length=60, required=False)
    spaces = forms.MultipleChoiceField(label=_later("Spaces"), required=False)
    meters = forms.MultipleChoiceField(label=_later("Meters"), required=False)

    def __init__(self, *args: Any, spaces: Any, meters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spaces"].choices = spaces
        self.fields["meters"].choices = meters
        for name in ("spaces", "meters"):
            self.fields[name].widget.attrs["size"] = 8

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("start") and said.get("last") and said["last"] < said["start"]:
            self.add_error("last", _("The last day is before the first."))
        return said

    def params(self) -> dict[str, Any]:
        """As the verbs take it: days half-open."""
        said = dict(self.cleaned_data)
        last: date | None = said.pop("last")
        return said | {"end": last + timedelta(days=1) if last else None}


def initial(row: Any) -> dict[str, Any]:
    """A tenancy as its form shows it."""
    return {
        "start": row.start,
        "last": last_day(row.end),
        "area_m2": row.area_m2,
        "contract": row.contract,
        "spaces": [s.key for s in row.spaces.all()],
        "meters": [m.key for m in row.meters.all()],
    }


class EndForm(forms.Form):
    """The last day of a tenancy."""

    last = forms.DateField(label=_later("Last day"), widget=Day())


class WorkbookForm(forms.Form):
    """A workbook to take over."""

    file = forms.FileField(label=_later("Workbook (.xlsx)"))

    def clean_file(self) -> Any:
        """Only what can be read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(_("A workbook ends in .xlsx."))
        return file
