"""Modbus TCP: registers of meters and controllers, read in blocks.

Neighbouring registers of a device are read in one request; a device that does not answer is
asked less often and does not hold up the others on its bus. Everything but ``Adapter`` is pure.
"""

import struct
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.telemetry.messages import Reading

FORMATS = {
    "uint16": ">H",
    "int16": ">h",
    "uint32": ">I",
    "int32": ">i",
    "uint64": ">Q",
    "float32": ">f",
    "float64": ">d",
}
LONGEST_BLOCK = 120  # the protocol allows 125 registers
WIDEST_GAP = 10  # registers nobody asked for, read along to save a request
FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 600.0


@dataclass(frozen=True, slots=True)
class Field:
    """Where one point stands: device, table (``holding`` or ``input``), first register, form, scale, word order."""

    point: str
    device: int
    register: int
    form: str = "uint16"
    table: str = "holding"
    scale: float = 1.0
    swapped: bool = False

    def __post_init__(self) -> None:
        if self.form not in FORMATS or self.table not in ("holding", "input"):
            raise Malformed(
                "{point}: a field is one of {forms} in table holding or input",
                point=self.point,
                forms=", ".join(FORMATS),
            )

    @property
    def width(self) -> int:
        """How many registers it takes."""
        return struct.calcsize(FORMATS[self.form]) // 2


@dataclass(frozen=True, slots=True)
class Block:
    """Registers that are read in one request."""

    device: int
    table: str
    first: int
    count: int
    fields: tuple[Field, ...]


def encode(field: Field, value: float) -> list[int]:
    """The registers that would hold a value (for tests and simulated devices).

    >>> encode(Field("p", 1, 0, "uint32", scale=0.01), 655.37)
    [1, 1]
    """
    raw = value / field.scale
    packed = struct.pack(FORMATS[field.form], raw if field.form.startswith("float") else round(raw))
    words = list(struct.unpack(f">{field.width}H", packed))
    return words[::-1] if field.swapped else words


def decode(field: Field, words: Sequence[int]) -> float:
    """The value in a field's registers, in the point's unit.

    >>> decode(Field("p", 1, 0, "uint32", scale=0.01), [1, 1])
    655.37
    """
    if len(words) != field.width:
        raise Malformed(
            "{point}: {got} registers instead of {want}", point=field.point, got=len(words), want=field.width
        )
    ordered = words[::-1] if field.swapped else words
    (raw,) = struct.unpack(FORMATS[field.form], struct.pack(f">{field.width}H", *ordered))
    return float(round(raw * field.scale, 9))


def blocks(fields: Sequence[Field]) -> Iterator[Block]:
    """Few requests that cover all fields, device by device."""
    together: list[Field] = []
    for field in sorted(fields, key=lambda f: (f.device, f.table, f.register)):
        if together and not _fits(together, field):
            yield _block(together)
            together = []
        together.append(field)
    if together:
        yield _block(together)


def _fits(together: Sequence[Field], field: Field) -> bool:
    first, last = together[0], together[-1]
    same = (first.device, first.table) == (field.device, field.table)
    near = field.register - (last.register + last.width) <= WIDEST_GAP
    return same and near and field.register + field.width - first.register <= LONGEST_BLOCK


def _block(fields: Sequence[Field]) -> Block:
    first = fields[0]
    end = max(f.register + f.width for f in fields)
    return Block(first.device, first.table, first.register, end - first.register, tuple(fields))


class Adapter:
    """Reads the devices behind one TCP address, one request at a time.

    Settings: ``host``, ``port``, ``timeout`` [s], ``points``: a list of
    ``{key, device, register, form, table, scale, swapped}``.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.host, self.port = str(settings["host"]), int(settings.get("port", 502))
        self.timeout = float(settings.get("timeout", 2.0))
        self.blocks = list(blocks([_field(p) for p in settings["points"]]))
        self.faults: dict[str, str] = {}
        self._wait: dict[int, float] = {}
        self._not_before: dict[int, float] = {}
        self._client: AsyncModbusTcpClient | None = None

    async def readings(self, now_ms: int) -> AsyncIterator[Reading]:
        """One reading of each point whose device answers; why the others did not stands in ``faults``."""
        client = await self._connected()
        self.faults = {}
        asked = time.monotonic()
        for block in self.blocks:
            if asked < self._not_before.get(block.device, 0.0):
                self._fault(block, "asked less often since it did not answer")
                continue
            words = await self._read(client, block)
            for field in block.fields if words is not None else ():
                at = field.register - block.first
                yield Reading(field.point, now_ms, decode(field, (words or ())[at : at + field.width]))

    async def close(self) -> None:
        """Close the socket."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def _connected(self) -> AsyncModbusTcpClient:
        if self._client is None:
            self._client = AsyncModbusTcpClient(self.host, port=self.port, timeout=self.timeout, retries=0)
        if not self._client.connected and not await self._client.connect():
            await self.close()
            raise NotReady("{host}:{port} does not answer", host=self.host, port=self.port)
        return self._client

    async def _read(self, client: AsyncModbusTcpClient, block: Block) -> Sequence[int] | None:
        ask = client.read_holding_registers if block.table == "holding" else client.read_input_registers
        try:
            answer = await ask(block.first, count=block.count, device_id=block.device)
        except ModbusException as why:
            self._back_off(block, str(why))
            return None
        if answer.isError() or len(answer.registers) != block.count:
            self._back_off(block, str(answer))
            return None
        self._wait.pop(block.device, None)
        self._not_before.pop(block.device, None)
        return list(answer.registers)

    def _back_off(self, block: Block, why: str) -> None:
        wait = min(self._wait.get(block.device, FIRST_WAIT_S / 2) * 2, LONGEST_WAIT_S)
        self._wait[block.device] = wait
        self._not_before[block.device] = time.monotonic() + wait
        self._fault(block, why)

    def _fault(self, block: Block, why: str) -> None:
        self.faults.update({f.point: why for f in block.fields})


def _field(said: Mapping[str, Any]) -> Field:
    known = {k: said[k] for k in ("device", "register", "form", "table", "scale", "swapped") if k in said}
    try:
        return Field(point=str(said["key"]), **known)
    except (KeyError, TypeError) as why:
        raise Malformed("{said}: a Modbus point has key, device and register", said=dict(said)) from why
