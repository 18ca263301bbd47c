"""Forms of a parcel; the verbs have the last word on what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _later

from zhiyuan.land.covenant import RELATIONS
from zhiyuan.land.names import DEALING


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ParcelForm(forms.Form):
    """A parcel that nobody has."""

    number = forms.CharField(label=_later("Parcel number"), max_length=40)
    area_mu = forms.DecimalField(label=_later("Area mu"), max_digits=9, decimal_places=3)


class LeaseForm(forms.Form):
    """Who leases it, since when, how long."""

    enterprise = forms.ChoiceField(label=_later("Enterprise"))
    lease_from = forms.DateField(label=_later("First day"), widget=Day())
    lease_years = forms.IntegerField(label=_later("Lease, years"), min_value=1)
    total_years = forms.IntegerField(label=_later("Lease and grant, years"), min_value=1)


class CovenantForm(forms.Form):
    """What an indicator has to reach by a day."""

    indicator = forms.ChoiceField(label=_later("Indicator"))
    target = forms.DecimalField(label=_later("Target"), max_digits=16, decimal_places=4)
    due = forms.DateField(label=_later("To be reached by"), widget=Day())


class ObservationForm(forms.Form):
    """What an indicator was on a day, and where that is from."""

    indicator = forms.ChoiceField(label=_later("Indicator"))
    relation = forms.ChoiceField(label=_later("Relation"), choices=[(sign, sign) for sign in RELATIONS])
    value = forms.DecimalField(label=_later("Value"), max_digits=16, decimal_places=4)
    source = forms.CharField(label=_later("Source"), max_length=200)
    as_of = forms.DateField(label=_later("As of"), widget=Day())


class RentForm(forms.Form):
    """Rent that was paid."""

    amount = forms.DecimalField(label=_later("Rent paid, CNY"), max_digits=15, decimal_places=2)


class ExtendForm(forms.Form):
    """How long the lease lasts in all."""

    lease_years = forms.IntegerField(label=_later("Lease in all, years"), min_value=1)


class ConvertForm(forms.Form):
    """The price of the grant."""

    price = forms.DecimalField(label=_later("Price of the grant, CNY"), max_digits=15, decimal_places=2)


class DealingForm(forms.Form):
    """A transfer, sub-lease or mortgage."""

    what = forms.ChoiceField(label=_later("Kind of dealing"))
    day = forms.DateField(label=_later("Day"), widget=Day())
    document = forms.CharField(label=_later("Document it rests on"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from zhiyuan.cases.templatetags.cases import words

        self.fields["what"].choices = [(key, words(name)) for key, name in DEALING.items()]


class NothingForm(forms.Form):
    """Nothing is asked."""


class OpenForm(forms.Form):
    """A case about the parcel."""

    kind = forms.ChoiceField(label=_later("Kind of case"))
    reason = forms.CharField(label=_later("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
