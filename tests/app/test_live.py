"""The live stream: a snapshot, then changes; the slow get a new snapshot; strangers get nothing."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from zhiyuan.app.feed import Lamp, Park
from zhiyuan.app.live import QUEUE, Hub, Live, Viewer
from zhiyuan.telemetry.messages import Items


def read(frames: bytes) -> list[dict[str, Any]]:
    return [json.loads(part.removeprefix(b"data: ")) for part in frames.split(b"\n\n") if part.startswith(b"data: {")]


def drained(viewer: Viewer) -> list[dict[str, Any]]:
    found = []
    while not viewer.queue.empty():
        found += read(viewer.queue.get_nowait())
    return found


def test_a_newcomer_gets_what_is_known_and_then_only_what_changes() -> None:
    hub, viewer = Hub(), Viewer(("floor:1",))
    hub.publish("floor:1", "lamps", [["L1", 100.0], ["L2", 0.0]])
    hub.tick()
    hub.join(viewer)
    hub.publish("floor:1", "lamps", [["L1", 100.0], ["L2", 50.0]])
    hub.tick()
    snapshot, tick = drained(viewer)
    assert (snapshot["kind"], snapshot["lamps"]) == ("snapshot", [["L1", 100.0], ["L2", 0.0]])
    assert (tick["kind"], tick["lamps"]) == ("tick", [["L2", 50.0]])


def test_many_changes_between_two_ticks_are_one_frame() -> None:
    hub, viewer = Hub(), Viewer(("park",))
    hub.join(viewer)
    for power in range(100):
        hub.publish("park", "floors", [["1", power]])
    hub.tick()
    hub.tick()
    assert [f.get("floors") for f in drained(viewer)] == [None, [["1", 99]]]


def test_a_viewer_who_cannot_follow_gets_a_snapshot_instead_of_an_endless_queue() -> None:
    hub, slow = Hub(), Viewer(("park",))
    hub.join(slow)
    for power in range(QUEUE * 3):
        hub.publish("park", "floors", [["1", power]])
        hub.tick()
    found = drained(slow)
    assert len(found) <= QUEUE
    assert found[-1]["floors"] == [["1", QUEUE * 3 - 1]]
    assert "snapshot" in {f["kind"] for f in found}


class Reader:
    """A browser of two lines: sends a request, keeps what comes, leaves."""

    def __init__(self, live: Live, topics: str = "t=park", cookie: str = "sessionid=abc") -> None:
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": "/live/",
            "query_string": topics.encode(),
            "headers": [(b"cookie", cookie.encode())],
        }
        self.leave, self.said, self.live = asyncio.Event(), b"", live
        self.status = 0

    async def run(self) -> None:
        await self.live(self.scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.said += message.get("body", b"")


def answered(check: Callable[[str, tuple[str, ...]], int], topics: str = "t=park") -> int:
    reader = Reader(Live(Hub(), check, "sessionid"), topics)
    asyncio.run(reader.run())
    return reader.status


def test_strangers_and_those_without_the_right_are_refused() -> None:
    assert answered(lambda session, topics: 401) == 401
    assert answered(lambda session, topics: 403) == 403
    assert answered(lambda session, topics: 200, topics="") == 400


def test_the_check_sees_the_session_and_every_topic_once() -> None:
    seen: list[Any] = []

    def check(session: str, topics: tuple[str, ...]) -> int:
        seen.append((session, topics))
        return 403

    answered(check, "t=park&t=floor:1&t=park")
    assert seen == [("abc", ("park", "floor:1"))]


def test_a_viewer_who_leaves_is_forgotten_at_once() -> None:
    async def story() -> tuple[int, int, bytes]:
        hub = Hub()
        reader = Reader(Live(hub, lambda *_: 200, "sessionid"))
        running = asyncio.create_task(reader.run())
        while not hub.viewers():
            await asyncio.sleep(0.01)
        hub.publish("park", "floors", [["1", 2.0]])
        hub.tick()
        await asyncio.sleep(0.05)
        watched = hub.viewers()
        reader.leave.set()
        await asyncio.wait_for(running, 2)
        return watched, hub.viewers(), reader.said

    watched, left, said = asyncio.run(story())
    assert (watched, left) == (1, 0)
    assert [f["kind"] for f in read(said)] == ["snapshot", "tick"]


def test_readings_become_rows_of_their_floor_and_sums() -> None:
    park = Park({"L1": Lamp(1), "L2": Lamp(2)}, {"g1": 1})
    rows = park.hear(
        Items(0, ["lum/L1/level", "lum/L1/power", "lum/L2/fault", "meter/M/power", "lum/X/level"], [50, 9, 1, 3, 5])
    )
    assert rows == {1: [["L1", 50, 0, 9]], 2: [["L2", None, 1, None]]}
    park.decided({"g1": [0.5, "manual", None, "manual"], "unknown": [1, "x", None, "auto"]})
    assert park.sums([1, 2]) == [["1", 0.009, 1, 0, 1, 1], ["2", 0.0, 0, 1, 1, 0]]


def test_a_reading_that_cannot_be_used_changes_nothing() -> None:
    park = Park({"L1": Lamp(1, 10.0)})
    assert park.hear(Items(0, ["lum/L1/level"], [float("nan")], bad=((0, "value"),))) == {}
    assert park.lamps["L1"].level == 10.0
