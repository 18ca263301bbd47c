"""On pages: a fact entered by hand, tags for many at once, and what is held about a person, given out and erased."""

from datetime import date

import pytest
from django.test import Client

from enterprises.tenants import Tenants, tenants
from small_park import signed_in
from zhiyuan.enterprises import services
from zhiyuan.enterprises.models import Contact, Fact, Tag

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture
def t(db: None) -> Tenants:
    return tenants()


@pytest.fixture
def page(t: Tenants) -> Client:
    return signed_in(t.officer)


def test_a_fact_is_entered_by_hand_and_supersedes_what_was_said(page: Client, t: Tenants) -> None:
    where = f"/enterprises/{t.ketuo.pk}/facts/"
    form = {"metric": "revenue", "period": "2025", "relation": "=", "value": "6000", "source": "报表（模拟）",
            "as_of": date(2026, 3, 1).isoformat()}  # fmt: skip
    assert page.post(where, form).status_code == 302
    assert page.post(where, form | {"value": "6,100", "as_of": "2026-03-02"}).status_code == 302
    assert [(int(row.value or 0), row.source) for row in Fact.objects.order_by("pk")] == [
        (6000, "报表（模拟）"), (6100, "报表（模拟）"),
    ]  # fmt: skip
    said = page.get(where).content.decode()
    assert "6,100" in said
    assert "已被取代" in said


def test_a_fact_that_does_not_fit_its_metric_is_refused_on_its_form(page: Client, t: Tenants) -> None:
    form = {"metric": "revenue", "period": "2025-Q1", "relation": "=", "value": "多", "source": "报表（模拟）",
            "as_of": "2026-03-01"}  # fmt: skip
    answer = page.post(f"/enterprises/{t.ketuo.pk}/facts/", form)
    assert answer.status_code == 422
    assert "报表（模拟）" in answer.content.decode()
    assert not Fact.objects.exists()


def test_tags_are_put_on_many_and_taken_off_in_one_act(page: Client, t: Tenants) -> None:
    both = {"pick": [str(t.ketuo.pk), str(t.chuangxin.pk)], "back": "order=key"}
    answer = page.post("/enterprises/tags/", both | {"add": "重点、光电"})
    assert answer["Location"] == "/enterprises/?order=key"
    assert Tag.objects.count() == 4
    page.post("/enterprises/tags/", both | {"remove": "重点"})
    assert set(Tag.objects.values_list("word", flat=True)) == {"光电"}
    assert page.post("/enterprises/tags/", {"add": "重点"}).status_code == 400


def test_what_is_held_about_a_person_is_given_out_with_a_reason_that_the_log_shows(page: Client, t: Tenants) -> None:
    services.add_contact(t.officer, t.ketuo, name="模拟人甲", phone=PHONE)
    assert page.post("/enterprises/persons/", {"phone": PHONE}).status_code == 422
    said = page.post("/enterprises/persons/", {"phone": PHONE, "reason": "本人来函（模拟）"}).content.decode()
    assert "模拟人甲" in said
    log = page.get("/enterprises/persons/").content.decode()
    assert "本人来函（模拟）" in log
    assert "模拟人甲" not in log
    erased = page.post("/enterprises/persons/", {"phone": PHONE, "reason": "撤回同意（模拟）", "erase": "1"})
    assert "已删除联系人 1 个" in erased.content.decode()
    assert not Contact.objects.exists()
    assert page.post("/enterprises/persons/", {"phone": PHONE, "reason": "x"}).status_code == 422
