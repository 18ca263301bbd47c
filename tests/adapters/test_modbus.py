"""Modbus: values there and back, few requests, and a real server with one dead device."""

import asyncio

import pytest
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from zhiyuan.adapters.modbus import Adapter, Block, Field, blocks, decode, encode
from zhiyuan.kernel.errors import Malformed
from zhiyuan.telemetry.messages import Reading


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("uint16", 65535.0),
        ("int16", -5.0),
        ("uint32", 70_000.0),
        ("int32", -70_000.0),
        ("uint64", 2.0**40),
        ("float32", 1.5),
        ("float64", 0.1),
    ],
)
def test_a_value_comes_back_in_either_word_order(form: str, value: float) -> None:
    for swapped in (False, True):
        field = Field("p", 1, 0, form, swapped=swapped)
        assert decode(field, encode(field, value)) == value


def test_a_scaled_register_is_an_exact_decimal() -> None:
    assert decode(Field("p", 1, 0, "uint32", scale=0.01), [0, 12345]) == 123.45


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(Malformed, match="a field is one of uint16"):
        Field("p", 1, 0, "bcd")


def test_neighbours_are_read_in_one_request_and_no_request_is_too_long() -> None:
    fields = [Field(f"p{k}", 1, k * 2, "uint32") for k in range(100)] + [Field("q", 2, 0), Field("r", 1, 500)]
    made = list(blocks(fields))
    assert [(b.device, b.first, b.count) for b in made] == [(1, 0, 120), (1, 120, 80), (1, 500, 1), (2, 0, 1)]
    assert sum(len(b.fields) for b in made) == len(fields)
    assert isinstance(made[0], Block)


async def poll(points: list[dict[str, object]], rounds: int = 1) -> tuple[list[list[Reading]], Adapter]:
    registers = [0, 12345, *encode(Field("p", 1, 2, "float32"), 21.5), 7]
    devices = [SimDevice(1, simdata=[SimData(0, values=registers, datatype=DataType.REGISTERS)])]
    server = ModbusTcpServer(devices, address=("127.0.0.1", 0))
    await server.listen()
    port = server.transport.sockets[0].getsockname()[1]
    adapter = Adapter({"host": "127.0.0.1", "port": port, "timeout": 0.5, "points": points})
    found = [[r async for r in adapter.readings(9)] for _ in range(rounds)]
    await adapter.close()
    await server.shutdown()
    return found, adapter


METER = {"key": "meter/M1/energy", "device": 1, "register": 0, "form": "uint32", "scale": 0.01}
SENSOR = {"key": "sensor/S1/illuminance", "device": 1, "register": 2, "form": "float32"}
DEAD = {"key": "meter/M9/energy", "device": 9, "register": 0}


def test_a_real_server_is_read_and_a_dead_device_holds_nobody_up() -> None:
    (first, second), adapter = asyncio.run(poll([METER, SENSOR, DEAD], rounds=2))
    assert [(r.point, r.value) for r in first] == [("meter/M1/energy", 123.45), ("sensor/S1/illuminance", 21.5)]
    assert [r.value for r in second] == [123.45, 21.5]
    assert adapter.faults == {"meter/M9/energy": "asked less often since it did not answer"}
