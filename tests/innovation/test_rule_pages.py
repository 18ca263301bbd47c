"""The editor of a rule set as an officer uses it: looked at, proposed, published by a second person, taken along."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from enterprises.tenants import Tenants, tenants
from innovation.test_rules import SALES
from innovation.test_services import NOW, STATED, YEARLY, tell
from small_park import person, signed_in
from zhiyuan.enterprises.ladder import rulefile
from zhiyuan.enterprises.ladder.draft import read
from zhiyuan.innovation import queries
from zhiyuan.innovation.models import RuleProposal
from zhiyuan.kernel import parktime, reference

pytestmark = pytest.mark.django_db
PAGE = "/ladder/rule-sets/gazelle/"


@pytest.fixture
def t() -> Iterator[Tenants]:
    parktime.use(lambda: NOW)
    made = tenants()
    for name, value in {**YEARLY, **STATED}.items():
        tell(made, made.ketuo, name, value)
    yield made
    parktime.use(lambda: datetime.now(UTC))
    reference.use(reference.shipped())


@pytest.fixture
def officer(t: Tenants) -> Client:
    return signed_in(t.officer)


def brought(client: Client, text: str = SALES) -> Any:
    file = SimpleUploadedFile("edition.yaml", text.encode())
    return client.post(f"{PAGE}file/", {"file": file})


def sent(answer: Any, **cells: str) -> dict[str, str]:
    """What a reader sends back from the forms of a page, some cells filled anew."""
    editor = answer.context["editor"]
    parts = [
        editor.edition,
        editor.clauses.management_form,
        editor.cases.management_form,
        *editor.clauses,
        *editor.cases,
    ]
    said = {field.html_name: field.value() or "" for form in parts for field in form}
    return {name: "on" if value is True else str(value) for name, value in said.items() if value} | cells


def test_the_editor_begins_with_the_edition_that_holds(officer: Client) -> None:
    answer = officer.get(PAGE)
    editor = answer.context["editor"]
    assert [form["clause"].value() for form in editor.clauses][:2] == ["瞪-1", "瞪-2"]
    assert (editor.edition["rule"].value(), editor.edition["edition"].value()) == ("瞪羚", "")


def test_a_key_that_is_new_begins_with_empty_rows(officer: Client) -> None:
    assert officer.get("/ladder/rule-sets/begin/?rule=star").headers["Location"] == "/ladder/rule-sets/star/"
    assert officer.get("/ladder/rule-sets/star/").status_code == 200
    assert officer.get("/ladder/rule-sets/begin/?rule=Star!").headers["Location"] == "/ladder/rule-sets/"


def test_a_look_names_the_clause_of_every_fault_and_keeps_nothing(officer: Client) -> None:
    answer = officer.post(PAGE, {**sent(brought(officer)), "clause-1-bands": "100, : 60\n, 120: 20", "do": "look"})
    assert any("人" in one and "100" in one and "120" in one for one in answer.context["findings"])
    assert not RuleProposal.objects.exists()


def test_a_look_works_the_firms_and_says_which_come_out_otherwise(officer: Client) -> None:
    answer = officer.post(PAGE, {**sent(brought(officer)), "case-0-score": "61", "do": "look"})
    assert [(one["name"], one["passes"]) for one in answer.context["cases"]] == [("stands", False), ("misses", True)]
    assert answer.context["unproven"]


def test_what_a_cell_cannot_say_is_refused_with_its_clause(officer: Client) -> None:
    answer = officer.post(PAGE, {**sent(brought(officer)), "clause-0-limit": "five", "do": "propose"})
    assert answer.status_code == 422
    assert answer.context["refused"].startswith("一：")


def test_an_edition_goes_from_the_editor_to_filings_by_two_people(t: Tenants, officer: Client) -> None:
    answer = officer.post(PAGE, {**sent(brought(officer)), "do": "propose"}, follow=True)
    row = RuleProposal.objects.get()
    assert answer.request["PATH_INFO"] == f"/ladder/proposals/{row.pk}/"
    assert [change.firm for change in answer.context["changes"]["rises"]] == [t.ketuo]
    assert answer.context["may_publish"] is False
    assert (
        "须由另一人发布"
        in officer.post(f"/ladder/proposals/{row.pk}/publish/", {"digest": row.digest}).content.decode()
    )
    second = signed_in(person("second", "officer"))
    second.post(f"/ladder/proposals/{row.pk}/publish/", {"digest": row.digest})
    second.get("/ladder/rule-sets/")
    assert queries.rules_on(date(2027, 1, 1))["gazelle"].edition == "2027版"
    assert second.post(f"/ladder/proposals/{row.pk}/withdraw/", {"reason": "模拟"}).status_code == 302
    page = second.get("/ladder/rule-sets/").content.decode()
    assert queries.rules_on(date(2027, 1, 1))["gazelle"].edition == "可配置"
    assert "模拟" in page
    assert second.post(f"/ladder/proposals/{row.pk}/withdraw/", {"reason": "模拟"}).status_code == 422


def test_nothing_is_published_while_a_worked_firm_comes_out_otherwise(officer: Client) -> None:
    officer.post(PAGE, {**sent(brought(officer)), "case-0-score": "61", "do": "propose"})
    row = RuleProposal.objects.get()
    second = signed_in(person("second", "officer"))
    answer = second.post(f"/ladder/proposals/{row.pk}/publish/", {"digest": row.digest})
    assert (answer.status_code, "stands" in answer.context["problem"]) == (422, True)


def test_it_is_taken_along_as_yaml_and_as_a_workbook_and_brought_back(officer: Client) -> None:
    cells = sent(brought(officer))
    assert read(officer.post(PAGE, {**cells, "do": "yaml"}).content.decode()) == read(SALES)
    content = officer.post(PAGE, {**cells, "do": "xlsx"}).content
    assert rulefile.read(content) == read(SALES)
    again = officer.post(f"{PAGE}file/", {"file": SimpleUploadedFile("edition.xlsx", content)})
    assert sent(again) == cells


@pytest.mark.parametrize(
    ("name", "content"),
    [("edition.txt", b"x"), ("edition.yaml", b"\xff\xfe"), ("edition.yaml", b"a: &a [*a]"), ("edition.xlsx", b"PK"),
     ("edition.yaml", b""), ("edition.yaml", b"[" * 9000)],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_words(officer: Client, name: str, content: bytes) -> None:
    answer = officer.post(f"{PAGE}file/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert answer.context["file"].errors


def test_a_proposal_is_taken_along_too_and_begins_another(officer: Client) -> None:
    officer.post(PAGE, {**sent(brought(officer)), "do": "propose"})
    row = RuleProposal.objects.get()
    assert read(officer.get(f"/ladder/proposals/{row.pk}/?as=yaml").content.decode()).digest == row.digest
    assert rulefile.read(officer.get(f"/ladder/proposals/{row.pk}/?as=xlsx").content).digest == row.digest
    begun = officer.get(f"{PAGE}?proposal={row.pk}").context["editor"]
    assert begun.edition["edition"].value() == "2027版"


def test_a_firm_of_the_park_sees_none_of_it(t: Tenants, officer: Client) -> None:
    officer.post(PAGE, {**sent(brought(officer)), "do": "propose"})
    row, tenant = RuleProposal.objects.get(), signed_in(person("firm", "tenant", t.ketuo))
    for path in ("/ladder/rule-sets/", PAGE, f"/ladder/proposals/{row.pk}/"):
        assert tenant.get(path).status_code == 403
    assert b"rule-sets" not in tenant.get("/ladder/").content


def test_a_row_is_taken_out_by_its_mark(officer: Client) -> None:
    cells = {**sent(brought(officer)), "case-1-DELETE": "on", "do": "look"}
    assert [one["name"] for one in officer.post(PAGE, cells).context["cases"]] == ["stands"]
