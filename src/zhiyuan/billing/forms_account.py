"""What the page of an account asks; the verbs have the last word."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiyuan.billing.forms import BASIC_WORDS, CLASS_WORDS, MODE_WORDS, STANDARD_WORDS, VOLTAGE_WORDS, Day
from zhiyuan.billing.price_rules import HOURS

METER_HINT = _("The key of a meter of the park, such as MAIN-M.")
HOW_WORDS = {
    "area": _("By area, among all tenants"),
    "floor": _("By area, among the tenants of one floor"),
    "own": _("The operator's own use, shared with nobody"),
}


class AccountForm(forms.Form):
    """An electricity account."""

    key = forms.SlugField(label=_("Key"), max_length=60, help_text=_("Short, of letters, digits and hyphens."))
    name = forms.CharField(label=_("Name of the account"), max_length=120)
    number = forms.CharField(label=_("Number of the account at the grid company"), max_length=40, required=False)
    customer_class = forms.ChoiceField(label=_("Customer class"), choices=list(CLASS_WORDS.items()))
    voltage = forms.ChoiceField(label=_("Voltage"), choices=list(VOLTAGE_WORDS.items()), initial="10")
    meter = forms.CharField(label=_("Meter"), max_length=60, required=False, help_text=METER_HINT)
    virtual_meter = forms.CharField(label=_("or virtual meter"), max_length=60, required=False)
    reactive = forms.CharField(label=_("Meter of reactive energy"), max_length=120, required=False)
    master = forms.BooleanField(label=_("Its bill is passed on to tenants"), required=False, initial=True)


class AccountChangeForm(AccountForm):
    """What of an account may change; another class or voltage is another account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("key", "customer_class", "voltage"):
            del self.fields[name]

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        return dict(self.cleaned_data)


class TermsForm(forms.Form):
    """What was agreed from a day on."""

    start = forms.DateField(label=_("First day"), widget=Day())
    tou_elected = forms.BooleanField(label=_("Time of use elected"), required=False, initial=True)
    mode = forms.ChoiceField(label=_("Number of parts"), choices=list(MODE_WORDS.items()))
    basic = forms.ChoiceField(label=_("Basic charge by"), choices=list(BASIC_WORDS.items()))
    kva = forms.DecimalField(label=_("Transformer capacity (kVA)"), min_value=0, required=False)
    contract_kw = forms.DecimalField(label=_("Contract demand (kW)"), min_value=0, required=False)
    pf_standard = forms.ChoiceField(
        label=_("Power factor standard"), choices=list(STANDARD_WORDS.items()), required=False
    )
    market = forms.BooleanField(label=_("Buys on the market by a contract curve"), required=False)
    reason = forms.CharField(label=_("Reason or document"), max_length=200, required=False)

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        said = self.cleaned_data
        return said | {name: said[name] or Decimal(0) for name in ("kva", "contract_kw")}


class HourlyForm(forms.Form):
    """24 hourly prices with their source: what entering and correcting a curve share."""

    hourly = forms.CharField(
        label=_("24 prices, hour 0 first (CNY/kWh)"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Separated by spaces, line breaks or semicolons; a column copied from Excel fits."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source: number of the contract"), max_length=400)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_hourly(self) -> list[Decimal]:
        """As numbers, all 24."""
        words = self.cleaned_data["hourly"].replace(";", " ").replace("；", " ").split()
        try:
            prices = [Decimal(word) for word in words]
        except InvalidOperation:
            odd = next(word for word in words if not _is_number(word))
            raise forms.ValidationError(
                gettext("{text} is not a number; write it like 0.028889375").format(text=odd)
            ) from None
        if len(prices) != HOURS:
            raise forms.ValidationError(gettext("These are {count} prices; a day has 24.").format(count=len(prices)))
        return prices

    def params(self) -> dict[str, Any]:
        """As the verbs take them."""
        return {name: self.cleaned_data[name] for name in ("hourly", "source", "note")}


