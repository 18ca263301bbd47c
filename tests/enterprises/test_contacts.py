"""Contacts are shown masked, each look is kept, and after erasure every chain still verifies."""

import base64
import json
from typing import Any

import pytest

from enterprises.messy import messy
from enterprises.tenants import Tenants, tenants
from small_park import person, signed_in
from zhiyuan.cases import queries as cases
from zhiyuan.cases import services as case_services
from zhiyuan.enterprises import services
from zhiyuan.enterprises.models import Contact
from zhiyuan.identity import trail
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

NAME, PHONE, EMAIL = "模拟联系人", "13812345678", "moni@example.invalid"


@pytest.fixture
def t(database: str) -> Tenants:
    return tenants()


def add(t: Tenants) -> Contact:
    return services.add_contact(t.officer, t.ketuo, name=NAME, phone=PHONE, email=EMAIL, position="经理")


def everything_in_the_trail() -> str:
    return json.dumps([[r.object_name, r.params, r.before, r.after] for r in Trail.objects.all()], ensure_ascii=False)


def test_the_trail_keeps_digests_and_verifies_after_erasure_as_do_the_logs_of_cases(t: Tenants) -> None:
    case_services.open_case(t.officer, t.ketuo, kind="request_simple", form={"subject": "模拟", "detail": "模拟"})
    contact = add(t)
    services.amend_contact(t.officer, contact, name=NAME, phone="13900000000", email=EMAIL)
    services.reveal_contact(t.officer, contact, reason="回访")
    services.erase_contact(t.officer, contact, reason="本人要求")
    said = everything_in_the_trail()
    assert not any(one in said for one in (NAME, PHONE, "13900000000", EMAIL, contact.salt))
    assert said.count("salted:") > 0
    assert not Contact.objects.exists()
    assert trail.first_broken() is None
    assert cases.first_broken_case(t.park.site) is None


def test_every_look_at_a_contact_is_kept_with_its_reason(t: Tenants) -> None:
    contact = add(t)
    assert services.reveal_contact(t.officer, contact, reason="回访")["phone"] == PHONE
    line = Trail.objects.first()
    assert line is not None
    assert (line.verb, line.params, line.object_id) == (
        "enterprises.reveal_contact", {"reason": "回访"}, str(contact.pk),
    )  # fmt: skip
    with pytest.raises(Malformed, match="say why"):
        services.reveal_contact(t.officer, contact, reason=" ")


@pytest.mark.parametrize("role", ["window", "leader", "auditor", "tenant"])
def test_who_may_not_see_a_contact_in_full_sees_it_masked(t: Tenants, role: str) -> None:
    contact, who = add(t), person("who", role)
    said = signed_in(who).get(f"/enterprises/{t.ketuo.pk}/contacts/").content.decode()
    assert "138****5678" in said
    assert not any(one in said for one in (NAME, PHONE, EMAIL))
    with pytest.raises(Refused, match="may not"):
        services.reveal_contact(who, contact, reason="x")


def test_the_page_shows_one_in_full_to_whoever_says_why_and_erases(t: Tenants) -> None:
    contact, page = add(t), signed_in(t.officer)
    assert PHONE in page.post(f"/enterprises/contacts/{contact.pk}/reveal/", {"reason": "回访"}).content.decode()
    assert page.post(f"/enterprises/contacts/{contact.pk}/reveal/", {"reason": ""}).status_code == 422
    assert page.post(f"/enterprises/contacts/{contact.pk}/erase/", {"reason": "离职"}).status_code == 302
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": " "}, "needs a name"),
        ({"phone": "call me"}, "no telephone"),
        ({"email": "nobody"}, "no email"),
        ({"purpose": "selling"}, "no purpose"),
    ],
)
def test_what_is_no_contact_is_refused(t: Tenants, said: Any, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        services.add_contact(t.officer, t.ketuo, **({"name": NAME} | said))


def test_all_that_is_held_about_a_person_is_given_out_and_erased_also_from_rows_kept_apart(t: Tenants) -> None:
    book = messy(3, lambda sheet: sheet.__setitem__("D3", "倒闭"), faults=False)
    text = base64.b64encode(book).decode()
    services.import_enterprises(t.officer, t.park.site, workbook=text, only_good=True)
    phone = "13800000000"  # of the row kept apart
    services.add_contact(t.officer, t.ketuo, name=NAME, phone=phone)
    held = services.disclose_person(t.officer, t.park.site, phone=phone, reason="本人来函（模拟）")
    assert [c["name"] for c in held["contacts"]] == [NAME]
    assert [r["row"] for r in held["rows_kept_apart"]] == [3]
    gone = services.erase_person(t.officer, t.park.site, phone=phone, reason="本人要求")
    assert gone == {
        "contacts": 1, "rows_kept_apart": 1, "workbooks_not_taken": 0,
        "answers_in_cases": 0, "answers_in_drafts": 0, "cases_before": 0,
    }  # fmt: skip
    with pytest.raises(NotFound, match="nothing is held"):
        services.disclose_person(t.officer, t.park.site, phone=phone, reason="本人来函（模拟）")
    assert phone not in everything_in_the_trail()
    assert trail.first_broken() is None


def test_a_person_is_named_by_telephone_or_email(t: Tenants) -> None:
    with pytest.raises(Malformed, match="telephone number or email"):
        services.disclose_person(t.officer, t.park.site, reason="本人来函（模拟）")
