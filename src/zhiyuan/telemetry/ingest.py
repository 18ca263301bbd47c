"""From messages to admitted readings: right point, right source, right unit, right time.

A whole batch is checked at once in columns. What is not admitted keeps its raw message and
gets one reason; nothing else of the batch is disturbed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhiyuan.telemetry.messages import Items, address, decode_up
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.points import BY_HAND, MAX_SCALED, UNKNOWN, PointTable

REASONS: dict[str, str] = {
    "malformed": "the message or reading cannot be read",
    "unknown_point": "no point of that name in the park",
    "wrong_source": "the point belongs to another gateway",
    "wrong_unit": "the unit measures something else",
    "not_finite": "the value is not a finite number",
    "decimals": "more decimals than the point declares",
    "range": "outside what the point can show",
    "future": "stamped more than ten minutes in the future: the clock is ahead",
    "too_old": "stamped before what is kept",
    "clock": "the gateway's clock is off by whole hours",
    "conflict": "another value is already kept for that point and time",
    "spike": "more than can have flowed, and the readings after it deny it",
    "jump": "more than can have flowed, and the readings after it agree with it",
    "reset": "the register fell back without a replacement on record",
    "too_much": "more than can have flowed in its interval",
    "overlap": "its interval overlaps the one before",
}
_CODES = ("", *REASONS)
_CODE = {name: i for i, name in enumerate(_CODES)}
FUTURE_S = 600.0
ROUNDING = 1e-6  # what a decimal fraction may lose in binary [of the last decimal]


class Message(NamedTuple):
    """One stored message: sequence in the log, subject, payload, park time of receipt [s since 1970]."""

    seq: int
    subject: str
    payload: bytes
    received: float


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reading, or a whole message (item −1), that was not admitted."""

    seq: int
    item: int
    site: str
    source: str
    reason: str
    detail: str
    point: str
    payload: bytes
    received: float
    point_id: int | None = None
    ts: int | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """Admitted readings in columns: point id, stamp [µs since 1970 UTC], scaled value, and where they came from."""

    point: NDArray[np.int32]
    ts: NDArray[np.int64]
    value: NDArray[np.int64]
    message: NDArray[np.int32]
    item: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ts)

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Readings":
        """Some of them, by mask or position."""
        return Readings(*(getattr(self, name)[chosen] for name in ("point", "ts", "value", "message", "item")))


@dataclass(slots=True)
class Gathered:
    """A batch in columns before it is checked; ``sender`` is per message."""

    messages: Sequence[Message]
    row: list[int] = field(default_factory=list)
    t: list[int] = field(default_factory=list)
    v: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    of: list[int] = field(default_factory=list)
    sender: list[int] = field(default_factory=list)
    factors: dict[int, float] = field(default_factory=dict)
    bad: dict[int, str] = field(default_factory=dict)
    items: list[Items] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def gather(messages: Sequence[Message], table: PointTable) -> Gathered:
    """Decode a batch and look its points up."""
    batch = Gathered(messages)
    for i, message in enumerate(messages):
        where = address(message.subject)
        if where is None or where[2] != "up":
            continue
        site, gateway, _ = where
        items = decode_up(message.payload)
        if isinstance(items, str):
            batch.rejected.append(_whole(message, site, gateway, items))
            continue
        _add(batch, i, items, table, site, table.source_index(site, gateway))
    return batch


def _add(batch: Gathered, i: int, items: Items, table: PointTable, site: str, sender: int) -> None:
    first, count = len(batch.row), len(items.p)
    batch.row.extend(map(table.rows(site).__getitem__, items.p))
    batch.v.extend(items.v)
    batch.t.extend([items.t] * count if isinstance(items.t, int) else items.t)
    batch.counts.append(count)
    batch.of.append(i)
    batch.sender.append(sender)
    batch.items.append(items)
    if items.u is not None:
        units = [items.u] * count if isinstance(items.u, str) else items.u
        for k, unit in enumerate(units):
            row = batch.row[first + k]
            if row != UNKNOWN and unit != table.points[row].unit:
                batch.factors[first + k] = table.factor(row, unit)
    for k, why in items.bad:
        batch.bad[first + k] = why


def _whole(message: Message, site: str, gateway: str, why: str) -> Rejection:
    return Rejection(message.seq, -1, site, gateway, "malformed", why, "", message.payload, message.received)


