"""How entered prices, curves and terms are kept: what the verbs of this room share about them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhiyuan.billing.models import Account, AccountTerms, ContractCurve, PriceSheet
from zhiyuan.billing.models.price import CHECKED, WAITING
from zhiyuan.billing.price_rules import Entry, Problem, curve_problems, problems
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.park.shape import Problems

NAMES = {"waiting": Malformed("waiting for its check"), "checked": Malformed("checked")}


def refuse(found: Sequence[Problem]) -> None:
    """Raise what is wrong with an entry: the one reason, or all of them as a list."""
    if len(found) == 1:
        raise found[0][1]
    if found:
        lines = Problems(message for _, message in found)
        raise Malformed("nothing was entered:\n{problems}", problems=lines)


def lock(row: Any) -> None:
    """Wait for whoever else enters prices of the same park or account, so that overlaps are seen."""
    type(row).objects.select_for_update().get(pk=row.pk)


def rivals(site: Any, entries: Sequence[Entry], but: Any = None) -> list[PriceSheet | None]:
    """For each entry, a sheet, standing or waiting, that holds on one of its days."""
    found = PriceSheet.objects.filter(
        site=site, start__lt=max((e.end for e in entries), default=date.min),
        end__gt=min((e.start for e in entries), default=date.max), rejected_at=None, superseded_at=None,
    ).exclude(pk=but.pk if but else None)  # fmt: skip
    held = list(found.select_related("entered_by"))
    return [next((s for s in held if _both_hold(entry, s)), None) for entry in entries]


def _both_hold(entry: Entry, other: PriceSheet) -> bool:
    alike = all(getattr(other, name) == said for name, said in entry.rivals.items())
    return alike and other.start < entry.end and entry.start < other.end


def overlap(entry: Entry, other: PriceSheet) -> Refused:
    """Why an entry may not stand beside a sheet."""
    return Refused(
        "prices of {start} to {end} for this class and voltage are there already ({state}, entered by {person}); "
        "correct or reject those instead of entering others",
        start=other.start, end=other.end, state=NAMES[other.state], person=other.entered_by,
    )  # fmt: skip


def keep_sheet(person: Any, site: Any, entry: Entry, corrects: PriceSheet | None = None, reason: str = "") -> Any:
    """Keep an entry; it counts once another person checks it."""
    refuse(problems(entry))
    lock(site)
    (other,) = rivals(site, [entry], corrects)
    if other is not None:
        raise overlap(entry, other)
    made = _sheet(person, site, entry, corrects, reason)
    made.save(force_insert=True)
    return made


def keep_sheets(person: Any, site: Any, entries: Sequence[Entry]) -> list[PriceSheet]:
    """Keep entries in which nothing is wrong and that have no rivals, in one statement; the caller holds the lock."""
    return PriceSheet.objects.bulk_create([_sheet(person, site, entry) for entry in entries])


def _sheet(person: Any, site: Any, entry: Entry, corrects: PriceSheet | None = None, reason: str = "") -> PriceSheet:
    return PriceSheet(
        site=site, start=entry.start, end=entry.end, source=entry.source.strip(), note=entry.note,
        version=corrects.version + 1 if corrects else 1, corrects=corrects, reason=reason,
        entered_by=person, entered_at=parktime.now(), **entry.rivals, **entry.prices,
    )  # fmt: skip


def keep_curve(
    person: Any, account: Account, start: date, end: date, hourly: Sequence[Decimal], source: str, note: str,
    corrects: ContractCurve | None = None, reason: str = "",
) -> Any:  # fmt: skip
    """Keep a contract curve; it counts once another person checks it."""
    refuse(curve_problems(start, end, hourly, source))
    lock(account)
    found = ContractCurve.objects.filter(
        account=account, start__lt=end, end__gt=start, rejected_at=None, superseded_at=None
    )
    other = found.exclude(pk=corrects.pk if corrects else None).select_related("entered_by").first()
    if other:
        raise Refused(
            "a contract curve of {start} to {end} is there already ({state}, entered by {person}); "
            "correct or reject that one instead of entering another",
            start=other.start, end=other.end, state=NAMES[other.state], person=other.entered_by,
        )  # fmt: skip
    return ContractCurve.objects.create(
        account=account, start=start, end=end, hourly=[format(p, "f") for p in hourly], source=source.strip(),
        note=note, version=corrects.version + 1 if corrects else 1, corrects=corrects, reason=reason,
        entered_by=person, entered_at=parktime.now(),
    )  # fmt: skip


def may_correct(row: Any, reason: str) -> None:
    """Only what stands is corrected, once at a time, and with a reason."""
    if not reason.strip():
        raise Malformed("say why the prices are corrected: a notice, a misprint")
    if row.state != CHECKED:
        raise Refused("only checked prices are corrected; these are not: reject them and enter them again")
    if row.corrections.filter(checked_at=None, rejected_at=None).exists():
        raise Refused("a correction of these prices waits for its check already")


def check(person: Any, row: Any) -> Any:
    """Let an entry count; a correction takes the place of what it corrects."""
    _decidable(row)
    if row.entered_by_id == person.pk:
        raise Refused("you entered these prices; another person has to check them")
    now = parktime.now()
    if row.corrects_id:
        _supersede(row.corrects, now)
    row.checked_by, row.checked_at = person, now
    row.save(update_fields=["checked_by", "checked_at"])
    return row


def reject(person: Any, row: Any, reason: str) -> Any:
    """Turn down what waits; whoever entered it may take it back in the same way."""
    _decidable(row)
    if not reason.strip():
        raise Malformed("say why the prices are rejected")
    row.rejected_by, row.rejected_at, row.rejection = person, parktime.now(), reason
    row.save(update_fields=["rejected_by", "rejected_at", "rejection"])
    return row


def _decidable(row: Any) -> None:
    if row.state != WAITING:
        raise Refused("these prices wait for no check; they were decided already")


def _supersede(row: Any, now: datetime) -> None:
    if row.state != CHECKED:
        raise Refused("what this corrects stands no more; reject this correction")
    row.superseded_at = now
    row.save(update_fields=["superseded_at"])


def keep_terms(person: Any, account: Account, start: date, said: Mapping[str, Any], reason: str) -> Any:
    """Keep terms from a day on; those that began on the same day stay on record, superseded."""
    lock(account)
    now = parktime.now()
    before = AccountTerms.objects.filter(account=account, start=start, superseded_at=None).first()
    if before is not None:
        if not reason.strip():
            raise Malformed("terms from {start} are on record; say why others take their place", start=start)
        before.superseded_at = now
        before.save(update_fields=["superseded_at"])
    return AccountTerms.objects.create(
        account=account, start=start, reason=reason, entered_by=person, entered_at=now, **said
    )
