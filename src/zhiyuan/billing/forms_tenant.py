"""What the tenant's pages ask."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BudgetForm(forms.Form):
    """What a month should not go beyond."""

    kwh = forms.DecimalField(
        label=_("Budget kWh a month"),
        min_value=1,
        max_digits=14,
        decimal_places=3,
        help_text=_(
            "It holds from this month until you say otherwise; you are warned when the month is likely to pass it."
        ),
    )
