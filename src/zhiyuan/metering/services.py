"""What people may do about meters: make virtual ones, enter readings, decide on doubtful ones, estimate."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import parktime, sheetread
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.span import Span
from zhiyuan.metering import queries, readingsheet, virtual, writes
from zhiyuan.metering.models import KINDS, LossLimit, VirtualDefinition, VirtualMeter
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.quarantine import ENERGY

KEY = r"[A-Za-z0-9_-]{1,60}"


@verb
def set_virtual_meter(
    person: Person,
    site: Any,
    *,
    key: str,
    kind: str,
    start: date,
    meters: Sequence[str] = (),
    share: float = 1.0,
    formula: str = "",
    name: str = "",
    parent: str = "",
) -> VirtualMeter:
    """State what a virtual meter is made of from a day on: a sum, a difference, a share, or a formula.

    ``meters``: those added; for a difference the whole, then what is taken off; for a share the one shared.
    """
    text = _formula(kind, meters, share, formula)
    made = queries.definitions(site)
    if key not in made and site.meter_set.filter(key=key).exists():
        raise Refused("{key} is taken; choose another key", key=key)
    known = {other: queries.named_in(found) for other, found in made.items()}
    virtual.check(key, text, queries.units(site), known)
    above = site.meter_set.filter(key=parent).first() if parent else None
    if parent and above is None:
        raise NotFound("{site} has no meter {meter}", site=site, meter=parent)
    meter = VirtualMeter.objects.filter(site=site, key=key).first() or VirtualMeter(site=site, key=key)
    meter.name, meter.parent = name or meter.name, above
    _check_key(meter)
    meter.save()
    said = {"kind": kind, "formula": text, "entered_by": person, "entered_at": parktime.now()}
    VirtualDefinition.objects.update_or_create(meter=meter, start=start, defaults=said)
    return meter


def _check_key(meter: VirtualMeter) -> None:
    if not re.fullmatch(KEY, meter.key):
        raise Malformed("{key} is no key: letters, digits, - and _, at most 60, no other signs", key=repr(meter.key))


def _formula(kind: str, meters: Sequence[str], share: float, formula: str) -> str:
    if kind == "sum":
        return virtual.total(meters)
    if kind == "difference":
        return virtual.difference(meters[0] if meters else "", meters[1:])
    if kind == "share":
        if len(meters) != 1:
            raise Malformed("a share is of exactly one meter")
        return virtual.share(meters[0], share)
    if kind == "formula":
        return formula
    raise Malformed("a virtual meter is one of {kinds}, not {kind}", kinds=", ".join(KINDS), kind=kind)


@verb
def remove_virtual_meter(person: Person, virtual_meter: VirtualMeter) -> VirtualMeter:
    """Remove a virtual meter that no other one is made of."""
    if used := queries.used_by(virtual_meter.key, queries.definitions(virtual_meter.site)):
        raise Refused("{meters} are made of {key}; change them first", meters=", ".join(used), key=virtual_meter.key)
    VirtualMeter.objects.filter(pk=virtual_meter.pk).delete()
    return virtual_meter


@verb
def set_loss_limit(person: Person, meter: Any, *, share: float) -> Any:
    """Say how much of a meter's energy may stay unexplained before its node is flagged; 0: the book's value."""
    if share == 0:
        LossLimit.objects.filter(meter=meter).delete()
        return meter
    if not 0 < share <= 1:
        raise Malformed("a share is above 0 and at most 1, not {found}", found=share)
    LossLimit.objects.update_or_create(meter=meter, defaults={"share": share})
    return meter


@verb
def enter_readings(person: Person, site: Any, *, readings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Enter registers that were read by hand, all or none: ``{meter, at, value, note}`` each. [kWh]"""
    rows = writes.take_over(site, person, writes.entered_rows(site, readings))
    return [str(row) for row in rows]


@verb
def import_readings(person: Person, site: Any, *, content: str) -> list[str]:
    """Enter registers from a workbook (base64), all or none; each mistake is named with its cell."""
    found = sheetread.from_base64(content)
    entered = readingsheet.read(found, queries.zone(site))
    rows = writes.take_over(site, person, entered, hashlib.sha256(found).hexdigest())
    return [str(row) for row in rows]


