"""From the outbox to a real mail server and real robots; killed, refused, held back and sent again; both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, router, transaction

import databases
from command_line import zhiyuan
from mail_catcher import Mailbox
from robot import Robot
from small_park import person, signed_in
from zhiyuan.app import clock, notifications
from zhiyuan.app.home import Home
from zhiyuan.identity import outbox, services, writes_outbox
from zhiyuan.identity.models import Delivery, Notification, Trail
from zhiyuan.identity.notification import Told, Wish
from zhiyuan.identity.writes_notifications import tell
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, Refused

MORNING = datetime(2026, 9, 28, 2, tzinfo=UTC)  # ten in the morning in the park
NIGHT = datetime(2026, 9, 28, 14, tzinfo=UTC)  # ten at night
LIST = [{"zh": "申请书", "en": "application"}, {"zh": "方案", "en": "scheme"}]
PARAMS = {"number": "20260928-0001", "kind": {"zh": "四证", "en": "Permits"}, "list": LIST, "about": "科拓光电"}
BY_MAIL = Wish(frozenset({"mail"}), (time(21), time(8)))


@pytest.fixture(
    params=[
        pytest.param("default", marks=pytest.mark.django_db(transaction=True)),
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ]
)
def committed(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A database outside any transaction, as jobs has it; emptied afterwards."""
    if request.param == "default":
        request.getfixturevalue("db")
        yield
        return
    alias = request.getfixturevalue("postgres_alias")
    with django_db_blocker.unblock(), databases.only(alias):
        yield
        call_command("flush", database=alias, interactive=False, verbosity=0)


@pytest.fixture
def home(tmp_path: Path, committed: None) -> Home:
    made = Home(tmp_path)
    made.config_file.write_text("origins: https://park.example\n")
    at(made, MORNING)
    return made


def at(home: Home, moment: datetime) -> None:
    """Let it be this moment in the installation, and stay so."""
    clock.Clock(park0=moment.timestamp(), speed=0.0).save(home.clock_file)
    parktime.use(lambda: moment)


@pytest.fixture(autouse=True)
def _real_time_again() -> Iterator[None]:
    yield
    parktime.use(lambda: datetime.now(UTC))


def firm(name: str = "ketuo", wish: Wish = BY_MAIL, language: str = "zh-hans") -> Any:
    who = person(name)
    who.language = language
    who.save()
    writes_outbox.prefer(who, wish, email=f"{name}@example.org", phone="13800000000")
    return who


def told(*who: Any, kind: str = "returned", when: datetime = MORNING, mark: int = 1) -> None:
    people = tuple(one.pk for one in who)
    tell([Told(f"case:1:{mark}:{kind}:", kind, "/cases/1/", people, PARAMS)], "Asia/Shanghai", when)


def mail_to(home: Home, box: Mailbox) -> None:
    notifications.keep(home, "mail", host="127.0.0.1", port=box.port, sender="park@example.org", security="plain",
                       timeout_s=0.5)  # fmt: skip


def test_a_firm_gets_its_one_time_notice_by_mail_in_its_language_once(home: Home) -> None:
    told(firm(), firm("english", language="en"))
    with Mailbox() as box:
        mail_to(home, box)
        assert notifications.send(home) == {"handed": 2, "arrived": 2}
        assert notifications.send(home) == {"handed": 0}
    first, second = box.kept
    assert first.to == ["ketuo@example.org"]
    assert "20260928-0001 需要补正" in str(first.mail["Subject"])
    assert "申请书、方案" in first.text
    assert "https://park.example/cases/1/" in first.text
    assert "application, scheme" in second.text


def test_quiet_hours_hold_a_mail_until_morning_and_what_was_read_by_then_is_not_sent(home: Home) -> None:
    who, other = firm(), firm("other")
    told(who, other, when=NIGHT)
    with Mailbox() as box:
        mail_to(home, box)
        at(home, NIGHT)
        assert notifications.send(home) == {"handed": 2}
        Notification.objects.filter(person=other).update(read=NIGHT)
        at(home, NIGHT + timedelta(hours=10))
        notifications.send(home)
    assert [one.to for one in box.kept] == [["ketuo@example.org"]]
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["read", "sent"]


