"""A file handed in while writing lives with its draft, goes with it into the case, and is forgotten with it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.made import PDF, PROGRAM
from cases.opened import MONDAY, Hall, at, hall
from cases.test_views import PERMITS
from small_park import signed_in
from zhiyuan.archive.models import StoredFile, Upload
from zhiyuan.archive.writes import forget, receive
from zhiyuan.cases import services, writes, writes_drafts
from zhiyuan.cases.models import Case, Draft, DraftFile, Paper
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound

pytestmark = pytest.mark.django_db
KIND = "four_certificates_fast"
FORM_PAGE = f"/cases/new/{KIND}/"
FORM = {name.removeprefix("form_"): said for name, said in PERMITS.items()}


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def saved(client: Client, page: str) -> str:
    """What the check page says when the draft was saved."""
    return str(re.findall(r'name="saved" value="([^"]+)"', client.get(page).content.decode())[0])


def attach(client: Client, h: Hall, doc: str = "scheme", content: bytes = PDF, name: str = "方案.pdf") -> Any:
    file = SimpleUploadedFile(name, content)
    said = {"enterprise": h.t.ketuo.pk, **PERMITS, "do": "attach", "file_doc": doc, "file": file}
    return client.post(FORM_PAGE, said)


def test_a_file_survives_with_the_draft_and_becomes_the_cases_paper_on_sending(h: Hall) -> None:
    client = signed_in(h.firm)
    assert attach(client, h)["Location"] == f"{FORM_PAGE}#files"
    assert Upload.objects.count() == 0
    again = signed_in(h.firm).get(FORM_PAGE).content.decode()
    assert "方案.pdf" in again
    assert f'value="{PERMITS["form_project"]}"' in again
    check = f"{FORM_PAGE}check/"
    assert "方案.pdf" in client.get(check).content.decode()
    shown = saved(client, check)
    assert client.post(check, {"saved": shown}).status_code == 302
    paper, case = Paper.objects.get(), Case.objects.get()
    assert (paper.doc, paper.name, paper.seq, paper.uploader) == ("scheme", "方案.pdf", 1, h.firm)
    (submit,) = writes.log(case)
    assert submit.data["files"] == {"scheme": [paper.file_id]}
    assert "scheme" in submit.data["docs"]
    assert (Draft.objects.count(), DraftFile.objects.count(), Upload.objects.count()) == (0, 0, 0)


def test_the_enter_key_checks_the_answers_and_removes_nothing(h: Hall) -> None:
    client = signed_in(h.firm)
    attach(client, h)
    form = client.get(FORM_PAGE).content.decode().split('enctype="multipart/form-data"')[1]
    first = form[form.index("<button") :].partition(">")[0]
    assert "name=" not in first
    assert 'aria-hidden="true"' in first


def test_a_file_is_taken_out_again_and_forgotten_after_a_day(h: Hall) -> None:
    client = signed_in(h.firm)
    attach(client, h)
    other = signed_in(h.other_firm)
    other.post(FORM_PAGE, {"drop": DraftFile.objects.get().pk})
    assert DraftFile.objects.count() == 1
    client.post(FORM_PAGE, {"enterprise": h.t.ketuo.pk, **PERMITS, "drop": DraftFile.objects.get().pk})
    assert DraftFile.objects.count() == 0
    assert forget(MONDAY + timedelta(days=2)) == 1
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("how", ["expires", "is discarded"])
def test_when_a_draft_goes_its_files_go(h: Hall, how: str) -> None:
    client = signed_in(h.firm)
    attach(client, h)
    at(later := MONDAY + timedelta(days=31))
    if how == "expires":
        assert writes_drafts.forget(later) == 1
    else:
        client.post(f"{FORM_PAGE}discard/")
    assert DraftFile.objects.count() == 0
    assert forget(later + timedelta(days=2)) == 1


def test_what_is_refused_as_a_file_loses_nothing_of_what_was_typed(h: Hall) -> None:
    client = signed_in(h.firm)
    for bad in (attach(client, h, content=PROGRAM), attach(client, h, doc="nothing"), client.post(FORM_PAGE, {
        "enterprise": h.t.ketuo.pk, **PERMITS, "do": "attach"})):  # fmt: skip
        assert bad.status_code == 422
        assert f'value="{PERMITS["form_project"]}"' in bad.content.decode()
    assert DraftFile.objects.count() == 0
    assert attach(client, h).status_code == 302
    assert attach(client, h).status_code == 422


def test_a_program_hands_files_in_with_the_application_and_only_its_own(h: Hall) -> None:
    upload = receive(h.firm, "a.pdf", [PDF])
    said: dict[str, Any] = {"kind": KIND, "form": FORM}
    with pytest.raises(NotFound):
        services.open_case(h.other_firm, h.t.chuangxin, **said, files={"scheme": [upload.pk]})
    with pytest.raises(Malformed):
        services.open_case(h.firm, h.t.ketuo, **said, files={"nothing": [upload.pk]})
    case = services.open_case(h.firm, h.t.ketuo, **said, files={"scheme": [upload.pk]})
    assert Paper.objects.get(case=case).seq == 1


def test_programs_keep_files_with_drafts_too(h: Hall) -> None:
    client, door = signed_in(h.firm), f"/api/v1/cases/drafts/{KIND}"
    client.put(door, {"form": {}}, content_type="application/json")
    upload = receive(h.firm, "a.pdf", [PDF])
    said = client.post(f"{door}/files", {"doc": "scheme", "upload": upload.pk}, content_type="application/json").json()
    (file,) = said["files"]
    assert (file["doc"], file["name"]) == ("scheme", "a.pdf")
    assert signed_in(h.other_firm).delete(f"{door}/files/{file['id']}").status_code == 204
    assert DraftFile.objects.count() == 1
    assert client.delete(f"{door}/files/{file['id']}").status_code == 204
    assert client.get("/api/v1/cases/drafts").json()[0]["files"] == []
