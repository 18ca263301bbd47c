"""What verbs and the import share: rules in words, then the rows. The caller holds the transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.enterprises import industry as gbt4754
from zhiyuan.enterprises import uscc as credit_code
from zhiyuan.enterprises.models import Allocation, Enterprise, FormerCode, FormerName, Tag, Tenancy
from zhiyuan.enterprises.queries import holders
from zhiyuan.enterprises.standing import KEPT, LEGAL_FORMS
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.reference import book
from zhiyuan.park import queries as park

KINDS = ("space", "meter")
LONGEST_TAG = 40


def save_enterprise(
    row: Enterprise, *, name: str, uscc: str, founded: date | None = None, industry: str | None = None, **more: str
) -> Enterprise:
    """Keep what an enterprise is called, its credit code, checked and once in a park, and what else is said of it."""
    called, today = row.name, park.today(row.site)
    row.name, row.uscc = name.strip(), credit_code.checked(uscc) if uscc.strip() else ""
    for particular, said in more.items():
        setattr(row, particular, said.strip())
    if founded is not None and founded > today:
        raise Malformed("{day} is a day to come; an enterprise is founded before it is registered", day=founded)
    row.founded = founded or row.founded
    if industry is not None:
        _classify(row, industry, today)
    if row.legal_form not in ("", *LEGAL_FORMS):
        raise Malformed("{form} is no legal form; there are {forms}", form=row.legal_form, forms=", ".join(LEGAL_FORMS))
    if not row.name:
        raise Malformed("an enterprise needs a name")
    same = Enterprise.objects.filter(site_id=row.site_id, uscc=row.uscc).exclude(pk=row.pk).exclude(uscc="").first()
    if same:
        raise Refused("the credit code {code} is {enterprise}'s already", code=row.uscc, enterprise=same)
    row.save()
    if called and called != row.name:
        FormerName.objects.create(enterprise=row, name=called, until=today)
    return row


def _classify(row: Enterprise, code: str, day: date) -> None:
    row.industry = gbt4754.industry(book(), code, day).code if code.strip() else ""
    row.industry_edition = edition(row.industry, day)


def edition(code: str, day: date) -> str:
    """The edition by which an industry is classified on a day; none for none."""
    return gbt4754.industry(book(), code, day).edition if code else ""


def tag(enterprises: Sequence[Enterprise], add: Iterable[str], remove: Iterable[str]) -> int:
    """Put words on enterprises and take others off; how many enterprises it is about."""
    wanted, unwanted = _words(add), _words(remove)
    if not wanted and not unwanted:
        raise Malformed("say which tags to put on or to take off")
    Tag.objects.filter(enterprise__in=enterprises, word__in=unwanted).delete()
    Tag.objects.bulk_create((Tag(enterprise=e, word=w) for e in enterprises for w in wanted), ignore_conflicts=True)
    return len(enterprises)


def _words(said: Iterable[str]) -> list[str]:
    words = list(dict.fromkeys(word.strip() for word in said if word.strip()))
    if long := [word for word in words if len(word) > LONGEST_TAG]:
        raise Malformed("{tag} is too long for a tag: at most {most} characters", tag=repr(long[0]), most=LONGEST_TAG)
    return words


def change(row: Enterprise, said: Mapping[str, str]) -> dict[str, str]:
    """Change the particulars that are said and leave the others; what they were before."""
    was = {name: getattr(row, name) for name in said}
    save_enterprise(row, **{"name": row.name, "uscc": row.uscc, **said})
    return was


def keep_code(row: Enterprise, day: date, reference: str) -> None:
    """Keep the credit code that an enterprise has until a day, and by which case it changes."""
    if row.uscc:
        FormerCode.objects.create(enterprise=row, uscc=row.uscc, until=day, reference=reference)


def forget_code(row: Enterprise, reference: str) -> None:
    """The case that changed the credit code is taken back."""
    FormerCode.objects.filter(enterprise=row, reference=reference).delete()


def set_standing(row: Enterprise, standing: str, since: date | None) -> Enterprise:
    """Remember how an enterprise stands by its registration, and since which day; None where that is not known."""
    if standing not in KEPT:
        raise Malformed("{standing} is no standing; there are {known}", standing=standing, known=", ".join(KEPT))
    row.standing, row.standing_since = standing, since
    row.save(update_fields=["standing", "standing_since"])
    return row


def suspend(row: Enterprise, start: date | None, last: date | None) -> Enterprise:
    """Let an enterprise's business be suspended from one day to another, both included; None for not at all."""
    if start and last and last < start:
        raise Malformed("a suspension ends after it starts: {start}, {last}", start=start, last=last)
    row.suspended_from, row.suspended_until = start, last
    row.save(update_fields=["suspended_from", "suspended_until"])
    return row


