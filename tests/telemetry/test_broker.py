"""The broker: least privilege, the stream made first, users taken up while it runs."""

import asyncio
import stat
import time
from pathlib import Path

import aiomqtt
import nats
import pytest

from zhiyuan.telemetry.broker import Broker, core_user, gateway_user, violations

pytestmark = pytest.mark.broker


def client(broker: Broker, user: str, password: str = "secret") -> aiomqtt.Client:
    host, port = broker.mqtt.split(":")
    return aiomqtt.Client(host, int(port), username=user, password=password, identifier=user.replace(".", ":"))


def test_the_stream_keeps_by_limits_before_any_device_connects(broker: Broker) -> None:
    async def look() -> None:
        core = await nats.connect(f"nats://{broker.nats}", user="core", password="secret")
        info = await core.jetstream().stream_info("$MQTT_msgs")
        assert info.config.retention == "limits"
        assert info.config.max_consumers == 100_000
        async with client(broker, "park.gw1") as gateway:
            await gateway.publish("zy/park/gw1/up", b"x", qos=1)
        info = await core.jetstream().stream_info("$MQTT_msgs")
        assert (info.config.retention, info.state.messages) == ("limits", 1)
        await core.close()

    asyncio.run(look())


def test_a_gateway_says_and_hears_only_its_own(broker: Broker, tmp_path: Path) -> None:
    async def try_it() -> None:
        async with client(broker, "park.gw1") as gateway:
            own, other = await gateway.subscribe([("zy/park/gw1/cmd", 0), ("zy/park/gw2/cmd", 0)])
            assert (own.value, other.value) == (0, 0x80)
            await gateway.publish("zy/park/gw2/up", b"x", qos=1)  # acknowledged, and dropped
        with pytest.raises(aiomqtt.MqttError):
            async with client(broker, "park.gw1", "wrong"):
                pass

    asyncio.run(try_it())
    time.sleep(0.2)
    assert violations((tmp_path / "broker.log").read_text()) == [("park:gw1", "zy.park.gw2.up")]


def test_a_new_user_is_taken_up_and_a_revoked_one_cut_without_a_restart(broker: Broker) -> None:
    broker.write_config([core_user("secret"), gateway_user("park", "new", "fresh")])
    broker.reload()
    time.sleep(0.5)

    async def try_it() -> None:
        async with client(broker, "park.new", "fresh") as gateway:
            await gateway.publish("zy/park/new/up", b"x", qos=1)
        with pytest.raises(aiomqtt.MqttError):
            async with client(broker, "park.gw1"):
                pass

    asyncio.run(try_it())


def test_the_configuration_with_its_passwords_is_the_owners_only(broker: Broker) -> None:
    assert stat.S_IMODE(broker.config_file.stat().st_mode) == 0o600
