"""Readings are admitted, or quarantined with one reason, without disturbing the rest."""

import pytest

from zhiyuan.telemetry.ingest import REASONS, Message, Readings, Rejection, admit, gather
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.point import Point
from zhiyuan.telemetry.points import PointTable

NOW = 1_800_000_000.0
MS = int(NOW * 1000)
TABLE = PointTable(
    {
        "park": [
            Point(11, "meter/M1/energy", "register", "kWh", 2, "gw1", rollover=10_000.0),
            Point(12, "meter/M1/power", "gauge", "kW", 3, "gw1", minimum=0.0, maximum=50.0),
            Point(13, "lum/L1/level", "gauge", "%", 1, "gw2", minimum=0.0, maximum=100.0),
        ]
    }
)


def said(payload: bytes, gateway: str = "gw1", site: str = "park", seq: int = 1) -> Message:
    return Message(seq, f"$MQTT.msgs.zy.{site}.{gateway}.up", payload, NOW)


def admitted(*messages: Message, table: PointTable = TABLE) -> tuple[Readings, list[Rejection]]:
    return admit(gather(messages, table), table, oldest=NOW - 86_400 * 365)


def test_good_readings_become_scaled_whole_numbers() -> None:
    readings, rejected = admitted(said(encode_up(MS, ["meter/M1/energy", "meter/M1/power"], [123.45, 1.5])))
    assert readings.point.tolist() == [11, 12]
    assert readings.value.tolist() == [12345, 1500]
    assert readings.ts.tolist() == [MS * 1000] * 2
    assert not rejected


@pytest.mark.parametrize(
    ("payload", "gateway", "reason", "detail"),
    [
        (encode_up(MS, "meter/M9/energy", 1.0), "gw1", "unknown_point", ""),
        (encode_up(MS, "meter/M1/energy", 1.0), "gw2", "wrong_source", "belongs to gw1"),
        (encode_up(MS, "meter/M1/energy", 1.0, "kW"), "gw1", "wrong_unit", "kW given, kWh wanted"),
        (encode_up(MS, "meter/M1/energy", 1.234), "gw1", "decimals", "1.234, 2 decimals wanted"),
        (encode_up(MS, "meter/M1/energy", 10_000.5), "gw1", "range", "10000.5 kWh"),
        (encode_up(MS, "meter/M1/energy", -1.0), "gw1", "range", "-1.0 kWh"),
        (encode_up(MS + 601_000, "meter/M1/energy", 1.0), "gw1", "future", ""),
        (encode_up(MS // 1000, "meter/M1/energy", 1.0), "gw1", "too_old", ""),
        (b'{"t": 1, "p": "meter/M1/energy", "v": null}', "gw1", "malformed", "value is null, not a number"),
        (b"hello", "gw1", "malformed", "not JSON of the form {t, p, v}"),
    ],
)
def test_each_fault_has_its_reason(payload: bytes, gateway: str, reason: str, detail: str) -> None:
    readings, (rejection,) = admitted(said(payload, gateway))
    assert not len(readings)
    assert (rejection.reason, rejection.detail) == (reason, detail)
    assert rejection.reason in REASONS
    assert rejection.payload == payload


def test_one_bad_reading_does_not_disturb_its_message() -> None:
    payload = encode_up(MS, ["meter/M1/energy", "meter/M1/power", "nobody"], [5.0, 99.0, 1.0])
    readings, rejected = admitted(said(payload, seq=7))
    assert readings.point.tolist() == [11]
    assert [(r.seq, r.item, r.reason) for r in rejected] == [(7, 1, "range"), (7, 2, "unknown_point")]


def test_convertible_units_are_converted() -> None:
    payload = encode_up(MS, ["meter/M1/energy", "meter/M1/power"], [1230.0, 2500.0], ["Wh", "W"])
    readings, rejected = admitted(said(payload))
    assert readings.value.tolist() == [123, 2500]
    assert not rejected


def test_another_site_knows_no_points_and_another_channel_is_not_read() -> None:
    readings, (rejection,) = admitted(said(encode_up(MS, "meter/M1/energy", 1.0), site="other"))
    assert rejection.reason == "unknown_point"
    quiet = Message(1, "$MQTT.msgs.zy.park.gw1.status", b"online", NOW)
    assert admitted(quiet)[1] == []
    assert not len(readings)


def test_a_binary_fraction_is_not_more_decimals() -> None:
    readings, rejected = admitted(said(encode_up(MS, ["meter/M1/energy", "meter/M1/power"], [0.1 + 0.2, 7e-3 * 3])))
    assert readings.value.tolist() == [30, 21]
    assert not rejected


def test_a_time_too_large_for_any_calendar_is_a_reason() -> None:
    _, (rejection,) = admitted(said(b'{"t": 9007199254740993000, "p": "meter/M1/energy", "v": 1}'))
    assert rejection.reason == "future"


def test_a_park_without_points_quarantines_everything() -> None:
    empty = PointTable({})
    _, (rejection,) = admitted(said(encode_up(MS, "meter/M1/energy", 1.0)), table=empty)
    assert rejection.reason == "unknown_point"
