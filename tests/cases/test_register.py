"""The register of hazards and what everybody may read of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from archive.made import picture
from cases import seen
from cases.seen import STEPS, Crew, crew, do, found, later, looked
from small_park import person, signed_in
from zhiyuan.cases import queries, queries_register, services
from zhiyuan.cases.models import Paper
from zhiyuan.kernel import parktime
from zhiyuan.park.queries import today

pytestmark = pytest.mark.django_db
THREE = 3


@pytest.fixture
def c(db: None) -> Iterator[Crew]:
    later(0)
    yield crew()
    parktime.use(lambda: datetime.now(UTC))


def counts(c: Crew) -> queries_register.Counts:
    return queries_register.counts(c.officer, "hazard", today(c.park.site))


def test_in_time_means_none_past_its_deadline_and_not_none_open(c: Crew) -> None:
    for _ in range(THREE):
        found(c, *STEPS[:2])
    assert (counts(c).open, counts(c).in_time) == (THREE, True)
    later(5)  # the guard was due in one working day
    assert (counts(c).overdue, counts(c).in_time) == (THREE, False)


def test_the_day_that_the_plan_names_is_the_deadline(c: Crew) -> None:
    case = found(c, *STEPS[:3])
    assert case.due.isoformat() == "2026-10-12"
    later(14)
    assert counts(c).in_time
    later(15)
    assert counts(c).overdue == 1


def test_who_withdraws_a_hazard_to_be_in_time_is_seen(c: Crew) -> None:
    case = found(c, *STEPS[:2])
    later(5)
    services.answer_case(c.officer, case, act="withdraw")
    assert (counts(c).overdue, counts(c).dropped) == (0, 1)
    assert case.number in signed_in(c.officer).get("/hazards/?shown=dropped").content.decode()


def test_the_hazards_of_a_place_are_those_in_it_and_below_it(c: Crew) -> None:
    here, there = found(c, where=c.park.corridor), found(c, where=c.park.office)
    client = signed_in(c.officer)
    space = client.get(f"/hazards/?place=park.space:{c.park.corridor.pk}").content.decode()
    assert here.number in space
    assert there.number not in space
    floor = client.get(f"/hazards/?place=park.floor:{c.park.floor.pk}").content.decode()
    assert here.number in floor
    assert there.number in floor
    assert (
        f"/hazards/?shown=all&amp;place=park.space:{c.park.corridor.pk}"
        in client.get(f"/spaces/{c.park.corridor.pk}/").content.decode()
    )


def test_the_register_shows_what_waits_where_and_how_often_it_came_back(c: Crew) -> None:
    case, client = found(c, *STEPS), signed_in(c.officer)
    later(30)
    services.work_case(c.supervision, case, act="rebound", reason="又有")
    page = client.get("/hazards/?shown=back").content.decode()
    assert case.number in page
    assert "制定整改方案" in page
    assert f"/spaces/{c.park.corridor.pk}/" in page
    assert client.get("/hazards/?shown=closed").content.decode().count(case.number) == 0


def test_the_register_costs_the_same_for_many_cases(c: Crew) -> None:
    client = signed_in(c.officer)
    found(c, *STEPS[:2])
    client.get("/hazards/")
    with CaptureQueriesContext(connection) as one:
        client.get("/hazards/")
    for _ in range(4):
        found(c, *STEPS[:2])
    with CaptureQueriesContext(connection) as five:
        client.get("/hazards/")
    assert len(five) == len(one)


def test_the_register_is_an_excel_file_with_rebounds_as_numbers(c: Crew) -> None:
    case = found(c, *STEPS)
    answer = signed_in(c.officer).get("/hazards/?shown=all&format=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert next(row for row in rows if row[0] == case.number)[-1] == 0


def test_a_desk_sees_its_hazards_and_a_firm_none(c: Crew) -> None:
    case = found(c, *STEPS[:2])
    assert case.number in signed_in(c.works).get("/hazards/").content.decode()
    firm = person("firm", "tenant", c.park.site.building_set.create(key="other", name="other"))
    assert case.number not in signed_in(firm).get("/hazards/").content.decode()


def test_a_photo_goes_with_the_step_in_one_form_and_stays_when_the_step_is_refused(c: Crew) -> None:
    case, client = found(c, *STEPS[:3]), signed_in(c.works)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert 'name="photo_after"' in page
    said = {"act": "pass", "step": "fix"}
    refused = client.post(f"/cases/{case.pk}/act/", said | {"photo_after": BytesFile(picture())})
    assert refused.status_code == 422
    assert Paper.objects.get(doc="after").seq is None
    assert "随本次操作一并提交" in refused.content.decode()
    assert client.post(f"/cases/{case.pk}/act/", said | {"form_done": "已修剪"}).status_code == 302
    assert Paper.objects.get(doc="after").seq


class BytesFile(BytesIO):
    """A photo as a browser sends it."""

    name = "photo.jpg"


def test_everybody_reads_what_was_published_and_nothing_else(c: Crew) -> None:
    case, stranger = found(c, *STEPS[:-1]), Client()
    assert case.number not in stranger.get("/hazards/published/").content.decode()
    do(c, case, "publish")
    page = stranger.get("/hazards/published/").content.decode()
    for shown in (case.number, "东侧弯道", "视线被遮挡", "绿篱已修剪"):
        assert shown in page
    for kept in ("模拟单位", "修剪绿篱（模拟）", "符合要求", "traffic", c.park.corridor.name):
        assert kept not in page


def test_everybody_sees_the_pictures_before_and_after_and_no_other_file(c: Crew) -> None:
    case, stranger = found(c, *STEPS), Client()
    for doc, status in {"before": 200, "after": 200, "guarded": 404}.items():
        paper = Paper.objects.get(doc=doc)
        assert stranger.get(f"/hazards/published/{case.pk}/{paper.pk}.jpg").status_code == status
    hidden = found(c, "found")
    paper = Paper.objects.get(case=hidden)
    assert stranger.get(f"/hazards/published/{hidden.pk}/{paper.pk}.jpg").status_code == 404


def test_what_came_back_says_so_in_public_and_keeps_the_pictures_of_then(c: Crew) -> None:
    case = found(c, *STEPS)
    later(30)
    looked(c, case)
    services.work_case(c.supervision, case, act="rebound", reason="又有")
    plan = seen.PLAN | {"begins": "2026-10-29", "fix_by": "2026-11-12"}
    services.work_case(c.traffic, case, act="pass", step="plan", form=plan)
    for step in ("guard", "fix"):
        do(c, case, step)
    page = Client().get("/hazards/published/").content.decode()
    assert "反弹 1 次" in page
    (before, after) = Paper.objects.filter(case=case, doc="after").order_by("pk")
    assert f"/{before.pk}.jpg" in page
    assert f"/{after.pk}.jpg" not in page
    assert len(queries.read(case).state.rebounds) == 1
