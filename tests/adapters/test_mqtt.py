"""The park's MQTT convention, there and back."""

import pytest

from zhiyuan.adapters.mqtt import (
    Command,
    SetContactor,
    SetGroup,
    SetLuminaire,
    decode,
    decode_ack,
    decode_command,
    encode,
    encode_ack,
    encode_command,
)
from zhiyuan.kernel.errors import Malformed


def test_a_command_comes_back_as_it_was_sent() -> None:
    command = Command(
        "c1", 1767225600000, (SetGroup("g1", 0.35, 0.5),), (SetLuminaire(12, 0.5),), (SetContactor("c", True),), "scene"
    )
    assert decode_command(encode_command(command)) == command


def test_the_command_form_of_the_convention_is_read() -> None:
    text = b'{"id":"a","t":1,"set":[{"g":"k","level":0.35,"fade":0.5}],"reason":"occupancy","expires":null}'
    assert decode_command(text).set == (SetGroup("k", 0.35, 0.5),)


@pytest.mark.parametrize("text", [b"", b"{}", b'{"id":"a","t":1,"set":[{"g":"k","level":35}]}'])
def test_a_command_that_cannot_be_meant_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        decode_command(text)


def test_an_acknowledgement_comes_back_as_it_was_sent() -> None:
    ack = decode_ack(encode_ack("c1", 5, {"L1": 35.0}, {"K1": 1}))
    assert (ack.id, ack.t, ack.levels, ack.contactors) == ("c1", 5, {"L1": 35.0}, {"K1": 1})


def test_readings_come_back_as_they_were_sent() -> None:
    items = decode(encode(["a", "b"], [1.0, 2.0], t=7))
    assert (items.t, list(items.p), list(items.v)) == (7, ["a", "b"], [1.0, 2.0])


def test_readings_that_cannot_be_read_are_malformed_with_the_reason() -> None:
    with pytest.raises(Malformed, match="not JSON"):
        decode(b"online")
