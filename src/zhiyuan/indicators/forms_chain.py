"""Forms of chains; the verbs have the last word on what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _later

from zhiyuan.enterprises.chain.graph import Chain


class _InChain(forms.Form):
    """Something about a segment."""

    segment = forms.ChoiceField(label=_later("Segment"))

    def __init__(self, chain: Chain, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chinese = str(get_language()).startswith("zh")
        self.fields["segment"].choices = [(s.key, s.zh if chinese else s.en) for s in chain.segments.values()]


class ChainForm(forms.Form):
    """A chain of the park's own as a page."""

    key = forms.SlugField(
        label=_later("Key"), max_length=40, help_text=_later("A key of the book's replaces that chain.")
    )
    text = forms.CharField(label=_later("Page (YAML)"), widget=forms.Textarea({"rows": 18, "spellcheck": "false"}))


class PlaceForm(_InChain):
    """A firm in a segment."""

    enterprise = forms.CharField(label=_later("Enterprise (key or credit code)"), max_length=60)
    product = forms.CharField(label=_later("Product"), max_length=80)
    output = forms.DecimalField(
        label=_later("Output of it a year, 10 000 CNY"), max_digits=14, decimal_places=2, required=False
    )


class LocalForm(_InChain):
    """What the park makes and needs."""

    supply = forms.DecimalField(label=_later("Local supply a year"), max_digits=14, decimal_places=2, min_value=0)
    demand = forms.DecimalField(label=_later("Local demand a year"), max_digits=14, decimal_places=2, min_value=0)
    unit = forms.CharField(label=_later("Unit"), max_length=20)
    source = forms.CharField(label=_later("Source"), max_length=200)
    as_of = forms.DateField(label=_later("Data of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
