"""What may be done with enterprises: register and amend them, open, end and amend their tenancies, import both."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.enterprises import (
    placementfile,
    writes,
    writes_chain,
    writes_contacts,
    writes_facts,
    writes_merge,
    writes_stage,
)
from zhiyuan.enterprises.contact import SERVICE
from zhiyuan.enterprises.fact import EQUAL
from zhiyuan.enterprises.key import checked
from zhiyuan.enterprises.metric import said_fact
from zhiyuan.enterprises.models import (
    ChainPage,
    Contact,
    Enterprise,
    Fact,
    Intake,
    LocalFigure,
    Merge,
    Placement,
    Tenancy,
)
from zhiyuan.enterprises.standing import ACTIVE, FOUNDING
from zhiyuan.identity.models import Person
from zhiyuan.identity.personal import Personal
from zhiyuan.identity.verbs import facts, follow, verb
from zhiyuan.kernel import sheetread
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today


@verb
def register_enterprise(
    person: Person,
    site: Any,
    *,
    key: str,
    name: str,
    uscc: str = "",
    founding: bool = False,
    founded: date | None = None,
    industry: str = "",
) -> Enterprise:
    """Enter an enterprise; the credit code is checked by GB 32100-2015 and may follow later."""
    if Enterprise.objects.filter(site=site, key=key).exists():
        raise Refused("the key {key} is taken", key=key)
    row = Enterprise(site=site, key=checked(key), standing=FOUNDING if founding else ACTIVE)
    return writes.save_enterprise(row, name=name, uscc=uscc, founded=founded, industry=industry)


@verb
def amend_enterprise(
    person: Person,
    enterprise: Enterprise,
    *,
    name: str,
    uscc: str = "",
    legal_form: str | None = None,
    address: str | None = None,
    representative: str | None = None,
    business_scope: str | None = None,
    founded: date | None = None,
    industry: str | None = None,
) -> Enterprise:
    """Correct an enterprise's name or credit code, and of the other particulars those that are said."""
    said = {
        "legal_form": legal_form,
        "address": address,
        "representative": representative,
        "business_scope": business_scope,
    }
    more = {particular: value for particular, value in said.items() if value is not None}
    return writes.save_enterprise(enterprise, name=name, uscc=uscc, founded=founded, industry=industry, **more)


@verb
def set_standing(person: Person, enterprise: Enterprise, *, standing: str) -> Enterprise:
    """Say how an enterprise stands by its registration: founding, active, revoked or removed."""
    return writes.set_standing(enterprise, standing, today(enterprise.site))


@verb
def suspend_enterprise(
    person: Person, enterprise: Enterprise, *, start: date | None = None, last: date | None = None
) -> Enterprise:
    """Say from when to when an enterprise suspends its business, both days included; without days: not at all."""
    return writes.suspend(enterprise, start, last)