def test_what_the_book_calls_urgent_breaks_through_and_a_digest_does_not_hold_it(home: Home) -> None:
    who = firm(wish=Wish(frozenset({"mail"}), (time(21), time(8)), digest=True))
    told(who, kind="escalated", when=NIGHT)
    with Mailbox() as box:
        mail_to(home, box)
        at(home, NIGHT)
        notifications.send(home)
    assert len(box.kept) == 1


def test_a_digest_is_one_mail_on_the_morning_of_the_next_working_day(home: Home) -> None:
    who = firm(wish=Wish(frozenset({"mail"}), None, digest=True))
    for mark in range(3):
        told(who, mark=mark)
    with Mailbox() as box:
        mail_to(home, box)
        assert notifications.send(home) == {"handed": 3}
        at(home, datetime(2026, 9, 29, 0, 30, tzinfo=UTC))
        assert notifications.send(home)["arrived"] == 3
    (kept,) = box.kept
    assert kept.mail["Subject"] == "3 条新通知"
    assert kept.text.count("20260928-0001") == 3


def test_a_group_hears_once_however_many_people_were_told_and_only_number_and_link(home: Home) -> None:
    told(firm(), firm("b"), firm("c"), kind="overdue")
    with Robot() as robot:
        notifications.keep(home, "wecom", url=robot.url)
        notifications.send(home)
    (taken,) = robot.taken
    assert taken["text"]["content"] == "20260928-0001 https://park.example/cases/1/"


def test_what_fails_is_tried_again_with_waits_that_double_then_shown_and_sent_again_by_hand(home: Home) -> None:
    told(firm())
    with Mailbox(manner="busy") as box:
        mail_to(home, box)
        now = MORNING
        for _ in range(6):
            at(home, now)
            notifications.send(home)
            (home.run / "notifications.json").unlink()  # the breaker's rest is tested beside
            now += timedelta(hours=2)
        row = Delivery.objects.get()
        assert (row.state, row.tries) == ("failed", 6)
        assert "451" in row.error
        box.manner = "plain"
        assert notifications.send(home) == {"handed": 0}
        with transaction.atomic(using=router.db_for_write(Delivery)):
            services.resend_delivery(person("root", "administrator"), row)
        assert notifications.send(home) == {"handed": 0, "arrived": 1}
        with pytest.raises(Refused):
            writes_outbox.resend(Delivery.objects.get(), now)
    assert len(box.kept) == 1


def test_an_address_that_does_not_exist_is_not_tried_again(home: Home) -> None:
    told(firm())
    with Mailbox(manner="refuses") as box:
        mail_to(home, box)
        notifications.send(home)
    assert (Delivery.objects.get().state, Delivery.objects.get().tries) == ("failed", 1)


def test_a_server_that_never_says_whether_it_took_a_mail_gets_it_twice_at_most(home: Home) -> None:
    told(firm())
    with Mailbox(manner="hangs up") as box:
        mail_to(home, box)
        for hour in range(5):
            at(home, MORNING + timedelta(hours=hour))
            notifications.send(home)
    assert len(box.kept) == 2
    assert len({one.mail["Message-ID"] for one in box.kept}) == 1
    assert Delivery.objects.get().state == "failed"


def test_whoever_is_killed_between_sending_and_noting_leaves_at_most_one_duplicate(home: Home) -> None:
    told(firm())
    with Mailbox() as box:
        mail_to(home, box)
        writes_outbox.hand_over({"mail"}, MORNING)
        for hour in range(4):
            at(home, now := MORNING + timedelta(hours=hour))
            if rows := writes_outbox.claimed({"mail"}, now):
                notifications.port(home, "mail").send(notifications.letter(home, rows))  # and dies here
            Delivery.objects.filter(state="sending").update(claimed=datetime.now(UTC) - outbox.STALE * 2)
        notifications.send(home)
    assert len(box.kept) == 2
    assert Delivery.objects.get().state == "failed"


def test_two_senders_never_take_the_same_delivery(home: Home) -> None:
    told(firm())
    writes_outbox.hand_over({"mail"}, MORNING)
    assert len(writes_outbox.claimed({"mail"}, MORNING)) == 1
    assert writes_outbox.claimed({"mail"}, MORNING) == []


