"""What verbs and the import share: rules in words, then the rows. The caller holds the transaction."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.enterprises import uscc as credit_code
from zhiyuan.enterprises.models import Enterprise, Tenancy
from zhiyuan.enterprises.queries import holders
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

KINDS = ("space", "meter")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def save_enterprise(row: Enterprise, *, name: str, uscc: str) -> Enterprise:
    """Keep what an enterprise is called and its credit code, checked and once in a park."""
    row.name, row.uscc = name.strip(), credit_code.checked(uscc) if uscc.strip() else ""
    if not row.name:
        raise Malformed("an enterprise needs a name")
    same = Enterprise.objects.filter(site_id=row.site_id, uscc=row.uscc).exclude(pk=row.pk).exclude(uscc="").first()
    if same:
        raise Refused("the credit code {code} is {enterprise}'s already", code=row.uscc, enterprise=same)
    row.save()
    return row


def save_tenancy(
    row: Tenancy,
    *,
    start: date,
    end: date | None,
    area_m2: Decimal,
    spaces: Sequence[str],
    meters: Sequence[str],
    contract: str,
) -> Tenancy:
    """Keep a tenancy's days, area, spaces and meters.

    Raises
    ------
    Malformed
        When the days are not in order, or the area is below zero.
    NotFound
        When the park has no such space or meter.
    Refused
        When another tenancy has one of them on a day of this one, or this one stands here already.
    """
    if end is not None and end <= start:
        raise Malformed("a tenancy ends after it starts: {start}, {end}", start=start, end=end)
    if area_m2 < 0:
        raise Malformed("an area is not below zero: {area} m²", area=area_m2)
    things = {"space": _found(row, "space", spaces), "meter": _found(row, "meter", meters)}
    for kind in KINDS:
        _refuse_held(row, kind, [t.key for t in things[kind]], start, end)
    same = Tenancy.objects.filter(enterprise=row.enterprise, start=start, contract=contract).exclude(pk=row.pk)
    if same.exists():
        raise Refused(
            "{enterprise} has a tenancy from {start} already; amend that one, or give this one a contract number",
            enterprise=row.enterprise,
            start=start,
        )
    # What it no longer holds goes first, then its days move, then what is new comes: the triggers look each time.
    if row.pk:
        row.spaces.remove(*row.spaces.exclude(pk__in=[t.pk for t in things["space"]]))
        row.meters.remove(*row.meters.exclude(pk__in=[t.pk for t in things["meter"]]))
    row.start, row.end, row.area_m2, row.contract = start, end, area_m2, contract
    row.save()
    row.spaces.set(things["space"])
    row.meters.set(things["meter"])
    return row


def _found(row: Tenancy, kind: str, keys: Iterable[str]) -> list[Any]:
    model = Tenancy._meta.get_field(f"{kind}s").related_model
    wanted = list(dict.fromkeys(keys))
    rows = {r.key: r for r in model.objects.filter(site=row.enterprise.site_id, key__in=wanted)}
    missing = [key for key in wanted if key not in rows]
    if missing:
        what = "there is no space {keys} in this park" if kind == "space" else "there is no meter {keys} in this park"
        raise NotFound(what, keys=", ".join(missing))
    return [rows[key] for key in wanted]


def _refuse_held(row: Tenancy, kind: str, keys: Sequence[str], start: date, end: date | None) -> None:
    held = holders(row.enterprise.site_id, kind, start, end, row.pk)
    taken = [key for key in keys if key in held]
    if not taken:
        return
    other = held[taken[0]]
    template = (
        "space {key} is {holder}'s from {start} to {end}; end that tenancy first"
        if kind == "space"
        else "meter {key} is {holder}'s from {start} to {end}; end that tenancy first"
    )
    raise Refused(template, key=taken[0], holder=other.enterprise, start=other.start, end=other.end or "…")