class CurveForm(HourlyForm):
    """A market contract curve and its days."""

    first = forms.DateField(label=_("First day"), widget=Day())
    last = forms.DateField(label=_("Last day (included)"), widget=Day())
    field_order = ["first", "last", "hourly", "source", "note"]

    def params(self) -> dict[str, Any]:
        """As the verb takes them: days half-open."""
        said = self.cleaned_data
        return super().params() | {"start": said["first"], "end": said["last"] + timedelta(days=1)}


class CurveCorrectionForm(HourlyForm):
    """A new version of a checked curve; its days stay."""

    reason = forms.CharField(
        label=_("Reason of the correction"), max_length=200,
        help_text=_("A supplement to the contract, a misprint. It stays on record beside the old prices."),
    )  # fmt: skip

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        return super().params() | {"reason": self.cleaned_data["reason"]}


class AccountBudgetForm(forms.Form):
    """What the account should not go beyond in a month."""

    month = forms.CharField(
        label=_("First month"), widget=forms.DateInput(attrs={"type": "month"}),
        help_text=_("It holds from this month until you say otherwise."),
    )  # fmt: skip
    kwh = forms.DecimalField(
        label=_("Budget kWh a month"), min_value=1, max_digits=14, decimal_places=3,
        help_text=_("An alarm says so as soon as the month is likely to pass it, and again when it did."),
    )  # fmt: skip

    def clean_month(self) -> date:
        """Its first day."""
        text = self.cleaned_data["month"].strip()
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError:
            raise forms.ValidationError(gettext("Write the month as 2026-04.")) from None

    def params(self) -> dict[str, Any]:
        """As the verb takes them."""
        return dict(self.cleaned_data)


class CommonMeterForm(forms.Form):
    """Who bears what a meter counts that no tenant has."""

    meter = forms.ChoiceField(
        label=_("Meter"),
        help_text=_("One that no tenant has: stairs, corridors, road lighting, the operator's rooms."),
    )
    name = forms.CharField(
        label=_("Name on the bill"), max_length=120, help_text=_("As tenants read it, such as: stair lighting.")
    )
    how = forms.ChoiceField(
        label=_("Who bears its cost"), choices=list(HOW_WORDS.items()),
        help_text=_("Shares are by rented area and days; what is the operator's own is shared with nobody."),
    )  # fmt: skip
    floor = forms.ChoiceField(label=_("Floor"), required=False, help_text=_("Only where one floor bears it."))
    start = forms.DateField(label=_("From"), widget=Day(), help_text=_("Issued bills keep what held when they were."))
    last = forms.DateField(
        label=_("Last day (included)"), widget=Day(), required=False, help_text=_("Empty: until further notice.")
    )

    def __init__(
        self, *args: Any, meters: Iterable[tuple[str, str]] = (), floors: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meter"].choices = [("", "—"), *meters]
        self.fields["floor"].choices = [("", "—"), *floors]

    def clean(self) -> dict[str, Any]:
        """A floor where one floor bears it, and only there; days in order."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("how") == "floor" and not said.get("floor"):
            self.add_error("floor", _("Choose the floor whose tenants bear it."))
        if said.get("how") != "floor" and said.get("floor"):
            self.add_error("floor", _("Leave the floor empty: only a share among one floor names it."))
        if said.get("start") and said.get("last") and said["last"] < said["start"]:
            self.add_error("last", _("The last day is before the first."))
        return said

    def params(self) -> dict[str, Any]:
        """As the verb takes them: days half-open."""
        said = self.cleaned_data
        kept = {name: said[name] for name in ("meter", "name", "how", "floor", "start")}
        return kept | {"end": said["last"] + timedelta(days=1) if said["last"] else None}


def _is_number(word: str) -> bool:
    try:
        return Decimal(word).is_finite()
    except InvalidOperation:
        return False
