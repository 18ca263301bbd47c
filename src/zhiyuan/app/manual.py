"""Readings that people entered, handed to the durable log under the sender ``~manual``.

The store then keeps them like any device's. A row is marked sent only once the log has it; after a
crash in between it is sent again, and the store counts the second as a duplicate.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from django.db import connection

from zhiyuan.app.home import Home
from zhiyuan.app.jobs import connect
from zhiyuan.kernel import parktime
from zhiyuan.metering.models import ManualReading
from zhiyuan.telemetry.messages import STORED_PREFIX, encode_up, subject
from zhiyuan.telemetry.points import MANUAL

AT_ONCE = 500
PATIENCE_S = 5.0


def send_waiting(home: Home) -> int:
    """Send what waits, oldest first; how many. Raises when the broker does not answer: they wait on."""
    sent = 0
    while rows := _waiting():
        asyncio.run(_publish(home, [(_subject(rows[0]), _payload(rows))]))
        ManualReading.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=parktime.now())
        sent += len(rows)
    connection.close()
    return sent


def _waiting() -> list[Any]:
    """The oldest waiting readings of one site."""
    rows = list(ManualReading.objects.filter(sent_at=None).select_related("site").order_by("pk")[:AT_ONCE])
    return [row for row in rows if row.site_id == rows[0].site_id]


def _subject(row: Any) -> str:
    return STORED_PREFIX + subject(row.site.key, MANUAL, "up")


def _payload(rows: Sequence[Any]) -> bytes:
    keys = dict(rows[0].site.points.filter(pk__in=[r.point for r in rows]).values_list("pk", "key"))
    stamps = [round(row.at.timestamp() * 1000) for row in rows]
    return encode_up(
        stamps, [keys.get(r.point, f"meter/{r.meter}/energy") for r in rows], [float(r.value) for r in rows]
    )


async def _publish(home: Home, messages: Sequence[tuple[str, bytes]]) -> None:
    bus = await asyncio.wait_for(connect(home), PATIENCE_S)
    try:
        log = bus.jetstream(timeout=PATIENCE_S)
        for to, payload in messages:
            await log.publish(to, payload)  # returns when the log has it
    finally:
        await bus.close()
