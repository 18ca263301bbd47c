"""A month's quarter hours as bytes under their own hash, so that a bill can be computed again years later.

The start of each quarter hour follows from the first, so only energy and quality are written. Pure.
"""

import struct
import zlib

import numpy as np

from zhiyuan.billing.load import Load
from zhiyuan.kernel.errors import Malformed
from zhiyuan.telemetry.energy import INTERVAL_US

HEAD = struct.Struct("<4sqi?")  # what it is, first start [µs], count, whether kvarh follows
MARK = b"zy1\0"


def pack(load: Load) -> bytes:
    """Write a load without gaps down.

    Examples
    --------
    >>> load = Load(np.arange(4) * INTERVAL_US, np.array([1, 2, 3, 4]), np.zeros(4, np.int8))
    >>> unpack(pack(load), load.digest).kwh.tolist()
    [1, 2, 3, 4]
    """
    first = int(load.start[0]) if len(load.start) else 0
    if len(load.start) and int(load.start[-1]) - first != (len(load.start) - 1) * INTERVAL_US:
        raise Malformed("quarter hours are kept without gaps; the absent ones are there as missing")
    reactive = b"" if load.kvarh is None else load.kvarh.astype("<i8").tobytes()
    body = load.kwh.astype("<i8").tobytes() + load.quality.astype("<i1").tobytes() + reactive
    return HEAD.pack(MARK, first, len(load.start), load.kvarh is not None) + zlib.compress(body, 1)


def unpack(content: bytes, digest: str = "") -> Load:
    """The load that ``pack`` wrote down.

    Raises
    ------
    Malformed
        When the bytes are not what their name says.
    """
    mark, first, count, reactive = HEAD.unpack_from(content)
    if mark != MARK:
        raise Malformed("these bytes are no kept quarter hours")
    body = zlib.decompress(content[HEAD.size :])
    start = first + np.arange(count, dtype=np.int64) * INTERVAL_US
    kwh = np.frombuffer(body, "<i8", count).astype(np.int64)
    quality = np.frombuffer(body, "<i1", count, count * 8).astype(np.int8)
    kvarh = np.frombuffer(body, "<i8", count, count * 9).astype(np.int64) if reactive else None
    load = Load(start, kwh, quality, kvarh)
    if digest and load.digest != digest:
        raise Malformed("kept quarter hours do not match their hash {digest}", digest=digest[:12])
    return load
