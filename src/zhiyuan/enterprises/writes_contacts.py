"""Contacts: kept, shown to whoever asks with a reason, given out and erased. The caller holds the transaction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from zhiyuan.enterprises import contact
from zhiyuan.enterprises.holding import erase_elsewhere, held_elsewhere
from zhiyuan.enterprises.models import Contact, Enterprise, Intake, QuarantinedRow
from zhiyuan.enterprises.models.intake import STAGED
from zhiyuan.kernel.errors import Malformed, NotFound

SHOWN = ("name", "position", "phone", "email", "purpose")


def keep(row: Contact, said: Mapping[str, str]) -> Contact:
    """Keep what is said of a contact, and leave what is not."""
    for name, value in said.items():
        setattr(row, name, value.strip())
    contact.checked(row.name, row.phone, row.email, row.purpose)
    row.save()
    return row


def new(enterprise: Enterprise) -> Contact:
    """A contact that is yet to be said and kept."""
    return Contact(enterprise=enterprise)


def plain(row: Contact) -> dict[str, Any]:
    """All that is held in a contact."""
    return {"enterprise": row.enterprise.name, **{name: getattr(row, name) for name in SHOWN}}


def forget(row: Contact) -> None:
    """Erase a contact with its salt: what the trail says of it says nothing any more. The object keeps its number."""
    Contact.objects.filter(pk=row.pk).delete()


def held(site: Any, phone: str, email: str) -> dict[str, Any]:
    """All that is held about a person in a park's register, and above it."""
    said = _said(phone, email)
    (contacts, rows), elsewhere = _found(site, said), held_elsewhere(site, said)
    if not contacts and not rows and not elsewhere:
        raise NotFound("nothing is held about this person")
    return {
        "contacts": [plain(row) for row in contacts],
        "rows_kept_apart": [{"file": row.intake.file, "row": row.number, "cells": row.cells} for row in rows],
        **elsewhere,
    }


def erase(site: Any, phone: str, email: str) -> dict[str, int]:
    """Erase all that is held about a person in a park's register, and above it; how much it was.

    A workbook that was brought and not taken yet cannot be searched: how many there are is said.
    """
    said = _said(phone, email)
    (contacts, rows), elsewhere = _found(site, said), held_elsewhere(site, said)
    if not contacts and not rows and not elsewhere:
        raise NotFound("nothing is held about this person")
    Contact.objects.filter(pk__in=[row.pk for row in contacts]).delete()
    QuarantinedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    waiting = Intake.objects.filter(site=site, state=STAGED).count()
    found = {"contacts": len(contacts), "rows_kept_apart": len(rows), "workbooks_not_taken": waiting}
    return found | erase_elsewhere(site, said)


def _said(phone: str, email: str) -> dict[str, str]:
    said = {name: value.strip() for name, value in (("phone", phone), ("email", email)) if value.strip()}
    if not said:
        raise Malformed("say the person's telephone number or email address")
    return said


def _found(site: Any, said: Mapping[str, str]) -> tuple[list[Contact], list[QuarantinedRow]]:
    same, cells = Q(), Q()
    for name, value in said.items():
        same |= Q(**{name: value})
        cells |= Q(cells__icontains=f'"{value}"')
    contacts = Contact.objects.filter(same, enterprise__site=site).select_related("enterprise")
    rows = QuarantinedRow.objects.filter(cells, intake__site=site).select_related("intake")
    return list(contacts), list(rows)
