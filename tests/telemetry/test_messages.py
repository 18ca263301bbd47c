"""Messages become readings or a reason, never an exception."""

import json

from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.telemetry.messages import EMPTY, NOT_JSON, UNEQUAL, Items, address, decode_up, encode_up


def test_the_columnar_form_gives_its_columns() -> None:
    items = decode_up(b'{"t": 1767225600000, "p": ["a", "b"], "v": [35.0, 7]}')
    assert items == Items(1767225600000, ["a", "b"], [35.0, 7.0], None)


def test_the_one_reading_form_is_the_columnar_form_of_one() -> None:
    items = decode_up(encode_up(5, "meter/M1/energy", 123.4, "kWh"))
    assert items == Items(5, ("meter/M1/energy",), (123.4,), "kWh")


def test_each_reading_may_have_its_own_time() -> None:
    items = decode_up(b'{"t": [1, 2], "p": ["a", "a"], "v": [1, 2]}')
    assert isinstance(items, Items)
    assert items.t == [1, 2]


def test_columns_of_unequal_length_are_one_reason_for_the_message() -> None:
    assert decode_up(b'{"t": 1, "p": ["a"], "v": [1, 2]}') == UNEQUAL
    assert decode_up(b'{"t": [1], "p": ["a", "b"], "v": [1, 2]}') == UNEQUAL
    assert decode_up(b'{"t": 1, "p": "a", "v": [1]}') == UNEQUAL
    assert decode_up(b'{"t": 1, "p": [], "v": []}') == EMPTY


def test_one_bad_value_spoils_its_reading_and_not_the_message() -> None:
    items = decode_up(b'{"t": 1, "p": ["a", "b", "c"], "v": [1, "x", null]}')
    assert isinstance(items, Items)
    assert items.v[0] == 1.0
    assert items.bad == ((1, 'value is "x", not a number'), (2, "value is null, not a number"))


def test_a_time_with_a_fraction_is_named() -> None:
    items = decode_up(b'{"t": 1.5, "p": "a", "v": 1}')
    assert isinstance(items, Items)
    assert items.bad == ((0, "time is 1.5, not whole milliseconds since 1970"),)


def test_what_is_not_json_is_a_reason() -> None:
    for payload in (b"", b"\xff\xfe", b"online", b"[1,2]", b"{}", b'{"t":1,"p":["a"],"v":[NaN]}', b"[" * 100_000):
        assert decode_up(payload) == NOT_JSON


@given(st.binary(max_size=80))
def test_no_bytes_raise(payload: bytes) -> None:
    assert isinstance(decode_up(payload), str | Items)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda c: st.lists(c, max_size=3)
)


@given(st.fixed_dictionaries({"t": _json, "p": _json, "v": _json}, optional={"u": _json}))
def test_no_json_of_the_right_keys_raises(said: dict[str, object]) -> None:
    assert isinstance(decode_up(json.dumps(said).encode()), str | Items)


def test_a_subject_gives_its_site_gateway_and_channel_or_nothing() -> None:
    assert address("$MQTT.msgs.zy.park.gw1.status") == ("park", "gw1", "status")
    assert address("zy.park.gw1.up") == ("park", "gw1", "up")
    assert address("$MQTT.msgs.other.park.gw1.up") is None
    assert address("$MQTT.msgs.zy.park.gw1.up.more") is None
