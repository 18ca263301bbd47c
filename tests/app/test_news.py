"""Committed acts become news; an act never fails because nobody listens."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zhiyuan.app import news
from zhiyuan.app.news import Wire

LINE: Any = SimpleNamespace(
    sequence=7,
    verb="lighting.override_space",
    actor="li",
    object_type="park.space",
    object_id="3",
    params={"level": 0.8},
)


def test_nothing_is_told_outside_an_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHIYUAN_HOME", str(tmp_path))
    news.tell(LINE)


def test_an_absent_broker_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "zhiyuan.yaml").write_text('nats: "127.0.0.1:1"\n')
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "broker.json").write_text('"x"')
    monkeypatch.setenv("ZHIYUAN_HOME", str(tmp_path))
    news.tell(LINE)


@pytest.mark.broker
def test_what_is_told_arrives_and_survives_a_lost_connection(tmp_path: Path) -> None:
    from ports import free_port
    from zhiyuan.telemetry.broker import Broker, core_user

    address = f"127.0.0.1:{free_port()}"
    broker = Broker(tmp_path, nats=address, mqtt=f"127.0.0.1:{free_port()}")
    broker.write_config([core_user("secret")])
    broker.start()
    wire = Wire(("127.0.0.1", int(address.rpartition(":")[2])), "core", "secret")

    async def heard() -> list[dict[str, Any]]:
        import nats

        bus = await nats.connect(f"nats://{address}", user="core", password="secret")
        listening = await bus.subscribe("news.>")
        await bus.flush()
        for number in (1, 2):
            await asyncio.to_thread(wire.publish, "news.lighting.override_space", news.message(LINE))
            if number == 1:
                wire._socket.close()  # type: ignore[union-attr]  # the network drops it
        got = [json.loads((await listening.next_msg(5)).data) for _ in range(2)]
        await bus.close()
        return got

    try:
        said = asyncio.run(heard())
    finally:
        wire.close()
        broker.stop()
    assert [s["params"] for s in said] == [{"level": 0.8}] * 2
