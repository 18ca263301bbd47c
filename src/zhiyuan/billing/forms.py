"""What the pages of prices ask, and the words of their choices; the verbs have the last word."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiyuan.billing.price_rules import PRICES
from zhiyuan.kernel.span import next_month

CLASS_WORDS = {
    "commercial": _("Commercial and industrial"),
    "residential": _("Residential"),
    "agricultural": _("Agricultural"),
}
MODE_WORDS = {"single": _("Single-part"), "two_part": _("Two-part")}
VOLTAGE_WORDS = {
    "0.4": _("below 1 kV"),
    "10": _("1 to 10 (20) kV"),
    "35": _("35 kV"),
    "110": _("110 kV"),
    "220": _("220 kV and above"),
}
BASIC_WORDS = {
    "measured": _("Measured maximum demand"),
    "capacity": _("Transformer capacity"),
    "contract": _("Contract demand"),
}
STANDARD_WORDS = {"": _("Not judged"), "0.90": "0.90", "0.85": "0.85", "0.80": "0.80"}
PRICE_WORDS = {
    "energy": _("Purchase price (CNY/kWh)"),
    "loss": _("Line loss price (CNY/kWh)"),
    "td": _("Transmission and distribution (CNY/kWh)"),
    "system": _("System operation (CNY/kWh)"),
    "fund": _("Government funds (CNY/kWh)"),
    "capacity": _("Capacity price (CNY/kVA a month)"),
    "demand": _("Demand price (CNY/kW a month)"),
}
SHORT_WORDS = {
    "energy": _("Purchase"),
    "loss": _("Line loss"),
    "td": _("Grid"),
    "system": _("System"),
    "fund": _("Funds"),
    "capacity": _("Capacity"),
    "demand": _("Demand"),
}
STATE_WORDS = {
    "waiting": _("Waits for a check"),
    "checked": _("Checked"),
    "rejected": _("Rejected"),
    "superseded": _("Superseded"),
}
PERIOD_WORDS = {"spike": _("Spike"), "peak": _("Peak"), "flat": _("Flat"), "valley": _("Valley")}


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class Price(forms.CharField):
    """A published price, kept as it is typed: every decimal, no float, a point for the comma of no language."""

    def __init__(self, **options: Any) -> None:
        shown = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, **({"widget": shown} | options))

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None where nothing is charged."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            raise forms.ValidationError(
                gettext("{text} is not a number; write it like 0.028889375").format(text=text)
            ) from None
        if not number.is_finite():
            raise forms.ValidationError(gettext("{text} is not a number; write it like 0.028889375").format(text=text))
        return number


class ComponentsForm(forms.Form):
    """The components of a sheet with their source: what entering and correcting share."""

    field_order = [*PRICES, "source", "note", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in PRICE_WORDS.items():
            self.fields[name] = Price(label=words, required=name not in ("capacity", "demand"))
        self.fields["capacity"].help_text = _("Only of two-part prices.")
        self.fields["demand"].help_text = _("Only of two-part prices.")
        self.fields["source"] = forms.CharField(
            label=_("Source: address or number of the notice"), max_length=400,
            help_text=_("The second person opens it and compares every figure."),
        )  # fmt: skip
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=200, required=False)
        self.order_fields(self.field_order)

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        return {name: self.cleaned_data[name] for name in (*PRICES, "source", "note")}


class PricesForm(ComponentsForm):
    """Prices of a month, or of the days from the first to the last."""

    month = forms.CharField(
        label=_("Month"), required=False, widget=forms.DateInput(attrs={"type": "month"}),
        help_text=_("Like 2026-04; leave it empty for other days."),
    )  # fmt: skip
    first = forms.DateField(label=_("First day"), widget=Day(), required=False)
    last = forms.DateField(label=_("Last day (included)"), widget=Day(), required=False)
    customer_class = forms.ChoiceField(label=_("Customer class"), choices=list(CLASS_WORDS.items()))
    mode = forms.ChoiceField(label=_("Number of parts"), choices=list(MODE_WORDS.items()))
    voltage = forms.ChoiceField(label=_("Voltage"), choices=list(VOLTAGE_WORDS.items()), initial="10")
    field_order = ["month", "first", "last", "customer_class", "mode", "voltage", *ComponentsForm.field_order]

    def clean(self) -> dict[str, Any]:
        """Either a month or both days."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if said.get("month"):
            try:
                said["start"] = date.fromisoformat(f"{said['month'].strip()}-01")
                said["end"] = next_month(said["start"])
            except ValueError:
                self.add_error("month", _("Write the month as 2026-04."))
            if first or last:
                self.add_error("month", _("The month and days are both given; fill in one of them."))
        elif first and last:
            said["start"], said["end"] = first, last + timedelta(days=1)
            if last < first:
                self.add_error("last", _("The last day is before the first."))
        else:
            self.add_error("month", _("Say for which month the prices hold, or from which day to which."))
        return said

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        named = ("start", "end", "customer_class", "mode", "voltage")
        return {name: self.cleaned_data[name] for name in named} | super().params()


class CorrectionForm(ComponentsForm):
    """A new version of checked prices; days, class and voltage stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(label=_("Reason of the correction"), max_length=200)

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        return super().params() | {"reason": self.cleaned_data["reason"]}


class WorkbookForm(forms.Form):
    """A price workbook."""

    file = forms.FileField(label=_("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