@verb
def accept_reading(person: Person, site: Any, *, entry: int, reason: str) -> int:
    """Let a quarantined reading in after all; the store keeps it at its next round, and energy is restated."""
    found, why = writes.quarantined(site, entry), writes.reason_of(reason)
    return queries.quarantine().accept(found.id, str(person), why).id


@verb
def discard_reading(person: Person, site: Any, *, entry: int, reason: str) -> int:
    """Confirm that a quarantined message stays out."""
    found, why = writes.quarantined(site, entry), writes.reason_of(reason)
    return queries.quarantine().discard(found.id, str(person), why).id


@verb
def correct_reading(person: Person, site: Any, *, entry: int, value: Decimal, reason: str) -> int:
    """Put another value in place of a quarantined reading; energy is restated from it."""
    found, why = writes.quarantined(site, entry), writes.reason_of(reason)
    if found.point_id is None or found.ts is None or found.mark:
        raise Refused("row {id} has no reading that could be corrected", id=entry)
    point = writes.point_of(site, found.point_id)
    counts = writes.scaled(point, value)
    writes.check_correction(site, point, found.ts, counts)
    queries.amendments().correct(point.id, found.ts, counts, str(person), why)
    return queries.quarantine().settle(found.id, "corrected", str(person), why).id


@verb
def estimate_reading(person: Person, site: Any, *, entry: int, reason: str, kwh: float | None = None) -> int:
    """Leave a quarantined reading out and fill what it leaves open by the meter's own profile, ESTIMATED."""
    found, why = writes.quarantined(site, entry), writes.reason_of(reason)
    if found.origin != ENERGY or found.point_id is None or found.ts is None or found.mark:
        raise Refused("row {id} leaves no energy open; accept, correct or discard it", id=entry)
    point = writes.point_of(site, found.point_id)
    energy = writes.estimated(site, point, writes.span_of_finding(site, found, point), kwh)
    queries.amendments().fill(point.id, energy, str(person), why)
    return queries.quarantine().settle(found.id, "estimated", str(person), why).id


@verb
def correct_kept_reading(person: Person, meter: Any, *, at: datetime, value: Decimal, reason: str) -> Any:
    """Put another value in place of a kept reading of a meter's register; energy is restated from it. [kWh]"""
    why = writes.reason_of(reason)
    point = _point(meter)
    at = at if at.tzinfo else at.replace(tzinfo=queries.zone(meter.site))
    ts = micros(at)
    if queries.readings().around([(point.id, ts)])[0].at is None:
        raise NotFound("{meter} has no reading at {at}", meter=meter, at=at.isoformat())
    counts = writes.scaled(point, value)
    writes.check_correction(meter.site, point, ts, counts)
    queries.amendments().correct(point.id, ts, counts, str(person), why)
    return meter


@verb
def estimate_energy(
    person: Person, meter: Any, *, start: datetime, end: datetime, reason: str, kwh: float | None = None
) -> Any:
    """Fill what of a span is missing or suspect by the meter's own profile, ESTIMATED; later readings win. [kWh]"""
    why = writes.reason_of(reason)
    place = queries.zone(meter.site)
    span = Span(*(t if t.tzinfo else t.replace(tzinfo=place) for t in (start, end)))
    if span.end > parktime.now():
        raise Malformed("{at} lies ahead; only what has passed can be estimated", at=end.isoformat())
    if kwh is not None and kwh < 0:
        raise Malformed("energy is never below 0")
    point = _point(meter)
    queries.amendments().fill(point.id, writes.estimated(meter.site, point, span, kwh), str(person), why)
    return meter


@verb
def withdraw_estimate(person: Person, meter: Any, *, act: int, reason: str) -> Any:
    """Take an estimate of a meter back: its quarter hours are again what the readings make of them."""
    writes.reason_of(reason)
    found, point = queries.amendments().get(act), _point(meter)
    if found.point != point.id:
        raise NotFound("{meter} has no estimate {act}", meter=meter, act=act)
    queries.amendments().withdraw(act)
    return meter


def _point(meter: Any) -> Any:
    points = writes.energy_points(meter.site)
    if meter.key not in points:
        raise NotFound("{site} has no meter {meter}", site=meter.site, meter=meter.key)
    return points[meter.key]
