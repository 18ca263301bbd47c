"""What the verbs of the room share: take readings over, and carry decisions to the store."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.span import Span
from zhiyuan.metering import entry, profile, queries
from zhiyuan.metering.entry import Entered
from zhiyuan.metering.kept import Around, Kept
from zhiyuan.metering.models import ManualReading
from zhiyuan.park.queries import day_at, telemetry_point, telemetry_points
from zhiyuan.park.shape import Problems
from zhiyuan.telemetry.energy import INTERVAL_US, Quality
from zhiyuan.telemetry.historian import instant
from zhiyuan.telemetry.point import ENERGY_KINDS, Point
from zhiyuan.telemetry.quarantine import Entry

LONGEST_ESTIMATE = timedelta(days=366)


def energy_points(site: Any) -> dict[str, Point]:
    """The energy point of each meter, by the meter's key."""
    return {
        p.key.split("/")[1]: p
        for p in telemetry_points(site)
        if p.kind in ENERGY_KINDS and p.key.startswith("meter/") and p.key.endswith("/energy")
    }


def take_over(site: Any, person: Any, entered: Sequence[Entered], batch: str = "") -> list[ManualReading]:
    """Check every reading and note all of them, or none; they are sent to the store after the commit."""
    clock = _clock(site)
    checked = entry.check(entered, energy_points(site), queries.readings().around, parktime.now(), clock)
    waiting = _entered_before(checked, clock)
    entry.refuse(waiting)
    rows = [
        ManualReading(
            site=site, meter=one.entered.meter, point=one.point.id, at=one.entered.at.astimezone(UTC),
            value=one.entered.value, note=one.entered.note, batch=batch, entered_by=person, entered_at=parktime.now(),
        )
        for one in checked
    ]  # fmt: skip
    return list(ManualReading.objects.bulk_create(rows))


def _entered_before(checked: Sequence[entry.Checked], clock: entry.Place) -> Problems:
    """Readings that were entered before and are still under way."""
    found = ManualReading.objects.filter(
        point__in={c.point.id for c in checked}, at__in={c.entered.at.astimezone(UTC) for c in checked}
    )
    known = {(row.point, row.at): row for row in found}
    problems = Problems()
    for one in checked:
        row = known.get((one.point.id, one.entered.at.astimezone(UTC)))
        if row is not None:
            said = Malformed(
                "{where}: {meter} at {at} was already entered as {value}; correct that reading instead",
                where=one.entered.where,
                meter=one.entered.meter,
                at=clock(one.entered.at),
                value=f"{row.value.normalize():f}",
            )
            problems.append(said)
    return problems


def _clock(site: Any) -> entry.Place:
    zone = queries.zone(site)
    return lambda at: fmt.moment(at, zone)


def entered_rows(site: Any, readings: Sequence[Mapping[str, Any]]) -> list[Entered]:
    """Readings as a caller says them: ``{meter, at, value, note}``; a time without a zone is the site's."""
    found = []
    for number, said in enumerate(readings, 1):
        where = f"#{number}"
        try:
            at = said["at"] if isinstance(said["at"], datetime) else datetime.fromisoformat(str(said["at"]))
            at = at if at.tzinfo else at.replace(tzinfo=queries.zone(site))
            value = Decimal(str(said["value"]))
            if not value.is_finite():
                raise ValueError
        except (KeyError, ValueError, ArithmeticError):
            raise Malformed(
                "{where}: a reading is {{meter, at, value}}, like 2026-03-31T18:00 and 1234.5", where=where
            ) from None
        found.append(Entered(where, str(said.get("meter", "")), at, value, str(said.get("note", ""))[:200]))
    return found


def quarantined(site: Any, number: int) -> Entry:
    """A row of the quarantine that belongs to this site, or to none that we know. Raises NotFound."""
    found = queries.quarantine().get(number)
    if found.site != site.key and type(site).objects.filter(key=found.site).exists():
        raise NotFound("the quarantine of {site} has no row {id}", site=site, id=number)
    return found


def reason_of(text: str) -> str:
    """What was said as a reason. Raises Malformed when nothing was."""
    if not text.strip():
        raise Malformed("say why; the reason stays in the audit trail")
    return text.strip()


def point_of(site: Any, number: int) -> Point:
    """A point by its number."""
    row = site.points.filter(pk=number).first()
    if row is None:
        raise NotFound("{site} has no point {id}", site=site, id=number)
    return telemetry_point(row)


def scaled(point: Point, value: Decimal) -> int:
    """A value in counts of the point's last decimal. Raises Malformed on more decimals than it has."""
    counts = value * 10**point.decimals
    if not counts.is_finite() or counts != int(counts):
        raise Malformed(
            "{value} has more decimals than the meter's {count}; enter what the register shows", value=value,
            count=point.decimals,
        )  # fmt: skip
    return int(counts)


def check_correction(site: Any, point: Point, ts: int, value: int) -> None:
    """A corrected reading lies within what the point can show, and a register between its neighbours."""
    shown = value / 10**point.decimals
    low = point.minimum if point.minimum is not None else (0.0 if point.kind != "gauge" else -np.inf)
    high = next((m for m in (point.maximum, point.rollover) if m is not None), np.inf)
    if not low <= shown <= high:
        raise Malformed("{value} is outside what the point can show ({low} to {high})", value=shown, low=low, high=high)
    if point.kind != "register":
        return
    least, most = entry.allowed(Kept(ts, value), _good_beside(point, ts), point)
    if (least is not None and value < least) or (most is not None and value > most):
        unit = 10**point.decimals
        raise Malformed(
            "{value} does not lie between the readings before and after it ({low} to {high}); check the digits",
            value=shown,
            low="…" if least is None else least / unit,
            high="…" if most is None else most / unit,
        )


def _good_beside(point: Point, ts: int) -> Around:
    """The readings around a stamp that nothing was found against."""
    doubted = {e.ts for e in queries.quarantine().findings(point.id) if e.ts is not None} - {ts}
    return queries.readings().around([(point.id, ts)], sorted(doubted))[0]


def estimated(site: Any, point: Point, span: Span, kwh: float | None) -> dict[int, int]:
    """Energy [µkWh] by quarter hour [µs] for what of a span is MISSING or SUSPECT, by the meter's own profile.

    Raises
    ------
    Refused
        When all of the span is measured, or already spread between two readings.
    """
    if span.length > LONGEST_ESTIMATE:
        raise Malformed("at most {most} days are estimated at once", most=LONGEST_ESTIMATE.days)
    now = queries.quarter_hours(site, [point.key], span)[point.key]
    open_ = now.quality >= Quality.SUSPECT
    if not open_.any():
        raise Refused(
            "every quarter hour of that time is measured, or spread between two readings; nothing to estimate"
        )
    back = timedelta(weeks=queries.profile_weeks(day_at(site, span.start)))
    past = queries.quarter_hours(site, [point.key], Span(span.start - back, span.start))[point.key]
    at = now.start[open_]
    energy = profile.estimate(past, at, queries.zone(site), kwh)
    return dict(zip(at.tolist(), energy.tolist(), strict=True))


def span_of_finding(site: Any, found: Entry, point: Point) -> Span:
    """The quarter hours that a finding leaves open: from the reading before it to its own stamp."""
    assert found.ts is not None
    before = _good_beside(point, found.ts).before
    start = before.ts if before else found.ts - 1
    return Span(instant(start // INTERVAL_US * INTERVAL_US), instant(-(-found.ts // INTERVAL_US) * INTERVAL_US))
