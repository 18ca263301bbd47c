"""A reading that somebody entered goes the way of every reading: durable log, store, historian."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from metering.metered_park import IDS, MIDNIGHT, ZONE, counted, metered_park
from small_park import person
from zhiyuan.app import manual
from zhiyuan.app.home import Home
from zhiyuan.metering import services
from zhiyuan.metering.models import ManualReading
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.points import PointTable
from zhiyuan.telemetry.quarantine import Quarantine
from zhiyuan.telemetry.stream import Log, client


async def _messages(address: str) -> list[Message]:
    log = Log(client(address, "core", "secret"))
    await log.open()
    log.start(0)
    found: list[Message] = []
    for _ in range(20):
        found += [Message(m.seq, m.subject, m.payload, m.published) for m in await log.fetch()]
        if found:
            break
    await log.close()
    return found


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_an_entered_reading_is_kept_exactly_once(broker: Any, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    park, clerk = metered_park(), person("clerk", "bookkeeper")
    home = Home(tmp_path)
    home.config_file.write_text(json.dumps({"nats": broker.nats}))
    home.keep_secret("broker", "secret")
    readings = [
        {"meter": "silent", "at": (MIDNIGHT + timedelta(hours=h)).isoformat(), "value": v}
        for h, v in ((0, 100), (6, 112.5))
    ]
    services.enter_readings(clerk, park.site, readings=readings)
    assert manual.send_waiting(home) == 2
    ManualReading.objects.update(sent_at=None)  # it died before it could note that they were sent
    assert manual.send_waiting(home) == 2
    assert manual.send_waiting(home) == 0
    messages = asyncio.run(_messages(broker.nats))
    store = Intake(tmp_path / "historian", Quarantine(tmp_path / "quarantine.sqlite3"), ZONE,
                   PointTable({park.site.key: list(counted().values())}), ":1")  # fmt: skip
    store.take(messages, messages[-1].seq)
    store.settle()
    assert (store.counts.readings, store.counts.duplicates, store.counts.quarantined) == (2, 2, 0)
    assert sum(store.energy.stored([IDS["silent"]])["kwh"].to_pylist()) == 12_500_000
