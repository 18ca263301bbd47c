"""Two enterprises found to be one: everything follows, and comes back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from enterprises.tenants import KETUO, Tenants, let, tenants
from small_park import person, signed_in
from zhiyuan.cases import services as cases
from zhiyuan.cases.models import Case
from zhiyuan.enterprises import queries, queries_duplicates, queries_facts, services, writes_merge
from zhiyuan.enterprises.models import Contact, Enterprise, Merge, Tenancy
from zhiyuan.identity.verbs import may
from zhiyuan.kernel.errors import Refused

MARCH, JULY = date(2026, 3, 1), date(2026, 7, 1)


@pytest.fixture
def t(database: str) -> Tenants:
    return tenants()


@pytest.fixture
def twin(t: Tenants) -> Enterprise:
    """The same firm, entered again without a code and written differently."""
    return services.register_enterprise(t.officer, t.park.site, key="twin", name="科拓 光电")


def known(t: Tenants, firm: Enterprise, value: str, as_of: date) -> Any:
    return services.record_fact(t.officer, firm, metric="staff", period="2025", value=value, source="模拟", as_of=as_of)


def staff(firm: Enterprise) -> Any:
    found = queries_facts.of_enterprise(firm, date.max).get(("staff", "2025", ""))
    return found and found.value


def test_enterprises_that_are_written_alike_are_found(t: Tenants, twin: Enterprise) -> None:
    (pair,) = queries_duplicates.pairs(t.park.site)
    assert {pair.one, pair.other} == {t.ketuo, twin}


def test_an_enterprise_that_is_called_what_another_was_called_is_found(t: Tenants) -> None:
    services.amend_enterprise(t.officer, t.ketuo, name="科拓新名", uscc=KETUO)
    again = services.register_enterprise(t.officer, t.park.site, key="again", name="科拓光电")
    (pair,) = queries_duplicates.pairs(t.park.site)
    assert (pair.one, pair.other, pair.why) == (t.ketuo, again, "called")


def test_tenancies_cases_contacts_and_facts_follow_and_come_back(t: Tenants, twin: Enterprise) -> None:
    tenancy = let(t, twin, MARCH, spaces=["o101"])
    contact = services.add_contact(t.officer, twin, name="模拟甲", phone="13800000001")
    case = cases.open_case(t.officer, twin, kind="request_simple", form={"subject": "模拟", "detail": "模拟"})
    known(t, t.ketuo, "100", MARCH)
    known(t, twin, "120", JULY)
    tenant = person("tenant", "tenant", twin)

    def whose() -> list[Any]:
        rows = (Tenancy.objects.get(pk=tenancy.pk), Contact.objects.get(pk=contact.pk), Case.objects.get(pk=case.pk))
        return [*(row.enterprise_id for row in rows), Case.objects.get(pk=case.pk).subject_id]

    row = services.merge_enterprises(t.officer, t.ketuo, absorbed=twin.pk, reason="同一企业")
    assert whose() == [t.ketuo.pk, t.ketuo.pk, t.ketuo.pk, str(t.ketuo.pk)]
    assert staff(t.ketuo) == 120
    assert dict(queries_facts.of_enterprises(t.park.site, date.max))[t.ketuo.pk]["staff", "2025", ""].value == 120
    assert twin not in queries.of_site(t.park.site)
    tenant = type(tenant).objects.get(pk=tenant.pk)
    assert may(tenant, "enterprises.view", t.ketuo)

    services.undo_merge(t.officer, row)
    assert whose() == [twin.pk, twin.pk, twin.pk, str(twin.pk)]
    assert (staff(t.ketuo), staff(twin)) == (Decimal(100), Decimal(120))
    assert twin in queries.of_site(t.park.site)
    assert not may(type(tenant).objects.get(pk=tenant.pk), "enterprises.view", t.ketuo)
    assert not t.ketuo.former_names.exists()


def test_a_code_goes_to_the_survivor_and_back(t: Tenants, twin: Enterprise) -> None:
    row = services.merge_enterprises(t.officer, twin, absorbed=t.ketuo.pk, reason="同一企业")
    assert Enterprise.objects.get(pk=twin.pk).uscc == KETUO
    services.undo_merge(t.officer, Merge.objects.get(pk=row.pk))
    assert [Enterprise.objects.get(pk=pk).uscc for pk in (twin.pk, t.ketuo.pk)] == ["", KETUO]


def test_two_legal_persons_are_not_merged_nor_one_with_itself(t: Tenants) -> None:
    with pytest.raises(Refused, match="two legal persons"):
        services.merge_enterprises(t.officer, t.ketuo, absorbed=t.chuangxin.pk, reason="x")
    with pytest.raises(Refused, match="another one"):
        services.merge_enterprises(t.officer, t.ketuo, absorbed=t.ketuo.pk, reason="x")


def test_two_tenancies_that_are_one_are_refused_and_nothing_moves(t: Tenants, twin: Enterprise) -> None:
    let(t, t.ketuo, MARCH)
    let(t, twin, MARCH)
    with pytest.raises(Refused, match="cannot stand together"):
        services.merge_enterprises(t.officer, t.ketuo, absorbed=twin.pk, reason="x")
    assert not Merge.objects.exists()


def test_every_room_that_names_an_enterprise_is_reached(t: Tenants) -> None:
    found = {f"{model._meta.label_lower}.{column}" for model, column, _ in writes_merge.columns()}
    wanted = {"cases.case.enterprise_id", "cases.case.subject_id", "cases.visit.enterprise_id", "cases.reach.scope_id",
              "billing.bill.enterprise_id", "land.parcel.enterprise_id", "projects.project.enterprise_id",
              "enterprises.tenancy.enterprise_id", "enterprises.enterprise.merged_into_id"}  # fmt: skip
    assert wanted <= found


def test_the_page_merges_and_undoes(t: Tenants, twin: Enterprise) -> None:
    page = signed_in(t.officer)
    assert "科拓 光电" in page.get("/enterprises/duplicates/").content.decode()
    page.post(f"/enterprises/{t.ketuo.pk}/merge/", {"absorbed": twin.pk, "reason": "同一企业"})
    page.post(f"/enterprises/merges/{Merge.objects.get().pk}/undo/")
    assert Merge.objects.get().undone
    answer = page.post(f"/enterprises/{t.ketuo.pk}/merge/", {"absorbed": t.chuangxin.pk, "reason": "x"})
    assert answer.status_code == 422
