"""A workbook into the register: rows matched to enterprises, what differs written in a few statements.

A row is known by its credit code, else its key, else the spelling of its name, now or formerly. A row whose name
is written like another legal person's is entered and noted: only a person says that two are one (``merge``).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from zhiyuan.enterprises import takeover, workbook, writes
from zhiyuan.enterprises.intake import page as pages
from zhiyuan.enterprises.intake.entry import Entry, Reading, entries
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import ChosenColumns, Contact, Enterprise, FormerName, Tag
from zhiyuan.enterprises.queries_facts import current
from zhiyuan.enterprises.queries_match import Firms
from zhiyuan.enterprises.spelling import spelling
from zhiyuan.enterprises.workbook import Fault
from zhiyuan.enterprises.writes_facts import record
from zhiyuan.identity.personal import new_salt
from zhiyuan.kernel.reference import book
from zhiyuan.park import queries as park

PART = 500
PARTICULARS = ("uscc", "standing", "founded", "industry", "legal_form", "address", "representative", "business_scope")
CONTACT = ("position", "phone", "email")
PURPOSE = "service"


@dataclass(slots=True)
class Outcome:
    """What came of a workbook, or would: enterprises added, changed and found as they are, and rows left out."""

    page: pages.Page
    columns: list[str]
    added: list[Enterprise] = field(default_factory=list)
    changed: list[Enterprise] = field(default_factory=list)
    same: list[Enterprise] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    facts: int = 0

    def counts(self) -> dict[str, int]:
        """In numbers."""
        firms = {"added": len(self.added), "changed": len(self.changed), "same": len(self.same)}
        return firms | {"left": len(self.left), "facts": self.facts, "faults": len(self.faults)}


def chosen(site: Any, page: pages.Page) -> list[str]:
    """What the columns mean: as a person chose for this layout before, else by the guess."""
    before = ChosenColumns.objects.filter(site=site, layout=page.layout).first()
    return list(before.columns) if before else list(page.guessed)


def take(site: Any, content: bytes, *, file: str, only_good: bool, columns: Sequence[str] | None = None) -> Outcome:
    """Register or amend what a workbook names. The caller holds the transaction.

    Raises
    ------
    Malformed
        Where it cannot be read, or has faults and not only its good rows are wanted: every fault with its cell.
    """
    today, opened = park.today(site), pages.opened(content)
    reading = Reading(book(), metrics(book()), today, file or "Excel")
    page = pages.page(opened, reading.metrics)
    meant = list(columns) if columns is not None else chosen(site, page)
    rows = entries(page, meant, reading)
    firms = Firms(site, rows)
    matched = [(row, None if row.faults else firms.of(row)) for row in rows]
    faults = [fault for row in rows for fault in row.faults]
    lets = workbook.tenancies(opened, faults)
    if not only_good:
        workbook.refuse(faults)
    done = Outcome(page, meant, faults=faults, notes=[note for row in rows for note in row.notes])
    done.left = [row for row in rows if row.faults]
    _keep(site, [(row, firm) for row, firm in matched if firm is not None and not row.faults], firms, done)
    blamed = {fault.where for fault in faults}
    refused = takeover.let(site, [row for row in lets if not blamed & {*row.cells.values()}])
    if not only_good:
        workbook.refuse(refused)
    done.faults += refused
    return done


def preview(site: Any, content: bytes, *, file: str, columns: Sequence[str] | None = None) -> Outcome:
    """What would come of a workbook: everything is done, and taken back."""
    with transaction.atomic():
        done = take(site, content, file=file, only_good=True, columns=columns)
        transaction.set_rollback(True)
    return done


def _keep(site: Any, good: list[tuple[Entry, Enterprise]], firms: Firms, done: Outcome) -> None:
    today, former = park.today(site), []
    for row, firm in good:
        old = firm.name
        differs = _amend(row, firm, firms)
        if firm.pk is None:
            firm.key = row.said.get("key") or firm.uscc or _key(firm)
            done.added.append(firm)
        elif differs:
            done.changed.append(firm)
            if old != firm.name:
                former.append(FormerName(enterprise=firm, name=old, spelling=spelling(old), until=today))
        else:
            done.same.append(firm)
    Enterprise.objects.bulk_create(done.added, batch_size=PART)
    Enterprise.objects.bulk_update(
        done.changed, ["name", "spelling", "standing_since", "industry_edition", *PARTICULARS], batch_size=PART
    )
    FormerName.objects.bulk_create(former, batch_size=PART)
    marks = [Tag(enterprise=firm, word=word) for row, firm in good for word in row.said.get("tags", ())]
    Tag.objects.bulk_create(marks, batch_size=PART, ignore_conflicts=True)
    _keep_contacts(good)
    done.facts = _keep_facts(site, good)


def _amend(row: Entry, firm: Enterprise, firms: Firms) -> bool:
    before = {name: getattr(firm, name) for name in ("name", *PARTICULARS)}
    if row.said["name"] != firm.name and spelling(row.said["name"]) not in firms.spellings(firm):
        firm.name, firm.spelling = row.said["name"], spelling(row.said["name"])
    for name in PARTICULARS:
        if name in row.said:
            setattr(firm, name, row.said[name])
    if firm.standing != before["standing"]:
        firm.standing_since = None  # a workbook does not say since when
    if firm.industry != before["industry"]:
        firm.industry_edition = writes.edition(firm.industry, park.today(firm.site))
    return before != {name: getattr(firm, name) for name in before}


def _key(firm: Enterprise) -> str:
    """A key for an enterprise that brought neither key nor code: the same for the same spelling."""
    return f"e-{hashlib.sha256(firm.spelling.encode()).hexdigest()[:12]}"


def _keep_contacts(good: list[tuple[Entry, Enterprise]]) -> None:
    named = [(row.said, firm) for row, firm in good if row.said.get("contact_name")]
    held = Contact.objects.filter(enterprise__in=[firm.pk for _, firm in named])
    there = {(c.enterprise_id, c.name): c for c in held}
    new, changed = [], []
    for said, firm in named:
        more = {name: said.get(f"contact_{name}", "") for name in CONTACT}
        contact = there.get((firm.pk, said["contact_name"]))
        if contact is None:
            new.append(Contact(enterprise=firm, name=said["contact_name"], purpose=PURPOSE, salt=new_salt(), **more))
        elif any(value and value != getattr(contact, name) for name, value in more.items()):
            for name, value in more.items():
                setattr(contact, name, value or getattr(contact, name))
            changed.append(contact)
    Contact.objects.bulk_create(new, batch_size=PART)
    Contact.objects.bulk_update(changed, list(CONTACT), batch_size=PART)


def _keep_facts(site: Any, good: list[tuple[Entry, Enterprise]]) -> int:
    """Only what is not known already with the same value: a workbook that is taken twice says nothing new."""
    said = [(firm, fact) for row, firm in good for fact in row.facts]
    known = current(site, [firm.pk for firm, _ in said], {fact.metric for _, fact in said})
    new = [(firm, fact) for firm, fact in said
           if (old := known.get((firm.pk, fact.key))) is None
           or (old.value, old.words, old.relation) != (fact.value, fact.words, fact.relation)]  # fmt: skip
    return len(record(site, new)) if new else 0
