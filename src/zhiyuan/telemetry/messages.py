"""What devices say on the wire, and the readings in it.

``zy/<site>/<gateway>/up`` carries JSON, columnar or one reading:
``{"t": 1767225600000, "p": ["lum/L1/level"], "v": [35.0], "u": "%"}``; ``t`` is in ms since
1970 UTC, one for all or one each. A message that cannot be read becomes a reason, never an
exception: one bad device must not stop the stream.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

CHANNELS = ("up", "ack", "status", "cmd")
STORED_PREFIX = "$MQTT.msgs."
MAX_ITEMS = 20_000
NOT_JSON = "not JSON of the form {t, p, v}"
UNEQUAL = "t, p, v and u are not equally long"
EMPTY = "no reading in the message"
TOO_MANY = f"more than {MAX_ITEMS} readings in one message"


class Up(msgspec.Struct, frozen=True):
    """One ``up`` message: times [ms since 1970 UTC], point keys, values, and units if said."""

    t: int | list[int]
    p: str | list[str]
    v: float | list[float]
    u: str | list[str] | None = None


class _Loose(msgspec.Struct, frozen=True):
    t: Any
    p: Any
    v: Any
    u: Any = None


@dataclass(frozen=True, slots=True)
class Items:
    """The readings of one message in columns; ``bad`` tells by position what cannot be used at all."""

    t: Sequence[int] | int
    p: Sequence[str]
    v: Sequence[float]
    u: Sequence[str] | str | None = None
    bad: tuple[tuple[int, str], ...] = ()


_strict = msgspec.json.Decoder(Up)
_loose = msgspec.json.Decoder(_Loose)
_encode = msgspec.json.Encoder().encode


def topic(site: str, gateway: str, channel: str) -> str:
    """The MQTT topic of a gateway.

    >>> topic("park", "gw01", "up")
    'zy/park/gw01/up'
    """
    return f"zy/{site}/{gateway}/{channel}"


def subject(site: str, gateway: str, channel: str) -> str:
    """The NATS subject that an MQTT topic is mapped to.

    >>> subject("park", "gw01", "cmd")
    'zy.park.gw01.cmd'
    """
    return f"zy.{site}.{gateway}.{channel}"


def address(stored: str) -> tuple[str, str, str] | None:
    """Site, gateway and channel of a subject, live or as stored in ``$MQTT_msgs``; None if not ours.

    >>> address("$MQTT.msgs.zy.park.gw01.up")
    ('park', 'gw01', 'up')
    """
    parts = stored.removeprefix(STORED_PREFIX).split(".")
    if len(parts) != 4 or parts[0] != "zy" or parts[3] not in CHANNELS:
        return None
    return parts[1], parts[2], parts[3]


def encode_up(
    t: int | Sequence[int],
    points: str | Sequence[str],
    values: float | Sequence[float],
    units: str | Sequence[str] | None = None,
) -> bytes:
    """An ``up`` payload; ``t`` in ms since 1970 UTC.

    >>> encode_up(1767225600000, "meter/M1/energy", 123.4)
    b'{"t":1767225600000,"p":"meter/M1/energy","v":123.4}'
    """
    said = {"t": t, "p": points, "v": values}
    return _encode(said if units is None else {**said, "u": units})


def decode_up(payload: bytes) -> Items | str:
    """The readings of a payload, or the reason why there are none.

    >>> decode_up(b'{"t": 1, "p": ["a", "b"], "v": [1]}')
    't, p, v and u are not equally long'
    """
    try:
        up = _strict.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _salvage(payload)
    if isinstance(up.p, str):
        if isinstance(up.v, list) or isinstance(up.t, list) or isinstance(up.u, list):
            return UNEQUAL
        return Items(up.t, (up.p,), (up.v,), up.u)
    if not isinstance(up.v, list):
        return UNEQUAL
    return _checked(Items(up.t, up.p, up.v, up.u))


def _checked(items: Items) -> Items | str:
    count = len(items.p)
    if not count:
        return EMPTY
    if count > MAX_ITEMS:
        return TOO_MANY
    if len(items.v) != count:
        return UNEQUAL
    if not isinstance(items.t, int) and len(items.t) != count:
        return UNEQUAL
    if isinstance(items.u, list | tuple) and len(items.u) != count:
        return UNEQUAL
    return items


def _salvage(payload: bytes) -> Items | str:
    """Slow path: keep the readable readings of a message in which some are not."""
    try:
        up = _loose.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return NOT_JSON
    keys = up.p if isinstance(up.p, list) else [up.p]
    values = up.v if isinstance(up.v, list) else [up.v]
    times = up.t if isinstance(up.t, list) else [up.t] * len(keys)
    units = up.u if isinstance(up.u, list) else None if up.u is None else [up.u] * len(keys)
    if not (len(keys) == len(values) == len(times)):
        return UNEQUAL
    bad: dict[int, str] = {}
    for i, unit in enumerate(units or ()):
        if not isinstance(unit, str):
            bad[i] = f"unit is {_shown(unit)}, not a text"
    for i, value in enumerate(values):
        if not _number(value):
            bad[i] = f"value is {_shown(value)}, not a number"
    for i, (key, when) in enumerate(zip(keys, times, strict=True)):
        if not isinstance(key, str):
            bad[i] = f"point key is {_shown(key)}, not a text"
        elif not isinstance(when, int) or isinstance(when, bool) or abs(when) > 1e15:
            bad[i] = f"time is {_shown(when)}, not whole milliseconds since 1970"
    clean = Items(
        [0 if i in bad else int(t) for i, t in enumerate(times)],
        [k if isinstance(k, str) else "" for k in keys],
        [math.nan if i in bad else float(v) for i, v in enumerate(values)],
        None if units is None else [u if isinstance(u, str) else "" for u in units],
        tuple(sorted(bad.items())),
    )
    return _checked(clean)


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e300


def _shown(value: object) -> str:
    text = _encode(value).decode()
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(frozen=True, slots=True)
class Reading:
    """One polled reading as it will be said: point key, time [ms since 1970 UTC], value in the point's unit."""

    point: str
    t: int
    value: float