def new_tenancy(enterprise: Enterprise) -> Tenancy:
    """A tenancy that is yet to be said and saved."""
    return Tenancy(enterprise=enterprise)


def forget_tenancy(row: Tenancy) -> None:
    """Remove a tenancy that has not begun: nothing can rest on it."""
    row.delete()


def end_tenancy(row: Tenancy, end: date | None) -> Tenancy:
    """Let a tenancy's days end before this one, or have no end; earlier or later than now."""
    spaces, meters = ([thing.key for thing in held.all()] for held in (row.spaces, row.meters))
    return save_tenancy(
        row, start=row.start, end=end, area_m2=row.area_m2, spaces=spaces, meters=meters, contract=row.contract
    )


def allocate(enterprise: Enterprise, keys: Sequence[str], start: date, reference: str) -> list[Allocation]:
    """Keep spaces for an enterprise from a day on, until its tenancy is opened.

    Raises
    ------
    Refused
        When one is let to somebody on or after that day, or kept for somebody.
    """
    spaces = _found(enterprise.site_id, "space", keys)
    if not spaces:
        raise Malformed("say which spaces")
    _refuse_held(Tenancy(enterprise=enterprise), "space", keys, start, None)
    if kept := Allocation.objects.filter(space__in=spaces).select_related("space", "enterprise").first():
        raise Refused("space {key} is kept for {holder}", key=kept.space.key, holder=kept.enterprise)
    rows = [Allocation(space=s, enterprise=enterprise, start=start, reference=reference) for s in spaces]
    return Allocation.objects.bulk_create(rows)


def release(enterprise: Enterprise, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Keep spaces for an enterprise no longer; what was kept."""
    rows = Allocation.objects.filter(enterprise=enterprise, space__key__in=keys)
    kept = [{"space": r.space.key, "start": r.start, "reference": r.reference} for r in rows.select_related("space")]
    rows.delete()
    return kept


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
    site = row.enterprise.site_id
    things = {"space": _found(site, "space", spaces), "meter": _found(site, "meter", meters)}
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


def _found(site: int, kind: str, keys: Iterable[str]) -> list[Any]:
    model = Tenancy._meta.get_field(f"{kind}s").related_model
    wanted = list(dict.fromkeys(keys))
    rows = {r.key: r for r in model.objects.filter(site=site, key__in=wanted)}
    missing = [key for key in wanted if key not in rows]
    if missing:
        what = "there is no space {keys} in this park" if kind == "space" else "there is no meter {keys} in this park"
        raise NotFound(what, keys=", ".join(missing))
    return [rows[key] for key in wanted]


def _refuse_held(row: Tenancy, kind: str, keys: Sequence[str], start: date, end: date | None) -> None:
    if kind == "space":
        _refuse_kept(row.enterprise, keys, end)
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


def _refuse_kept(enterprise: Enterprise, keys: Sequence[str], end: date | None) -> None:
    """A space that is kept for another enterprise may be let only up to the day from which it is kept."""
    kept = Allocation.objects.filter(space__site=enterprise.site_id, space__key__in=keys).exclude(enterprise=enterprise)
    for row in kept.select_related("space", "enterprise"):
        if end is None or end > row.start:
            raise Refused("space {key} is kept for {holder}", key=row.space.key, holder=row.enterprise)
