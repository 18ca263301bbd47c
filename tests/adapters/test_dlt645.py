"""DL/T 645-2007: frames as published logs of real meters show them, and a converter that speaks them."""

import asyncio
from collections.abc import Callable

import pytest

from zhiyuan.adapters.dlt645 import Adapter, decode, encode
from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.telemetry.messages import Reading

# From published debugging logs: question and answer of a meter at 00.26 kWh, an answer of another at 1.86 kWh.
ASKED = bytes.fromhex("FE FE FE FE 68 61 01 00 00 00 00 68 11 04 33 33 34 33 14 16")
ANSWERED = bytes.fromhex("68 61 01 00 00 00 00 68 91 08 33 33 34 33 59 33 33 33 8A 16")
ANOTHER = bytes.fromhex("FE FE FE FE 68 72 00 32 09 17 20 68 91 08 33 33 34 33 B9 34 33 33 6D 16")
REFUSED = bytes.fromhex("68 61 01 00 00 00 00 68 D1 01 35 D1 16")


def test_the_question_is_the_recorded_one() -> None:
    assert encode("000000000161") == ASKED


def test_recorded_answers_are_read() -> None:
    assert decode(ANSWERED, "000000000161") == 0.26
    assert decode(ANOTHER, "201709320072") == 1.86


def test_a_broken_frame_is_malformed_with_the_reason() -> None:
    broken = bytearray(ANSWERED)
    broken[14] ^= 1
    with pytest.raises(Malformed, match="check sum"):
        decode(bytes(broken))
    with pytest.raises(Malformed, match="not a whole"):
        decode(ANSWERED[:-3])
    with pytest.raises(Malformed, match="meter 000000000161 answered instead of 000000000162"):
        decode(ANSWERED, "000000000162")
    with pytest.raises(Malformed, match="twelve digits"):
        encode("12AB")


def test_a_meter_that_refuses_is_refused() -> None:
    frame = bytearray(REFUSED)
    frame[-2] = sum(frame[:-2]) & 0xFF
    with pytest.raises(Refused, match="error 0x02"):
        decode(bytes(frame))


def answer(address: str, kwh: float) -> bytes:
    """A meter's answer, built as the standard says."""
    data = bytes([0, 0, 1, 0]) + bytes.fromhex(f"{round(kwh * 100):08d}")[::-1]
    body = bytes([0x68, *bytes.fromhex(address)[::-1], 0x68, 0x91, 8]) + bytes((b + 0x33) & 0xFF for b in data)
    return b"\xfe\xfe" + body + bytes([sum(body) & 0xFF, 0x16])


async def ask(meters: dict[str, float], *addresses: str, noise: bytes = b"") -> tuple[list[Reading], dict[str, str]]:
    """Ask through a converter behind which ``meters`` answer; the others are silent."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while question := await reader.read(20):
            asked = question[5:11][::-1].hex()
            if asked in meters:
                writer.write(noise + answer(asked, meters[asked]))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    points = [{"key": f"meter/{a}/energy", "address": a} for a in addresses]
    adapter = Adapter({"host": "127.0.0.1", "port": port, "timeout": 0.3, "points": points})
    found = [r async for r in adapter.readings(7)]
    server.close()
    return found, adapter.faults


def run(*given: object, **named: object) -> tuple[list[Reading], dict[str, str]]:
    asking: Callable[..., object] = ask
    return asyncio.run(asking(*given, **named))  # type: ignore[arg-type]


def test_meters_behind_a_converter_are_read_one_after_another_and_a_silent_one_does_not_stop_the_rest() -> None:
    meters = {"000000000161": 123.45, "000000000163": 999999.99}
    found, faults = run(meters, "000000000161", "000000000162", "000000000163")
    assert [(r.point, r.t, r.value) for r in found] == [
        ("meter/000000000161/energy", 7, 123.45),
        ("meter/000000000163/energy", 7, 999999.99),
    ]
    assert list(faults) == ["meter/000000000162/energy"]


def test_noise_before_an_answer_is_passed_over() -> None:
    found, _ = run({"000000000161": 5.0}, "000000000161", noise=b"\x00\xfe\x33")
    assert [r.value for r in found] == [5.0]


def test_a_converter_that_is_not_there_says_so() -> None:
    adapter = Adapter({"host": "127.0.0.1", "port": 1, "points": []})

    async def go() -> None:
        with pytest.raises(NotReady, match=r"127\.0\.0\.1:1 does not answer"):
            _ = [r async for r in adapter.readings(0)]

    asyncio.run(go())