@verb
def tag_enterprises(
    person: Person, site: Any, *, enterprises: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> int:
    """Put tags on enterprises of a park, and take others off, in one act."""
    rows = list(Enterprise.objects.filter(site=site, pk__in=enterprises))
    if missing := sorted(set(enterprises) - {row.pk for row in rows}):
        raise NotFound("there is no enterprise {key}", key=missing[0])
    return writes.tag(rows, add, remove)


@verb
def record_fact(
    person: Person,
    enterprise: Enterprise,
    *,
    metric: str,
    value: Decimal | bool | str | None,
    source: str,
    as_of: date,
    period: str = "",
    relation: str = EQUAL,
    basis: str = "",
) -> Fact:
    """Say a metric of an enterprise, with its source and day; what was said before stays and is superseded.

    A value of null withdraws what was said.
    """
    said = said_fact(metric, period, basis, value, relation, source, as_of)
    (row,) = writes_facts.record(enterprise.site, [(enterprise, said)])
    return row


@verb
def add_contact(
    person: Person,
    enterprise: Enterprise,
    *,
    name: Personal,
    position: Personal = "",
    phone: Personal = "",
    email: Personal = "",
    purpose: str = SERVICE,
) -> Contact:
    """Keep whom the park speaks to at an enterprise, and for which purpose."""
    said = {"name": name, "position": position, "phone": phone, "email": email, "purpose": purpose}
    return writes_contacts.keep(writes_contacts.new(enterprise), said)


@verb
def amend_contact(
    person: Person,
    contact: Contact,
    *,
    name: Personal,
    position: Personal = "",
    phone: Personal = "",
    email: Personal = "",
    purpose: str = SERVICE,
) -> Contact:
    """Correct a contact as a whole."""
    said = {"name": name, "position": position, "phone": phone, "email": email, "purpose": purpose}
    return writes_contacts.keep(contact, said)


@verb
def reveal_contact(person: Person, contact: Contact, *, reason: str) -> dict[str, Any]:
    """Show all of a contact; who saw it and why stays in the trail."""
    if not reason.strip():
        raise Malformed("say why you need to see it; the reason is kept")
    return writes_contacts.plain(contact)


@verb
def erase_contact(person: Person, contact: Contact, *, reason: str) -> None:
    """Erase a contact; the trail keeps digests whose salt is gone, and still verifies."""
    writes_contacts.forget(contact)


@verb
def disclose_person(
    person: Person, site: Any, *, reason: str, phone: Personal = "", email: Personal = ""
) -> dict[str, Any]:
    """Give out all that the register holds about a person, by telephone number or email address."""
    if not reason.strip():
        raise Malformed("say why you need to see it; the reason is kept")
    return writes_contacts.held(site, phone, email)


@verb
def erase_person(
    person: Person, site: Any, *, reason: str, phone: Personal = "", email: Personal = ""
) -> dict[str, int]:
    """Erase all that the register holds about a person, by telephone number or email address."""
    return writes_contacts.erase(site, phone, email)


@verb
def merge_enterprises(person: Person, enterprise: Enterprise, *, absorbed: int, reason: str) -> Merge:
    """Say that another enterprise is this one: what refers to it follows, and comes back when the merge is undone."""
    other = Enterprise.objects.filter(site=enterprise.site_id, pk=absorbed).first()
    if other is None:
        raise NotFound("there is no enterprise {key}", key=absorbed)
    before = facts(other)
    row = writes_merge.merge(enterprise, other, person, reason)
    follow(person, "enterprises.merge_enterprises", other, {"survivor": enterprise.pk}, before)
    return row


@verb
def undo_merge(person: Person, merge: Merge) -> Merge:
    """Let two enterprises that were merged stand for themselves again."""
    return writes_merge.undo(merge)


@verb
def allocate_spaces(
    person: Person, enterprise: Enterprise, *, spaces: Sequence[str], start: date, reference: str
) -> list[Any]:
    """Keep spaces for an enterprise from a day on, until its tenancy is opened or they are released."""
    return writes.allocate(enterprise, spaces, start, reference)


@verb
def release_spaces(person: Person, enterprise: Enterprise, *, spaces: Sequence[str]) -> list[dict[str, Any]]:
    """Keep spaces for an enterprise no longer."""
    return writes.release(enterprise, spaces)


@verb
def open_tenancy(
    person: Person,
    enterprise: Enterprise,
    *,
    start: date,
    area_m2: Decimal,
    spaces: Sequence[str] = (),
    meters: Sequence[str] = (),
    end: date | None = None,
    contract: str = "",
) -> Tenancy:
    """Let an enterprise have an area, spaces and meters from a day on; ``end`` is the first day after."""
    row = Tenancy(enterprise=enterprise)
    said: dict[str, Any] = {"start": start, "end": end, "area_m2": area_m2, "contract": contract}
    return writes.save_tenancy(row, spaces=spaces, meters=meters, **said)


@verb
def end_tenancy(person: Person, tenancy: Tenancy, *, end: date) -> Tenancy:
    """End a tenancy; ``end`` is the first day that is no longer in it."""
    if end <= tenancy.start:
        raise Malformed("a tenancy ends after it starts: {start}, {end}", start=tenancy.start, end=end)
    if tenancy.end is not None and tenancy.end < end:
        raise Refused(
            "{tenancy} ends on {end} already; amend it to let it last longer", tenancy=tenancy, end=tenancy.end
        )
    return writes.end_tenancy(tenancy, end)


@verb
def amend_tenancy(
    person: Person,
    tenancy: Tenancy,
    *,
    start: date,
    area_m2: Decimal,
    spaces: Sequence[str] = (),
    meters: Sequence[str] = (),
    end: date | None = None,
    contract: str = "",
) -> Tenancy:
    """Correct a tenancy as a whole: what is not said is not in it."""
    said: dict[str, Any] = {"start": start, "end": end, "area_m2": area_m2, "contract": contract}
    return writes.save_tenancy(tenancy, spaces=spaces, meters=meters, **said)


@verb
def import_enterprises(person: Person, site: Any, *, workbook: str, file: str = "", only_good: bool = False) -> Intake:
    """Take enterprises, facts and tenancies over from a workbook (base64), all or nothing; nobody is removed.

    With ``only_good`` the rows that can be taken are, and the others are kept apart with what is wrong with them.
    """
    content = sheetread.from_base64(workbook)
    row = writes_stage.stage(person, site, content, file)
    return writes_stage.take(row, content, only_good)


@verb
def stage_import(person: Person, site: Any, *, workbook: str, file: str = "") -> Intake:
    """Bring a workbook (base64), to look at what it says before anything of it is taken."""
    content = sheetread.from_base64(workbook)
    return writes_stage.keep(writes_stage.stage(person, site, content, file), content)


@verb
def choose_columns(person: Person, intake: Intake, *, columns: Sequence[str]) -> Intake:
    """Say what the columns of a workbook mean, for this one and for those with the same heads to come."""
    return writes_stage.choose(intake, columns)


@verb
def take_import(person: Person, intake: Intake, *, only_good: bool = False) -> Intake:
    """Take a workbook that was brought, all or nothing, or its good rows while the others are kept apart."""
    return writes_stage.take(intake, writes_stage.content(intake), only_good)


@verb
def discard_import(person: Person, intake: Intake) -> Intake:
    """Forget a workbook that was brought, and the rows of it that are kept apart."""
    return writes_stage.discard(intake)


@verb
def place_firm(
    person: Person, enterprise: Enterprise, *, chain: str, segment: str, product: str, output: Decimal | None = None
) -> Placement:
    """Put a firm into a segment of a chain by a product and what it makes of it in a year. [万元]"""
    return writes_chain.place(enterprise, chain, segment, product, output)


@verb
def remove_firm(person: Person, enterprise: Enterprise, *, chain: str, segment: str) -> Enterprise:
    """Take a firm out of a segment of a chain."""
    writes_chain.remove(enterprise, chain, segment)
    return enterprise


@verb
def import_placements(person: Person, site: Any, *, workbook: str) -> list[Placement]:
    """Put firms into segments from a workbook (base64), all or nothing; nobody is taken out."""
    return writes_chain.place_all(site, placementfile.read(sheetread.from_base64(workbook)))


@verb
def state_local(
    person: Person, site: Any, *, chain: str, segment: str, supply: Decimal, demand: Decimal, unit: str, source: str,
    as_of: date,
) -> LocalFigure:  # fmt: skip
    """State what the park makes of a segment's products in a year and what it needs of them."""
    return writes_chain.local(site, chain, segment, supply, demand, unit, source, as_of)


@verb
def propose_chain(person: Person, site: Any, *, key: str, text: str) -> ChainPage:
    """Propose a chain of the park's own, a page with segments and flows; another person publishes it."""
    return writes_chain.propose(person, site, key, text)


@verb
def publish_chain(person: Person, page: ChainPage) -> ChainPage:
    """Let a chain that somebody else proposed lie over the book's from now on."""
    return writes_chain.publish(person, page)


@verb
def withdraw_chain(person: Person, page: ChainPage) -> None:
    """Take back a proposed chain that is not published yet."""
    writes_chain.withdraw(page)
