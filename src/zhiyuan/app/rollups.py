"""Energy of meters, real or virtual, in the buckets of the site's calendar; one form for pages, commands and sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.app import usage
from zhiyuan.kernel.sheet import Column, Sheet
from zhiyuan.kernel.span import Span
from zhiyuan.metering import queries as metering
from zhiyuan.telemetry.calendar import Bucket, bucket_edges
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import instant
from zhiyuan.telemetry.quarter import QuarterHours
from zhiyuan.telemetry.rollup import Energy


@dataclass(frozen=True, slots=True)
class Step:
    """Energy of one bucket; ``missing`` counts quarter hours of which nothing is known."""

    start: datetime
    end: datetime
    kwh: float
    estimated_kwh: float
    quality: Quality
    missing: int

    @property
    def span(self) -> Span:
        """From start to end."""
        return Span(self.start, self.end)

    @property
    def quarters(self) -> int:
        """How many quarter hours it has."""
        return max(1, int((self.end - self.start).total_seconds() // 900))

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.missing < self.quarters


def rolled(site: Any, keys: Sequence[str], span: Span, bucket: Bucket, cycle_day: int = 1) -> dict[str, list[Step]]:
    """Every bucket of every meter; the first and the last are cut by the span.

    Raises
    ------
    NotFound
        When the park has no such meter.
    """
    zone = ZoneInfo(site.timezone)
    ids = {one.key: one.point for one in metering.meters(site)}
    real = {key: point for key in keys if (point := ids.get(key)) is not None}
    found = _real(zone, real, span, bucket, cycle_day)
    made = [key for key in keys if key not in real]
    for key, hours in metering.quarter_hours(site, made, span).items() if made else ():
        found[key] = folded(hours, bucket_edges(span, bucket, zone, cycle_day))
    return {key: found[key] for key in keys}


def _real(zone: ZoneInfo, real: dict[str, int], span: Span, bucket: Bucket, cycle_day: int) -> dict[str, list[Step]]:
    steps: dict[int, list[Step]] = {point: [] for point in real.values()}
    for one in usage.between(metering.home() / "historian", zone, list(steps), span, bucket, cycle_day):
        steps[one.point].append(_step(one))
    return {key: steps[point] for key, point in real.items()}


def _step(one: Energy) -> Step:
    return Step(one.start, one.end, one.kwh, one.estimated_kwh, one.quality, one.missing)


def folded(hours: QuarterHours, edges: Sequence[int]) -> list[Step]:
    """Quarter hours summed to the buckets that begin at ``edges`` [µs]."""
    at = np.searchsorted(hours.start, np.array(edges, np.int64))
    return [_sum(hours, int(i), int(j), a, b) for (i, j), (a, b) in zip(pairwise(at), pairwise(edges), strict=True)]


def _sum(hours: QuarterHours, i: int, j: int, a: int, b: int) -> Step:
    part = QuarterHours(hours.start[i:j], hours.energy[i:j], hours.quality[i:j])
    worst = Quality(int(part.quality.max())) if len(part) else Quality.MISSING
    return Step(instant(a), instant(b), part.kwh, part.estimated_kwh, worst, part.missing)


def total(of: Sequence[Sequence[Step]]) -> list[Step]:
    """Several meters as one: energy added, the worst quality, and the share of quarter hours unknown at its largest."""
    return [_together(steps) for steps in zip(*of, strict=True)]


def _together(steps: Sequence[Step]) -> Step:
    micro = (round(sum(s.kwh for s in steps), 6), round(sum(s.estimated_kwh for s in steps), 6))
    worst, missing = max(s.quality for s in steps), max(s.missing for s in steps)
    return replace(steps[0], kwh=micro[0], estimated_kwh=micro[1], quality=worst, missing=missing)


def whole(steps: Sequence[Step]) -> Step:
    """Buckets in a row as one."""
    first = _together(steps)
    return replace(first, end=steps[-1].end, missing=sum(s.missing for s in steps))


def sheet(
    title: str, steps: dict[str, list[Step]], words: Sequence[str], worth: dict[Quality, str], **said: Any
) -> Sheet:
    """A table of one or more meters: heads in ``words``: meter, from, to, kWh, of it estimated, worth, unknown."""
    forms = ("text", "moment", "moment", "three", "three", "text", "whole")
    columns = [Column(word, form, 18) for word, form in zip(words, forms, strict=True)]
    return Sheet(title, columns, _rows(steps, worth), **said)


def _rows(steps: dict[str, list[Step]], worth: dict[Quality, str]) -> Iterator[tuple[Any, ...]]:
    for meter, found in steps.items():
        for s in found:
            known = (s.kwh, s.estimated_kwh) if s.known else (None, None)
            yield meter, s.start, s.end, *known, worth[s.quality], s.missing
