"""Forms of a policy: its words and days, and its clauses, one set of boxes for each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from zhiyuan.enterprises.ladder.fields import Field
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.kernel.reference import book
from zhiyuan.policies.boxes import askable, boxes, when
from zhiyuan.policies.table import LONGEST as OF_CLAUSE
from zhiyuan.policies.table import MOST_CLAUSES
from zhiyuan.policies.text import LONGEST
from zhiyuan.policies.words import vocabulary

LONGEST_DATA = 2000
MORE = 2
"""Empty clauses below those that are there."""
HOW = (
    ("", "—"), ("is", _later("is so")), ("not", _later("is not so")), ("least", "≥"), ("most", "≤"), ("above", ">"),
    ("below", "<"), ("among", _later("is among")), ("outside", _later("is not among")),
)  # fmt: skip


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PolicyForm(forms.Form):
    """What a policy says of itself; the verbs have the last word."""

    title = forms.CharField(label=_later("Title of the policy"), max_length=LONGEST["title"])
    title_en = forms.CharField(label=_later("Title in English"), max_length=LONGEST["title_en"], required=False)
    level = forms.ChoiceField(label=_later("Issued by (level)"))
    issuer = forms.CharField(label=_later("Issuer"), max_length=LONGEST["issuer"])
    document = forms.CharField(
        label=_later("Document number"), max_length=LONGEST["document"],
        help_text=_later("A claim is found to be of this policy by this number."),
    )  # fmt: skip
    url = forms.CharField(label=_later("Where it is published"), max_length=LONGEST["url"], required=False)
    benefit = forms.CharField(
        label=_later("What a firm gets"), max_length=LONGEST["benefit"], widget=forms.Textarea(attrs={"rows": 3})
    )
    valid_first = forms.DateField(label=_later("Holds from"), widget=_Day())
    valid_last = forms.DateField(label=_later("Holds until (empty: no end is known)"), widget=_Day(), required=False)
    window_first = forms.DateField(label=_later("Claims from"), widget=_Day(), required=False)
    window_last = forms.DateField(label=_later("Claims until"), widget=_Day(), required=False)
    kind = forms.ChoiceField(label=_later("Claimed by this kind of case"))
    text = forms.CharField(
        label=_later("Full text"), max_length=LONGEST["text"], widget=forms.Textarea(attrs={"rows": 8}), required=False
    )


class ClauseForm(forms.Form):
    """One clause: where it stands, what it asks in words, and the condition."""

    clause = forms.CharField(label=_later("Clause of the policy"), max_length=OF_CLAUSE["clause"], required=False)
    text = forms.CharField(label=_later("What it asks, in words"), max_length=OF_CLAUSE["text"], required=False)
    en = forms.CharField(label=_later("The same in English"), max_length=OF_CLAUSE["en"], required=False)
    ask = forms.ChoiceField(label=_later("Asked of the firm"), required=False)
    how = forms.ChoiceField(label=_later("How"), choices=HOW, required=False)
    value = forms.CharField(label=_later("Figure, or names"), max_length=400, required=False)
    data = forms.CharField(
        label=_later("Or the whole condition as data (JSON)"), max_length=LONGEST_DATA, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, chinese: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(f.name, _name(f, chinese)) for f in askable(vocabulary(book()))]
        self.fields["ask"].choices = [("", "—"), *sorted(named, key=lambda one: one[1])]

    def clean(self) -> dict[str, Any]:
        """The condition is read here, so that what is wrong is said at its clause."""
        said = self.cleaned_data
        if self.has_changed():
            for name in ("clause", "text"):
                if not said.get(name):
                    self.add_error(name, _("This is needed in every clause."))
            try:
                said["when"] = when(said, vocabulary(book()))
            except ZhiyuanError as failure:
                self.add_error("data" if said.get("data") else "ask", failure.render(_))
        return said


ClauseForms = forms.formset_factory(
    ClauseForm, extra=MORE, max_num=MOST_CLAUSES, absolute_max=MOST_CLAUSES, validate_max=True
)


class FileForm(forms.Form):
    """The policy's own paper."""

    file = forms.FileField(label=_later("File (PDF, Word or picture)"))


class WithdrawForm(forms.Form):
    """Why a policy holds no longer."""

    reason = forms.CharField(label=_later("Reason"), max_length=200)


class LinkForm(forms.Form):
    """A claim whose form names the policy otherwise."""

    enterprise = forms.SlugField(label=_later("Enterprise (key)"), max_length=60)
    case = forms.CharField(label=_later("Number of the case"), max_length=30)


def clauses(forms_: Any) -> list[dict[str, Any]]:
    """The clauses that were filled in, as a policy keeps them."""
    filled = [form.cleaned_data for form in forms_ if form.cleaned_data.get("when")]
    return [{name: said[name] for name in (*OF_CLAUSE, "when")} for said in filled]


def initial(kept: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the forms of the clauses begin with."""
    return [{name: one.get(name, "") for name in OF_CLAUSE} | boxes(one.get("when")) for one in kept]


def _name(field: Field, chinese: bool) -> str:
    name = field.zh if chinese else field.en
    return f"{name} [{field.unit}]" if field.unit not in ("", "1") else name
