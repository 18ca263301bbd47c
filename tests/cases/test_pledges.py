"""What the park promises of itself is made, moved, kept, waived or broken, and counted; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from archive.made import picture
from cases.opened import MONDAY, Hall, at, hall
from small_park import signed_in
from zhiyuan.cases import queries_pledges, services, writes_pledges
from zhiyuan.cases.models import Case, Pledge, PledgeEntry
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

DAY = date(2026, 9, 28)


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def on(day: int) -> date:
    """So many days after the first, and it is that day in the park."""
    at(MONDAY + timedelta(days=day))
    return DAY + timedelta(days=day)


def made(h: Hall, due: int, enterprise: str = "ketuo") -> Pledge:
    return services.make_pledge(
        h.t.officer, h.t.park.site, text="东门道闸（模拟）", due=DAY + timedelta(days=due), enterprise=enterprise
    )


def moved(h: Hall, row: Pledge, due: int) -> None:
    services.revise_pledge(h.t.officer, row, due=DAY + timedelta(days=due), reason="供货推迟")


def kept(h: Hall, row: Pledge) -> None:
    services.keep_pledge(h.t.officer, row, evidence="现场照片")


def test_the_worked_example_of_the_ledger_comes_out(h: Hall) -> None:
    """Seven promises, five of them due: on time 3/5, kept 4/5, against the first day 2/5, one broken."""
    early, exact, put_off, late, _broken, gone, _open = (
        made(h, due) for due in (5, 6, 3, 5, 7, 6, 30)
    )  # fmt: skip
    on(2)
    moved(h, put_off, 8)
    kept(h, early)
    on(3)
    services.waive_pledge(h.firm, gone, reason="已自行解决")
    on(6)
    kept(h, exact)
    on(8)
    kept(h, put_off)
    kept(h, late)
    day = on(9)
    found = queries_pledges.summed(queries_pledges.ledger(h.window, day), day)
    assert (found.due, found.on_time, found.kept, found.vs_original, found.broken) == (5, 3, 4, 2, 1)
    assert found.share(found.on_time) == Fraction(3, 5)


def test_moving_the_day_never_betters_the_first(h: Hall) -> None:
    row = made(h, 2)
    on(1)
    moved(h, row, 9)
    day = on(5)
    kept(h, row)
    found = queries_pledges.summed(queries_pledges.ledger(h.window, day + timedelta(days=9)), day + timedelta(days=9))
    assert (found.due, found.on_time, found.vs_original) == (1, 1, 0)


def test_a_day_that_is_over_is_not_moved_and_what_is_kept_is_not_kept_again(h: Hall) -> None:
    row = made(h, 1)
    on(2)
    with pytest.raises(Refused):
        moved(h, row, 9)
    kept(h, row)
    with pytest.raises(Refused):
        kept(h, row)
    assert queries_pledges.promise(row).state(on(3)) == "late"


def test_only_who_it_was_made_to_waives_it_and_the_public_never_does(h: Hall) -> None:
    to_firm, to_all = made(h, 5), made(h, 5, "")
    for who in (h.t.officer, h.window, h.other_firm):
        with pytest.raises(Refused):
            services.waive_pledge(who, to_firm)
    with pytest.raises(Refused):
        services.waive_pledge(h.window, to_all)
    services.waive_pledge(h.firm, to_firm)
    assert queries_pledges.promise(to_firm).state(DAY) == "waived"


def test_a_broken_one_opens_its_follow_up_once_and_its_firm_sees_it(h: Hall) -> None:
    row, whole = made(h, 1), made(h, 1, "")
    assert writes_pledges.follow_up(h.t.park.site) == 0
    on(2)
    assert writes_pledges.follow_up(h.t.park.site) == 2
    assert writes_pledges.follow_up(h.t.park.site) == 0
    case = row.entries.get(act="follow").case
    assert (case.edition.kind, case.enterprise) == ("broken_pledge", h.t.ketuo)
    assert whole.entries.get(act="follow").case.enterprise is None
    assert Case.objects.count() == 2
    kept(h, row)
    assert queries_pledges.promise(row).state(on(2)) == "late"


def test_what_was_promised_and_what_happened_is_never_changed(h: Hall) -> None:
    row = made(h, 5)
    for change in (
        lambda: Pledge.objects.filter(pk=row.pk).update(text="别的"),
        lambda: PledgeEntry.objects.filter(pledge=row).update(due=DAY + timedelta(days=99)),
        lambda: PledgeEntry.objects.filter(pledge=row).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ({"text": " "}, Malformed),
        ({"text": "长" * 401}, Malformed),
        ({"due": DAY - timedelta(days=1)}, Malformed),
        ({"enterprise": "nobody"}, NotFound),
    ],
)
def test_a_promise_of_nothing_is_refused_in_words(h: Hall, said: dict[str, Any], failure: type[Exception]) -> None:
    whole = {"text": "道闸", "due": DAY, "enterprise": ""} | said
    with pytest.raises(failure):
        services.make_pledge(h.t.officer, h.t.park.site, **whole)
    with pytest.raises(Refused):
        services.make_pledge(h.firm, h.t.park.site, text="道闸", due=DAY)


def test_the_pages_make_keep_and_show_the_whole_history_to_whom_it_was_made(h: Hall) -> None:
    clerk = signed_in(h.t.officer)
    said = {"text": "东门道闸", "due": "2026-10-09", "enterprise": "ketuo"}
    assert clerk.post("/pledges/", said | {"due": "2026-01-01"}).status_code == 422
    assert clerk.post("/pledges/", said).status_code == 302
    address = f"/pledges/{Pledge.objects.get().pk}/"
    assert clerk.post(address, {"act": "revise", "due": "2026-10-20", "reason": ""}).status_code == 422
    assert clerk.post(address, {"act": "revise", "due": "2026-10-20", "reason": "供货推迟"}).status_code == 302
    assert clerk.post(address, {"act": "keep", "evidence": "现场照片"}).status_code == 302
    page = signed_in(h.firm).get(address).content.decode()
    assert "供货推迟" in page
    assert "现场照片" in page
    assert signed_in(h.other_firm).get(address).status_code == 404
    assert "东门道闸" not in signed_in(h.other_firm).get("/pledges/").content.decode()
    assert "/pledges/" in clerk.get("/cases/promises/").content.decode()


def test_the_file_that_shows_it_was_kept_is_read_by_whoever_may_see_the_promise_and_nobody_else(h: Hall) -> None:
    row = made(h, 5)
    address, photo = f"/pledges/{row.pk}/", picture()
    said = {"act": "keep", "evidence": "现场照片", "file": SimpleUploadedFile("道闸.jpg", photo, "image/jpeg")}
    assert signed_in(h.firm).post(address, said).status_code == 422
    said["file"] = SimpleUploadedFile("道闸.jpg", b"no photo", "image/jpeg")
    assert signed_in(h.t.officer).post(address, said).status_code == 422
    said["file"] = SimpleUploadedFile("道闸.jpg", photo, "image/jpeg")
    assert signed_in(h.t.officer).post(address, said).status_code == 302
    file = f"{address}evidence/{row.entries.get(act='keep').pk}/"
    page = signed_in(h.firm).get(address).content.decode()
    assert file in page
    assert "道闸.jpg" in page
    answer = signed_in(h.firm).get(file)
    assert answer.content == photo
    assert answer["Content-Disposition"].startswith("attachment")
    assert Trail.objects.get(verb="cases.download_evidence").person == h.firm
    assert signed_in(h.other_firm).get(file).status_code == 404
    assert signed_in(h.firm).get(f"{address}evidence/{row.entries.get(act='make').pk}/").status_code == 404