def test_a_way_that_does_not_answer_is_left_alone_and_the_others_go_on(home: Home) -> None:
    for n in range(5):
        told(firm(f"f{n}"), kind="urged", mark=n)
    with Robot() as robot:
        notifications.keep(home, "mail", host="127.0.0.1", port=1, sender="p@example.org", security="plain")
        notifications.keep(home, "wecom", url=robot.url)
        said = notifications.send(home)
    assert said["not sent"] == 3
    assert said["arrived"] == len(robot.taken) == 5
    assert Delivery.objects.filter(way="mail", tries=0, state="waiting").count() == 2


def test_opening_a_way_later_does_not_send_what_is_old(home: Home) -> None:
    told(firm(), when=MORNING - timedelta(days=2))
    with Mailbox() as box:
        mail_to(home, box)
        assert notifications.send(home) == {"handed": 0}
    assert Notification.objects.get().handed is not None


@pytest.mark.django_db
def test_nothing_is_sent_inside_a_transaction(tmp_path: Path) -> None:
    assert connections["default"].in_atomic_block
    with pytest.raises(Refused), transaction.atomic():
        notifications.send(Home(tmp_path))


def test_the_commands_open_a_way_try_it_and_show_no_secret(tmp_path: Path) -> None:
    here = ["--home", str(tmp_path)]
    (tmp_path / "zhiyuan.yaml").write_text("")
    with Mailbox() as box:
        said = ["--host", "127.0.0.1", "--port", str(box.port), "--sender", "p@example.org", "--security", "plain"]
        assert "open" in zhiyuan("notify", "set", "mail", *said, *here)
        assert "taken" in zhiyuan("notify", "try", "mail", "you@example.org", *here)
        box.manner = "refuses"
        assert "550" in zhiyuan("notify", "try", "mail", "you@example.org", *here, status=5)
    shown = zhiyuan("notify", "list", *here)
    assert "mail      open" in shown
    assert "127.0.0.1" not in shown
    assert (tmp_path / "secrets/notifications/mail.json").stat().st_mode & 0o077 == 0
    zhiyuan("notify", "close", "mail", *here)
    with pytest.raises(NotFound):
        notifications.port(Home(tmp_path), "mail")


@pytest.mark.django_db
def test_a_person_says_how_they_are_told_and_a_failed_form_keeps_what_was_typed() -> None:
    who = person("a")
    client = signed_in(who)
    page = client.get("/inbox/settings/").content.decode()
    assert 'value="21:00"' in page
    said = {"mail": "on", "email": "", "quiet_from": "22:00", "quiet_until": "22:00", "phone": "abc"}
    refused = client.post("/inbox/settings/", said)
    assert refused.status_code == 422
    assert 'value="22:00"' in refused.content.decode()
    assert 'value="abc"' in refused.content.decode()
    right = {"mail": "on", "email": "a@example.org", "quiet_from": "22:00", "quiet_until": "07:00", "digest": "on"}
    assert client.post("/inbox/settings/", right).status_code == 302
    who.refresh_from_db()
    assert (who.email, writes_outbox.wish(who.preference)) == (
        "a@example.org", Wish(frozenset({"mail"}), (time(22), time(7)), True)
    )  # fmt: skip


@pytest.mark.django_db
def test_who_may_sees_what_did_not_arrive_without_an_address_and_sends_it_again() -> None:
    told(firm())
    writes_outbox.hand_over({"mail"}, MORNING)
    Delivery.objects.update(state="failed", error="550 nobody of that name")
    row = Delivery.objects.get()
    operator, admin = signed_in(person("op")), signed_in(person("root", "administrator"))
    assert operator.get("/deliveries/").status_code == 403
    assert operator.post(f"/deliveries/{row.pk}/resend/").status_code == 403
    page = admin.get("/deliveries/?state=failed").content.decode()
    assert "550 nobody of that name" in page
    assert "@example.org" not in page
    assert admin.post(f"/deliveries/{row.pk}/resend/").status_code == 302
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.django_db
def test_no_trail_line_says_where_a_person_is_reached() -> None:
    who = firm()
    services.edit_person(person("root", "administrator"), who, display_name="新名")
    line = Trail.objects.latest("sequence")
    assert line.after["display_name"] == "新名"
    assert not {"email", "phone"} & {*line.before, *line.after}
