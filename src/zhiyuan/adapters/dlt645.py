"""DL/T 645-2007, the multi-function electricity meter protocol of China.

Only what a park needs: read one data item, positive active energy, from the meters behind one
serial-to-TCP converter. Frames are built and decoded without a socket; ``Adapter`` owns it.

A frame is ``68 A0…A5 68 C L DATA CS 16`` after up to four ``FE`` that wake the meter: the
address in BCD, least byte first; each data byte travels plus 33H; CS is the sum of all bytes
before it. Read is C = 11H, its answer 91H, a refusal D1H (DL/T 645-2007, 5 and 7.1).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.telemetry.messages import Reading

POSITIVE_ACTIVE_ENERGY = 0x00010000
DECIMALS = 2  # XXXXXX.XX kWh
_WAKE = b"\xfe" * 4
_START, _END, _OFFSET = 0x68, 0x16, 0x33
_READ, _ANSWER, _REFUSAL = 0x11, 0x91, 0xD1


def encode(address: str, item: int = POSITIVE_ACTIVE_ENERGY) -> bytes:
    """The question for one data item of a meter by its twelve-digit address.

    >>> encode("000000000161").hex(" ")
    'fe fe fe fe 68 61 01 00 00 00 00 68 11 04 33 33 34 33 14 16'
    """
    if len(address) != 12 or not address.isdecimal():
        raise Malformed("{address}: a DL/T 645 address has twelve digits", address=address)
    body = bytes([_START, *bytes.fromhex(address)[::-1], _START, _READ, 4])
    body += bytes((b + _OFFSET) & 0xFF for b in item.to_bytes(4, "little"))
    return _WAKE + body + bytes([sum(body) & 0xFF, _END])


def decode(frame: bytes, address: str = "") -> float:
    """The energy register in an answer. [kWh] Raises Malformed, or Refused when the meter says no.

    >>> decode(bytes.fromhex("68 61 01 00 00 00 00 68 91 08 33 33 34 33 59 33 33 33 8a 16"))
    0.26
    """
    control, data = _opened(frame, address)
    if control == _REFUSAL:
        raise Refused("the meter refuses: error {code:#04x}", code=data[0] if data else 0)
    if control != _ANSWER or len(data) != 8:
        raise Malformed("control code {code:#04x} is no answer to a reading", code=control)
    if int.from_bytes(data[:4], "little") != POSITIVE_ACTIVE_ENERGY:
        raise Malformed("the answer is of item {item}", item=data[:4][::-1].hex())
    digits = data[4:][::-1].hex()
    if not digits.isdecimal():
        raise Malformed("{digits} is not a decimal register", digits=digits)
    return int(digits) / 10**DECIMALS


def _opened(frame: bytes, address: str) -> tuple[int, bytes]:
    """Control code and data of a whole and sound frame."""
    body = frame.lstrip(b"\xfe")
    if len(body) < 12 or body[0] != _START or body[7] != _START or len(body) < 12 + body[9]:
        raise Malformed("{frame} is not a whole DL/T 645 frame", frame=frame.hex(" "))
    end = 10 + body[9]
    if sum(body[:end]) & 0xFF != body[end] or body[end + 1] != _END:
        raise Malformed("the check sum of {frame} is wrong", frame=frame.hex(" "))
    said = body[1:7][::-1].hex()
    if address and said != address:
        raise Malformed("meter {said} answered instead of {asked}", said=said, asked=address)
    return body[8], bytes((b - _OFFSET) & 0xFF for b in body[10:end])


@dataclass(frozen=True, slots=True)
class Asked:
    """One meter: which point its register is, and its address."""

    point: str
    address: str


class Adapter:
    """Asks the meters behind one serial-to-TCP converter, one after another.

    Settings: ``host``, ``port``, ``timeout`` [s], ``points``: a list of ``{key, address}``.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.host, self.port = str(settings["host"]), int(settings.get("port", 8899))
        self.timeout = float(settings.get("timeout", 2.0))
        self.points = [Asked(str(p["key"]), str(p["address"]).zfill(12)) for p in settings["points"]]
        self.faults: dict[str, str] = {}

    async def readings(self, now_ms: int) -> AsyncIterator[Reading]:
        """One reading of each meter that answers; why the others did not stands in ``faults``."""
        self.faults = {}
        try:
            async with asyncio.timeout(self.timeout):
                reader, writer = await asyncio.open_connection(self.host, self.port)
        except (OSError, TimeoutError) as why:
            raise NotReady("{host}:{port} does not answer: {why}", host=self.host, port=self.port, why=why) from why
        try:
            for one in self.points:
                value = await self._ask(reader, writer, one)
                if value is not None:
                    yield Reading(one.point, now_ms, value)
        finally:
            writer.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, one: Asked) -> float | None:
        writer.write(encode(one.address))
        try:
            async with asyncio.timeout(self.timeout):
                await writer.drain()
                return decode(await _frame(reader), one.address)
        except (TimeoutError, Malformed, Refused, asyncio.IncompleteReadError, ConnectionError) as why:
            self.faults[one.point] = str(why) or type(why).__name__
            return None


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame on the wire, whatever noise stands before it."""
    while (await reader.readexactly(1))[0] != _START:
        continue
    head = bytes([_START]) + await reader.readexactly(9)
    return head + await reader.readexactly(head[9] + 2)