def admit(batch: Gathered, table: PointTable, oldest: float) -> tuple[Readings, list[Rejection]]:
    """Check a gathered batch.

    Parameters
    ----------
    oldest
        Start of what is kept. [s since 1970 UTC]

    Returns
    -------
    readings, rejections
        Readings keep the order of arrival.
    """
    counts = np.array(batch.counts, np.int64)
    row = np.array(batch.row, np.int64)
    of = np.repeat(np.arange(len(counts)), counts)
    item = (np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)).astype(np.int32)
    t_ms = _whole_numbers(batch.t)
    v = np.array(batch.v, np.float64)
    code = np.zeros(len(row), np.int8)
    received = np.array([batch.messages[m].received for m in batch.of], np.float64)[of]

    def mark(wrong: NDArray[np.bool_], reason: str) -> None:
        code[wrong & (code == 0)] = _CODE[reason]

    if batch.bad:
        code[list(batch.bad)] = _CODE["malformed"]
    mark(row == UNKNOWN, "unknown_point")
    safe = np.where(row == UNKNOWN, 0, row) if len(table.points) else None
    if safe is None:
        return _split(batch, table, code, row, of, item, t_ms, np.zeros(len(row), np.int64))
    sender = np.array(batch.sender, np.int32)[of]
    mark((table.source[safe] != sender) & ~((sender == BY_HAND) & table.energy[safe]), "wrong_source")
    factor = np.ones(len(row))
    if batch.factors:
        factor[list(batch.factors)] = list(batch.factors.values())
    mark(np.isnan(factor), "wrong_unit")
    mark(~np.isfinite(v), "not_finite")
    with np.errstate(over="ignore", invalid="ignore"):
        shown = v * factor
        exact = shown * table.scale[safe]
        scaled = np.rint(exact)
        mark((shown < table.minimum[safe]) | (shown > table.maximum[safe]) | (np.abs(exact) > MAX_SCALED), "range")
        mark(np.abs(exact - scaled) > ROUNDING + 4e-16 * np.abs(exact), "decimals")
    stamp = t_ms / 1000.0
    mark((received > 0) & (stamp > received + FUTURE_S), "future")
    mark(stamp < oldest, "too_old")
    value = np.where(code == 0, scaled, 0.0).astype(np.int64)
    return _split(batch, table, code, row, of, item, t_ms, value)


def _split(
    batch: Gathered,
    table: PointTable,
    code: NDArray[np.int8],
    row: NDArray[np.int64],
    of: NDArray[np.int64],
    item: NDArray[np.int32],
    t_ms: NDArray[np.int64],
    value: NDArray[np.int64],
) -> tuple[Readings, list[Rejection]]:
    good = code == 0
    ids = table.id if len(table.points) else np.zeros(1, np.int32)
    message = np.array(batch.of, np.int32)[of] if len(of) else np.zeros(0, np.int32)
    readings = Readings(ids[row[good]], t_ms[good] * 1000, value[good], message[good], item[good])
    wrong = np.flatnonzero(~good)
    rejected = batch.rejected + [
        _reject(batch, int(k), int(of[k]), int(item[k]), _CODES[code[k]], table, int(t_ms[k])) for k in wrong
    ]
    return readings, rejected


def _reject(batch: Gathered, k: int, m: int, item: int, reason: str, table: PointTable, t_ms: int) -> Rejection:
    message, items = batch.messages[batch.of[m]], batch.items[m]
    site, gateway, _ = address(message.subject) or ("", "", "")
    known = table.points[batch.row[k]] if batch.row[k] != UNKNOWN else None
    detail = _detail(batch, k, reason, items, item, known)
    scaled = None
    if known is not None and reason in ("range", "decimals", "future", "too_old"):
        exact = batch.v[k] * batch.factors.get(k, 1.0) * 10.0**known.decimals
        scaled = round(exact) if abs(exact) <= MAX_SCALED else None
    return Rejection(
        message.seq, item, site, gateway, reason, detail, items.p[item], message.payload, message.received,
        known.id if known else None, t_ms * 1000, scaled,
    )  # fmt: skip


def _detail(batch: Gathered, k: int, reason: str, items: Items, item: int, known: Point | None) -> str:
    if reason == "malformed":
        return batch.bad.get(k, "")
    if known is None:
        return ""
    if reason == "wrong_unit":
        said = items.u if isinstance(items.u, str) else items.u[item] if items.u else ""
        return f"{said} given, {known.unit} wanted"
    if reason == "decimals":
        return f"{batch.v[k]!r}, {known.decimals} decimals wanted"
    if reason in ("range", "not_finite"):
        return f"{batch.v[k]!r} {known.unit}"
    return f"belongs to {known.source}" if reason == "wrong_source" else ""


def _whole_numbers(values: Iterable[int]) -> NDArray[np.int64]:
    """Milliseconds as int64, kept within what µs can hold."""
    try:
        stamps = np.array(values, np.int64)
    except OverflowError:
        stamps = np.array([max(-(2**53), min(v, 2**53)) for v in values], np.int64)
    return np.clip(stamps, -(2**53), 2**53)
