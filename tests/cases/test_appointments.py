"""Booking a time at a counter: once, by the firm, moved and called off; on both databases."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction

import databases
from cases.opened import MONDAY, Hall, at, hall
from cases.test_at_once import sqlite_alias  # noqa: F401  # a fixture
from small_park import signed_in
from zhiyuan.cases import queries_appointments, queries_oneday, services, writes_appointments
from zhiyuan.cases.models import Appointment
from zhiyuan.identity.models import Notification
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused

TUESDAY, KIND = MONDAY + timedelta(days=1), "request_simple"


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def book(h: Hall, who: Any = None, firm: Any = None, *, counter: str = "hall", start: datetime = TUESDAY) -> Any:
    """Ten o'clock on Tuesday, if nothing else is said."""
    return services.book_appointment(who or h.firm, firm or h.t.ketuo, counter=counter, start=start, kind=KIND)


def free(h: Hall, counter: str = "hall") -> int:
    """How many places are free at ten on Tuesday."""
    found = queries_appointments.slots(h.t.park.site, counter, date(2026, 9, 29), KIND)
    return next(slot.free for slot in found if slot.start == TUESDAY)


def test_a_place_that_is_booked_is_free_again_when_it_is_moved_or_called_off(h: Hall) -> None:
    row = book(h)
    assert (row.place, free(h)) == (1, 1)
    assert book(h, h.other_firm, h.t.chuangxin).place == 2
    with pytest.raises(Refused, match="is booked"):
        book(h)
    services.move_appointment(h.firm, row, start=TUESDAY + timedelta(hours=1))
    assert free(h) == 1
    services.cancel_appointment(h.other_firm, Appointment.objects.get(enterprise=h.t.chuangxin))
    assert free(h) == 2
    with pytest.raises(Refused, match="over or was cancelled"):
        services.cancel_appointment(h.other_firm, Appointment.objects.get(enterprise=h.t.chuangxin))


def test_the_only_place_is_taken_once(h: Hall) -> None:
    book(h, counter="market")
    with pytest.raises(Refused, match="is taken"):
        book(h, h.other_firm, h.t.chuangxin, counter="market")


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (TUESDAY + timedelta(minutes=5), Malformed),
        (TUESDAY + timedelta(hours=2), Malformed),
        (TUESDAY.replace(tzinfo=None), Malformed),
        (datetime(2026, 10, 1, 2, tzinfo=UTC), Malformed),
        (MONDAY - timedelta(hours=1), NotReady),
        (MONDAY + timedelta(days=15), NotReady),
    ],
)
def test_what_is_no_time_of_the_counter_is_refused(h: Hall, start: datetime, says: type[Exception]) -> None:
    with pytest.raises(says):
        book(h, start=start)
    assert not Appointment.objects.exists()


def test_a_firm_books_for_itself_alone_and_sees_nobody_elses(h: Hall) -> None:
    row = book(h)
    with pytest.raises(Refused):
        book(h, h.other_firm)
    with pytest.raises(Refused):
        services.cancel_appointment(h.other_firm, row)
    assert queries_appointments.coming(h.other_firm) == []
    assert [one for one, _ in queries_appointments.coming(h.window)] == [row]
    assert signed_in(h.other_firm).post(f"/cases/appointments/{row.pk}/cancel/").status_code == 404


def test_a_firm_is_told_once_of_what_it_booked_for_the_next_working_day(h: Hall) -> None:
    site, row = h.t.park.site, book(h)
    assert [writes_appointments.remind(site, MONDAY), writes_appointments.remind(site, MONDAY)] == [1, 0]
    told = Notification.objects.get(kind="appointment")
    assert (told.person, told.params["at"]) == (h.firm, "2026-09-29 10:00")
    services.cancel_appointment(h.firm, row)
    assert writes_appointments.remind(site, MONDAY) == 0


def test_the_page_shows_the_chance_of_the_same_day_beside_each_time_and_books_it(h: Hall) -> None:
    client, path = signed_in(h.firm), "/cases/appointments/"
    asked = {"firm": h.t.ketuo.pk, "counter": "hall", "kind": "four_certificates_fast"}
    page = client.get(path, {**asked, "day": "2026-09-29"}).content.decode()
    assert page.count("%") >= 14
    assert client.post(f"{path}book/", {**asked, "start": "2026-09-29T10:10:00+08:00"}).status_code == 422
    assert client.post(f"{path}book/", {**asked, "start": "2026-09-29T10:00:00+08:00"}).status_code == 302
    row = Appointment.objects.get()
    again = {"move": row.pk, "start": "2026-09-29T14:00:00+08:00"}
    assert client.post(f"{path}book/", again).status_code == 302
    row.refresh_from_db()
    assert row.start == datetime(2026, 9, 29, 6, tzinfo=UTC)
    assert client.post(f"{path}{row.pk}/cancel/").status_code == 302


def test_the_earlier_a_bundle_is_handed_in_the_likelier_it_is_done_the_same_day(h: Hall) -> None:
    found = queries_oneday.chances(h.t.park.site, date(2026, 9, 29))
    assert (len(found.hours), found.observed) == (7, 0)
    assert found.hours[0].share > found.hours[2].share > found.hours[6].share


@pytest.mark.slow
@pytest.mark.parametrize(
    "alias_of", [pytest.param("sqlite_alias"), pytest.param("postgres_alias", marks=pytest.mark.postgres)]
)
def test_two_firms_that_click_at_once_do_not_get_one_place(
    alias_of: str, request: pytest.FixtureRequest, django_db_blocker: Any
) -> None:
    alias = request.getfixturevalue(alias_of)
    at(MONDAY)
    with django_db_blocker.unblock(), databases.only(alias):
        try:
            with transaction.atomic(using=alias):
                h = hall()
            for n in range(6):
                start = TUESDAY + timedelta(minutes=30 * n if n < 4 else 30 * (n + 3))
                assert sorted(_both(alias, h, start)) == ["booked", "refused"]
                assert Appointment.objects.filter(start=start).count() == 1
        finally:
            parktime.use(lambda: datetime.now(UTC))
            if connections[alias].vendor == "postgresql":
                call_command("flush", database=alias, interactive=False, verbosity=0)


def _both(alias: str, h: Hall, start: datetime) -> list[str]:
    together, outcomes = threading.Barrier(2), list[str]()

    def click(who: Any, firm: Any) -> None:
        connections["default"] = connections[alias]  # of this thread: the verb's own transaction is the one that counts
        together.wait()
        try:
            book(h, who, firm, counter="market", start=start)
            outcomes.append("booked")
        except Refused:
            outcomes.append("refused")
        finally:
            connections[alias].close()

    clicks = [
        threading.Thread(target=click, args=pair) for pair in ((h.firm, h.t.ketuo), (h.other_firm, h.t.chuangxin))
    ]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    return outcomes
