"""Forms of an edition of a rule set: its head, a row for each clause, a row for each worked firm."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from zhiyuan.enterprises.ladder import row
from zhiyuan.enterprises.ladder.draft import Draft
from zhiyuan.enterprises.ladder.lint import STANDINGS
from zhiyuan.innovation.views.saying import BOUNDS, WAYS, verdicts

MOST, SPARE = 40, 2
"""Rows of a kind on the page, and how many of them are offered empty."""
FIELDS_LIST = "ladder-fields"
KINDS = {row.CONDITION: _later("a condition"), row.POINTS: _later("a line of points"), row.TOTAL: _later("the total")}
SHOWN = {
    "": _later("as numbers"),
    "both": _later("both in percent"),
    "seen": _later("what is observed in percent"),
    "needed": _later("what is needed in percent"),
}
STATUS = {
    "": "—",
    "H": _later("H: two texts or the statute"),
    "M": _later("M: one text"),
    "L": _later("L: inferred"),
    "NF": _later("NF: not found (来源待补)"),
}
assert {*STATUS} == {"", *STANDINGS}


def _text(label: Any, most: int = 200, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.TextInput(attrs=attrs))


def _lines(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20_000, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


def _one(label: Any, choices: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices.items(), required=False)


def _day(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CitedForm(forms.Form):
    """What something rests on."""

    document = _text(_later("Document that it rests on"))
    cite = _text(_later("Clause of the document"), 80)
    status = _one(_later("How sure"), STATUS)
    note = _text(_later("Note"))
    url = _text(_later("Address (URL)"), 400)


class EditionForm(CitedForm):
    """The edition itself."""

    rule = _text(_later("Rule"), 40)
    en = _text(_later("Rule, in English"), 80)
    edition = _text(_later("Edition"), 40)
    since = _day(_later("Holds from"))
    until = _day(_later("Until (empty: open)"))
    ranged = forms.BooleanField(label=_later("Scores may be ranges"), required=False)
    field_order = ("rule", "en", "edition", "since", "until", "document", "cite", "status", "note", "url", "ranged")


class ClauseForm(CitedForm):
    """A clause, a line of points or the total."""

    kind = _one(_later("What this row is"), KINDS)
    clause = _text(_later("Clause or line"), 40)
    text = _text(_later("Text in Chinese"))
    en = _text(_later("Text in English"))
    way = _one(_later("What is asked"), WAYS)
    field = _text(_later("Field"), 40, list=FIELDS_LIST)
    whole = _text(_later("Whole (of a share)"), 40, list=FIELDS_LIST)
    bound = _one(_later("Limit"), BOUNDS)
    limit = _text(_later("Threshold"), 30)
    unit = _text(_later("Unit"), 20)
    shown = _one(_later("How it reads"), SHOWN)
    bands = _lines(_later("Bands"), _later("One a line: from, to: points. Empty is open: 0.06, : 50"))
    table = _lines(_later("Table (YAML)"), _later("What has no cell: all, any, best, sum, cases, choice, direct."))
    field_order = (*row.SAID, "document", "cite", "status", "note", "url")


class CaseForm(forms.Form):
    """A worked firm and what must come out."""

    name = _text(_later("Worked firm"), 80)
    verdict = forms.ChoiceField(label=_later("Verdict that must come out"), required=False)
    score = _text(_later("Score, or least – most"), 30)
    not_met = _text(_later("Which clauses are not met"), 200)
    firm = _lines(_later("Answers"), _later("One a line: staff: 120. Empty is not known."), 5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [("", "—"), *verdicts().items()]


ClauseSet: Any = forms.formset_factory(ClauseForm, extra=SPARE, max_num=MOST, absolute_max=MOST, can_delete=True)
CaseSet: Any = forms.formset_factory(CaseForm, extra=SPARE, max_num=MOST, absolute_max=MOST, can_delete=True)


class Editor:
    """The forms of an edition together: filled with rows, or with what somebody sent."""

    def __init__(self, edition: Any, clauses: Any, cases: Any) -> None:
        self.edition, self.clauses, self.cases = edition, clauses, cases

    @classmethod
    def of(cls, edition: row.Row, clauses: Sequence[row.Row], cases: Sequence[row.Row]) -> "Editor":
        """Filled with rows, and with empty ones to go on."""
        forms_of = (
            factory(initial=list(rows), prefix=prefix)
            for factory, rows, prefix in ((ClauseSet, clauses, "clause"), (CaseSet, cases, "case"))
        )
        return cls(EditionForm(initial=edition), *forms_of)

    @classmethod
    def sent(cls, data: Any) -> "Editor":
        """Filled with what somebody sent."""
        return cls(EditionForm(data), ClauseSet(data, prefix="clause"), CaseSet(data, prefix="case"))

    def is_valid(self) -> bool:
        """Whether every cell can be read as text."""
        return all([self.edition.is_valid(), self.clauses.is_valid(), self.cases.is_valid()])

    def rows(self) -> tuple[row.Row, list[row.Row], list[row.Row]]:
        """What stands in the cells; an empty row, or one that is to go, is none."""
        edition = {**self.edition.cleaned_data, "ranged": "yes" if self.edition.cleaned_data["ranged"] else ""}
        return (
            edition,
            _filled(self.clauses, ("clause", "text", "field", "table")),
            _filled(self.cases, ("name", "firm")),
        )

    def draft(self) -> Draft:
        """The draft that the cells say."""
        return row.draft(*self.rows())


def _filled(several: Any, telling: Sequence[str]) -> list[row.Row]:
    said = [form.cleaned_data for form in several if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [one for one in said if any(one[word] for word in telling)]


class RuleFileForm(forms.Form):
    """An edition as a file."""

    file = forms.FileField(label=_later("File (.yaml or .xlsx)"))

    def clean_file(self) -> Any:
        """Only what can be read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".yaml", ".yml", ".xlsx")):
            raise forms.ValidationError(_("An edition is a file that ends in .yaml or .xlsx."))
        return file
