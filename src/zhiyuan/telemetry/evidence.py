"""What stands under a figure of one register: its readings in order, with what became of each.

Beside kept readings stand what was not admitted, replacements of the meter and what people did, so
that whoever doubts a figure sees everything that made it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from zhiyuan.telemetry.amend import CORRECT, FILL, WITHDRAWN, Act
from zhiyuan.telemetry.point import Replacement
from zhiyuan.telemetry.quarantine import ENERGY, Entry

What = Literal["reading", "rejected", "replaced", "filled"]
LEFT_OUT = frozenset({"spike"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row: stamp [µs since 1970 UTC], what it is, and the value the register showed (scaled), if any.

    ``since`` is what the register rose by since the last reading that counts (scaled). ``reason`` is a key of
    ``ingest.REASONS``, ``mark`` what a person made of it, ``by`` and ``note`` who and why.
    """

    ts: int
    what: What
    value: int | None = None
    since: int | None = None
    reason: str = ""
    mark: str = ""
    by: str = ""
    note: str = ""
    final: float | None = None
    initial: float | None = None
    manual: bool = False


def evidence(
    readings: Sequence[tuple[int, int]],
    entries: Iterable[Entry] = (),
    acts: Iterable[Act] = (),
    replacements: Iterable[Replacement] = (),
    by_hand: Mapping[int, str] | None = None,
) -> list[Evidence]:
    """Put everything known of a span in order.

    Parameters
    ----------
    readings
        Kept readings: (stamp [µs], value (scaled)), in order.
    by_hand
        Stamps of readings that somebody read by eye, and who. [µs]

    Examples
    --------
    >>> [(e.value, e.since) for e in evidence([(0, 100), (60, 103)])]
    [(100, None), (103, 3)]
    """
    entries, acts = list(entries), [a for a in acts if a.state != WITHDRAWN]
    found = {e.ts: e for e in entries if e.origin == ENERGY}
    corrected = {a.start: a for a in acts if a.kind == CORRECT}
    rows = [_reading(ts, value, found.get(ts), corrected.get(ts), by_hand or {}) for ts, value in readings]
    rows += [_rejected(e) for e in entries if e.origin != ENERGY and e.ts is not None]
    rows += [Evidence(a.start, "filled", by=a.by, note=a.reason) for a in acts if a.kind == FILL]
    rows += [Evidence(r.at, "replaced", final=r.final, initial=r.initial) for r in replacements]
    return _risen(sorted(rows, key=lambda r: (r.ts, r.what != "replaced")))


def _reading(ts: int, value: int, finding: Entry | None, act: Act | None, by_hand: Mapping[int, str]) -> Evidence:
    row = Evidence(ts, "reading", value, manual=ts in by_hand, by=by_hand.get(ts, ""))
    if act is not None:
        row = replace(row, mark="corrected", by=act.by, note=act.reason)
    if finding is not None:
        row = replace(row, reason=finding.reason, mark=finding.mark, by=finding.marked_by, note=finding.note)
    return row


def _rejected(entry: Entry) -> Evidence:
    assert entry.ts is not None
    return Evidence(
        entry.ts, "rejected", entry.value, reason=entry.reason, mark=entry.mark, by=entry.marked_by, note=entry.note
    )


def _risen(rows: Sequence[Evidence]) -> list[Evidence]:
    """What the register rose by; a replacement begins anew, a reading that is left out is passed over."""
    last, found = None, []
    for row in rows:
        if row.what == "replaced":
            last = None
        elif row.what == "reading" and row.value is not None:
            if last is not None:
                row = replace(row, since=row.value - last)
            if row.reason not in LEFT_OUT or row.mark in ("accepted", "applied"):
                last = row.value
        found.append(row)
    return found
