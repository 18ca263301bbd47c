"""The inbox: one's own and nobody else's, with a receipt; the bell counts what is unread."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from small_park import person, signed_in, small_park
from zhiyuan.identity.models import Notification
from zhiyuan.identity.notification import Told
from zhiyuan.identity.queries_notifications import COUNTED
from zhiyuan.identity.writes_notifications import tell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 28, 2, tzinfo=UTC)
PARAMS = {"number": "20260928-0001", "kind": {"zh": "简单诉求", "en": "Simple request"}}


def told(*people: int, times: int = 1) -> None:
    tell(
        [Told(f"case:1:{n}:copied:", "copied", "/account/", people, PARAMS) for n in range(times)], "Asia/Shanghai", NOW
    )


def test_a_happening_is_told_once_whoever_tells_it_again() -> None:
    who = person("a")
    told(who.pk)
    told(who.pk)
    assert Notification.objects.count() == 1


def test_opening_one_is_its_receipt_and_leads_to_what_it_is_about() -> None:
    who = person("a")
    told(who.pk)
    client, row = signed_in(who), Notification.objects.get()
    assert 'class="bell-count">1<' in client.get("/inbox/").content.decode()
    assert client.post(f"/inbox/{row.pk}/")["Location"] == "/account/"
    row.refresh_from_db()
    first = row.read
    assert first is not None
    client.post(f"/inbox/{row.pk}/")
    row.refresh_from_db()
    assert row.read == first
    page = client.get("/inbox/").content.decode()
    assert "bell-count" not in page
    assert "已读" in page


def test_looking_is_not_reading_and_a_strangers_notification_is_not_there() -> None:
    who, other = person("a"), person("b")
    told(who.pk)
    row = Notification.objects.get()
    stranger = signed_in(other)
    assert "20260928-0001" not in stranger.get("/inbox/").content.decode()
    assert stranger.post(f"/inbox/{row.pk}/").status_code == 404
    assert signed_in(who).get(f"/inbox/{row.pk}/").status_code == 405
    row.refresh_from_db()
    assert row.read is None


def test_what_came_after_the_page_was_shown_stays_unread() -> None:
    who = person("a")
    told(who.pk)
    shown = Notification.objects.get().pk
    told(who.pk, times=2)
    signed_in(who).post("/inbox/read/", {"until": shown})
    assert Notification.objects.filter(read=None).count() == 1
    signed_in(who).post("/inbox/read/", {"until": "0 or all"})
    assert Notification.objects.filter(read=None).count() == 1


def test_the_inbox_reads_in_the_readers_language_and_says_when_it_is_empty() -> None:
    who = person("a")
    assert "还没有" in signed_in(who).get("/inbox/").content.decode()
    told(who.pk)
    assert "was copied to you (Simple request)" in signed_in(who, "en").get("/inbox/").content.decode()
    assert "案件 20260928-0001 抄送给您" in signed_in(who).get("/inbox/?which=unread").content.decode()


def test_the_bell_counts_no_further_than_it_shows_and_a_page_costs_the_same_with_a_full_inbox() -> None:
    small_park()
    who = person("a")
    client = signed_in(who)
    client.get("/account/")
    with CaptureQueriesContext(
        connection,
    ) as empty:
        client.get("/account/")
    told(who.pk, times=COUNTED + 20)
    with CaptureQueriesContext(connection) as full:
        page = client.get("/account/").content.decode()
    assert len(full) == len(empty)
    assert f">{COUNTED}+<" in page


def test_the_newest_comes_first() -> None:
    who = person("a")
    told(who.pk, times=2)
    Notification.objects.filter(key__contains=":0:").update(at=NOW + timedelta(hours=1))
    first = signed_in(who).get("/inbox/").context["lines"][0].row
    assert ":0:" in first.key
