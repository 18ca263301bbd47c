"""What is begun is kept, is read once more before it is sent, and is gone when it was sent or is too old."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.opened import FORM, MONDAY, Hall, at, hall
from small_park import person, signed_in
from zhiyuan.app.home import Home
from zhiyuan.app.tasks import TASKS
from zhiyuan.cases.models import Case, Draft
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime

pytestmark = pytest.mark.django_db
FORM_PAGE, CHECK_PAGE = "/cases/new/request_simple/", "/cases/new/request_simple/check/"


@pytest.fixture
def h(db: None) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def written(h: Hall, **more: str) -> dict[str, Any]:
    return {"enterprise": h.t.ketuo.pk, **{f"form_{k}": v for k, v in FORM.items()}} | more


def read(client: Client) -> dict[str, str]:
    """What the check page sends when its button is pressed."""
    page = client.get(CHECK_PAGE).content.decode()
    return {"saved": re.findall(r'name="saved" value="([^"]+)"', page)[0]}


def test_a_form_half_written_is_kept_as_it_is_and_resumed_from_both_lists(h: Hall) -> None:
    client = signed_in(h.firm)
    assert client.post(FORM_PAGE, {"form_subject": "路灯", "do": "save"}).status_code == 302
    for page in ("/cases/all/", "/cases/new/"):
        assert f'href="{FORM_PAGE}"' in client.get(page).content.decode().split("我的草稿")[1]
    again = signed_in(h.firm).get(FORM_PAGE).content.decode()
    assert 'value="路灯"' in again
    assert "保留至 2026-10-28" in again


def test_a_draft_is_its_writers_only_and_no_trail_keeps_it(h: Hall) -> None:
    client = signed_in(h.firm)
    lines = Trail.objects.count()
    client.post(FORM_PAGE, written(h, form_subject="不外传", do="save"))
    assert Trail.objects.count() == lines
    for other in (h.other_firm, h.window):
        client = signed_in(other)
        assert "不外传" not in client.get(FORM_PAGE).content.decode()
        assert client.get("/api/v1/cases/drafts").json() == []
        client.post("/cases/new/request_simple/discard/")
    assert Draft.objects.count() == 1


def test_nothing_is_sent_before_it_was_checked_and_the_draft_is_gone_afterwards(h: Hall) -> None:
    client = signed_in(h.firm)
    assert client.post(FORM_PAGE, written(h))["Location"] == CHECK_PAGE
    assert Case.objects.count() == 0
    page = client.get(CHECK_PAGE).content.decode()
    for answer in (*FORM.values(), "科拓光电"):
        assert answer in page
    assert f'href="{FORM_PAGE}#form_detail"' in page
    shown = read(client)
    assert client.post(CHECK_PAGE, shown).status_code == 302
    assert (Case.objects.count(), Draft.objects.count()) == (1, 0)
    assert client.post(CHECK_PAGE, shown)["Location"] == FORM_PAGE
    assert Case.objects.count() == 1


def test_what_was_changed_in_another_window_is_read_once_more_before_it_is_sent(h: Hall) -> None:
    client = signed_in(h.firm)
    client.post(FORM_PAGE, written(h))
    shown = read(client)
    at(MONDAY + timedelta(minutes=1))
    client.post(FORM_PAGE, written(h, form_subject="别的"))
    answer = client.post(CHECK_PAGE, shown)
    assert answer.status_code == 422
    assert "已在另一窗口修改" in answer.content.decode()
    assert (Case.objects.count(), Draft.objects.count()) == (0, 1)


def test_a_draft_that_does_not_fit_is_kept_and_cannot_be_sent(h: Hall) -> None:
    client = signed_in(h.firm)
    assert client.post(FORM_PAGE, written(h, form_subject="")).status_code == 422
    page = client.get(CHECK_PAGE).content.decode()
    assert f'<a href="{FORM_PAGE}#form_subject">' in page
    assert client.post(CHECK_PAGE, read(client)).status_code == 422
    assert (Case.objects.count(), Draft.objects.count()) == (0, 1)


def test_a_draft_is_emptied_after_its_days_and_a_word_says_so(h: Hall) -> None:
    client = signed_in(h.firm)
    client.post(FORM_PAGE, written(h, do="save"))
    at(MONDAY + timedelta(days=30))
    assert "路灯不亮" in client.get(FORM_PAGE).content.decode()
    at(MONDAY + timedelta(days=31))
    page = client.get(FORM_PAGE).content.decode()
    assert "路灯不亮" not in page
    assert "您的草稿保留至 2026-10-28，现已删除" in page
    assert TASKS["files"](Home(Path("nowhere")))["drafts"] == 1
    assert "路灯不亮" not in str([row.said for row in Draft.objects.all()])
    client.post("/cases/new/request_simple/discard/")
    assert "现已删除" not in client.get(FORM_PAGE).content.decode()


def test_programs_keep_drafts_too_and_hear_what_is_not_asked(h: Hall) -> None:
    client, door = signed_in(h.firm), "/api/v1/cases/drafts/request_simple"

    def put(who: Client, said: Any) -> Any:
        return who.put(door, said, content_type="application/json")

    kept = put(client, {"about": str(h.t.ketuo.pk), "form": {"subject": "路灯"}}).json()
    assert (kept["form"], kept["until"], kept["gone"]) == ({"subject": "路灯"}, "2026-10-28", False)
    assert put(client, {"form": {"nothing": "x"}}).status_code == 400
    assert put(client, {"docs": ["nothing"]}).status_code == 400
    assert put(client, {"form": {"detail": "长" * 4001}}).status_code == 400
    assert put(client, {"form": {"detail": "\0"}}).status_code == 400
    assert put(signed_in(person("bookkeeper", "bookkeeper")), {}).status_code == 403
    assert client.get("/api/v1/cases/drafts").json() == [kept]
    assert client.delete(door).status_code == 204
    assert client.get("/api/v1/cases/drafts").json() == []
