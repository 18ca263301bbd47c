"""May we speak of a saving at all? Gates as data: each says what it found and how heavy it weighs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from zhiyuan.savings.energy import BaselineDays, ReportingDays
from zhiyuan.savings.gates import Gates


class Weight(StrEnum):
    """How heavy a finding weighs on the verdict."""

    NOTE = "note"
    WARNING = "warning"
    DISQUALIFIES = "disqualifies"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one gate found: a sentence with its figures, translated at the doors."""

    gate: str
    weight: Weight
    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str]) -> str:
        """The sentence in the reader's language."""
        return translate(self.template).format(**self.params)


def sufficiency(baseline: BaselineDays, reporting: ReportingDays, gates: Gates) -> list[Finding]:
    """Every finding about the days themselves, before any model is fitted."""
    return [
        *_length(baseline, reporting, gates),
        *_masked(baseline, reporting),
        *_extremes(baseline, "baseline", gates),
        *_extremes(reporting, "reporting", gates),
    ]


def _length(baseline: BaselineDays, reporting: ReportingDays, gates: Gates) -> Iterable[Finding]:
    days = len(baseline.valid)
    if not reporting.valid:
        yield Finding("reporting_days", Weight.DISQUALIFIES, "no valid day after the work yet")
    if days >= gates.baseline_days_minimum:
        return
    facts = {"days": days, "needed": gates.baseline_days_minimum}
    reasons = list(_short_baseline(baseline, reporting, gates))
    if reasons:
        yield Finding("baseline_days", Weight.DISQUALIFIES, "only {days} valid baseline days of {needed} needed", facts)
        yield from reasons
    else:
        yield Finding(
            "baseline_days",
            Weight.WARNING,
            "a short baseline of {days} days; it covers the night lengths reported, so it is accepted",
            facts,
        )


def _short_baseline(baseline: BaselineDays, reporting: ReportingDays, gates: Gates) -> Iterable[Finding]:
    working = sum(d.working for d in baseline.valid)
    fewest = min(working, len(baseline.valid) - working)
    if fewest < gates.short_baseline_days_each_kind:
        yield Finding(
            "baseline_kinds",
            Weight.DISQUALIFIES,
            "only {fewest} baseline days of one kind (working or not), {needed} needed",
            {"fewest": fewest, "needed": gates.short_baseline_days_each_kind},
        )
    if not baseline.valid or not reporting.valid:
        return
    known = [d.night_hours for d in baseline.valid]
    asked = [d.night_hours for d in reporting.valid]
    slack = gates.night_range_margin * (max(known) - min(known))
    if min(asked) < min(known) - slack or max(asked) > max(known) + slack:
        yield Finding(
            "night_range",
            Weight.DISQUALIFIES,
            "nights of {asked_from} to {asked_to} h are reported, the baseline knows {known_from} to {known_to} h",
            {
                "asked_from": f"{min(asked):.1f}",
                "asked_to": f"{max(asked):.1f}",
                "known_from": f"{min(known):.1f}",
                "known_to": f"{max(known):.1f}",
            },
        )


def _masked(baseline: BaselineDays, reporting: ReportingDays) -> Iterable[Finding]:
    if baseline.missing:
        yield Finding(
            "baseline_gaps", Weight.NOTE, "{days} baseline days without data are left out", _count(baseline.missing)
        )
    if reporting.missing:
        yield Finding(
            "reporting_gaps",
            Weight.NOTE,
            "{days} reported days without data are left out on both sides",
            _count(reporting.missing),
        )


def _count(days: tuple[object, ...]) -> dict[str, object]:
    return {"days": len(days)}


def _extremes(days: BaselineDays | ReportingDays, period: str, gates: Gates) -> Iterable[Finding]:
    if len(days.valid) < 20:
        return
    low, high = np.percentile(days.kwh, [25, 75])
    reach = gates.extreme_iqr * (high - low)
    found = int(((days.kwh < low - reach) | (days.kwh > high + reach)).sum())
    if found and high > low:
        yield Finding(
            f"{period}_extremes",
            Weight.NOTE,
            "{days} days lie far outside the rest; they are flagged, not deleted",
            {"days": found},
        )
