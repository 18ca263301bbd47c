"""Steering: presence event → command at 500 events/s, and decisions for 50,000 luminaires.

The real process (``zhiyuan.app.steer``) with a real broker and database; 5,000 spaces whose lights
are low, each of which is entered once. Events and commands cross the same server, and every command
is acknowledged with its levels read back, as gateways do. It is ten in the morning: indoors each
event must be answered; who passes on a road lights nothing, and those events count as quiet. The
baseline of the same run is an echo: the same events answered by a process that decides nothing.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import stage

from zhiyuan.adapters.mqtt import decode_command, encode_ack

COPIES = 25  # of the 2,000-luminaire example: 50,000
EVENTS_PER_S = 500
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a working Monday, ten in the morning in Shanghai
PORTS = {"http": "127.0.0.1:9391", "mqtt": "127.0.0.1:9392", "nats": "127.0.0.1:9393"}
AIM_MS = 100.0
ECHO = """
import asyncio, nats, sys
async def main():
    bus = await nats.connect(sys.argv[1], user="core", password=sys.argv[2])
    async def heard(m):
        await bus.publish(m.subject.replace(".up", ".cmd").replace("zy.", "echo.", 1), m.data)
    await bus.subscribe("zy.echo.*.up", cb=heard)
    print("up", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


def run(copies: int = COPIES, events: int = 5000) -> dict[str, Any]:
    """Both measurements. Times in ms."""
    with tempfile.TemporaryDirectory(prefix="zhiyuan-steer-") as folder:
        park = many(stage.example(), copies)
        site, broker = stage.installation(Path(folder), park, PORTS, START)
        _keep_vacant(site, park)
        try:
            latency = asyncio.run(_measure(folder, park, events))
        finally:
            broker.stop()
        return {"events_per_s": EVENTS_PER_S, **latency, **decisions(park), "aim_p99_ms": AIM_MS}


def many(park: Any, copies: int) -> Any:
    """The park so many times over, as one site."""
    all_of = [_copy(park, n) for n in range(copies)]
    joined = {
        name: tuple(one for p in all_of for one in getattr(p, name))
        for name in ("buildings", "circuits", "gateways", "sensors", "meters")
    }
    return replace(park, scenes=(), **joined)


def _copy(park: Any, n: int) -> Any:
    """Every key of what stands in buildings gets a suffix."""

    def key(said: str | None) -> str | None:
        return None if said is None else f"{said}-{n}"

    def luminaire(m: Any) -> Any:
        return replace(m, key=key(m.key), circuit=key(m.circuit), group=key(m.group), gateway=key(m.gateway))

    def space(s: Any) -> Any:
        groups = tuple(replace(g, key=key(g.key)) for g in s.groups)
        spill = {key(k): v for k, v in s.spill.items()}
        lamps = tuple(luminaire(m) for m in s.luminaires)
        return replace(s, key=key(s.key), groups=groups, luminaires=lamps, spill=spill)

    def floor(f: Any) -> Any:
        return replace(f, key=key(f.key), spaces=tuple(space(s) for s in f.spaces))

    def building(b: Any) -> Any:
        return replace(b, key=key(b.key), floors=tuple(floor(f) for f in b.floors))

    places = ("space", "building", "circuit", "gateway", "floor", "parent")

    def thing(t: Any) -> Any:
        moved = {p: key(getattr(t, p)) for p in places if hasattr(t, p)}
        return replace(t, key=key(t.key), **moved)

    return replace(
        park,
        buildings=tuple(building(b) for b in park.buildings),
        circuits=tuple(thing(c) for c in park.circuits),
        gateways=tuple(thing(g) for g in park.gateways),
        sensors=tuple(thing(s) for s in park.sensors),
        meters=tuple(thing(m) for m in park.meters),
    )


def _keep_vacant(site: Any, park: Any) -> None:
    from zhiyuan.app.steering.ground import ground
    from zhiyuan.app.steering.memory import kept
    from zhiyuan.lighting.control import start
    from zhiyuan.lighting.writes import keep_state

    made = ground(park, START.date())
    fresh = start(made.model)
    long_ago = replace(fresh, since_hit=np.full_like(fresh.since_hit, 1000.0))
    keep_state(site.pk, START, memory=kept(made, long_ago, START.timestamp() / 60))


async def _measure(folder: str, park: Any, events: int) -> dict[str, Any]:
    import nats

    secret = json.loads((Path(folder) / "secrets/broker.json").read_text())
    bus = await nats.connect(f"nats://{PORTS['nats']}", user="core", password=secret)
    sensors = [s for s in park.sensors if s.kind == "presence"]
    random.Random(1).shuffle(sensors)  # people do not enter gateway by gateway
    sensors = sensors[:events]
    echo = await _child([sys.executable, "-c", ECHO, f"nats://{PORTS['nats']}", secret])
    baseline = await _echo(bus, len(sensors))
    echo.kill()
    steer = subprocess.Popen([sys.executable, "-m", "zhiyuan.app.steer"])
    try:
        gateways = Gateways(bus, park)
        await bus.subscribe("zy.*.*.cmd", cb=gateways.heard)
        await gateways.settle()
        before_s = _cpu(steer.pid)
        took, asked, lit_outdoors = await _events(gateways, park, sensors)
        cpu_s = round(_cpu(steer.pid) - before_s, 2)
    finally:
        steer.terminate()
        steer.wait(10)
        await bus.close()
    if len(took) != asked or lit_outdoors:
        raise SystemExit(f"{len(took)} of {asked} events were answered, {lit_outdoors} by day outdoors")
    p50, p99 = np.percentile(took, [50, 99])
    base50, base99 = np.percentile(baseline, [50, 99])
    return {
        "luminaires": len(park.luminaires),
        "spaces": len(park.spaces),
        "events": len(sensors),
        "answered": len(took),
        "asked": asked,
        "dark_by_day": len(sensors) - asked,
        "p50_ms": round(float(p50), 2),
        "p99_ms": round(float(p99), 2),
        "max_ms": round(float(max(took)), 2),
        "echo_p50_ms": round(float(base50), 2),
        "echo_p99_ms": round(float(base99), 2),
        "p99_over_echo": round(float(p99 / base99), 1),
        "steer_cpu_s": cpu_s,
        "steer_cpu_ms_per_event": round(1000 * cpu_s / len(sensors), 2),
    }


async def _child(argv: list[str]) -> asyncio.subprocess.Process:
    child = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    await child.stdout.readline()
    return child


class Gateways:
    """All gateways of the park: each command is acknowledged with the levels of its luminaires read back."""

    def __init__(self, bus: Any, park: Any) -> None:
        self.bus, self.last, self.began = bus, 0.0, {}  # group → when somebody entered its space [s]
        self.took: list[float] = []
        self.lamps: dict[tuple[str, str], list[str]] = {}
        for lamp in park.luminaires:
            if lamp.controllable and lamp.gateway and lamp.group:
                self.lamps.setdefault((lamp.gateway, lamp.group), []).append(lamp.key)

    async def heard(self, message: Any) -> None:
        """A command."""
        self.last = now = time.perf_counter()
        command, gateway = decode_command(message.data), message.subject.split(".")[2]
        for one in command.set:
            since = self.began.pop(one.g, None)
            if since is not None:
                self.took.append((now - since) * 1000)
        levels = {key: 100 * one.level for one in command.set for key in self.lamps[gateway, one.g]}
        closed = {one.c: int(one.closed) for one in command.contactor}
        await self.bus.publish(
            message.subject.replace(".cmd", ".ack"), encode_ack(command.id, command.t, levels, closed)
        )

    async def settle(self, seconds: float = 5.0) -> None:
        """Wait until the first commands have been sent."""
        while not self.last or time.perf_counter() - self.last < seconds:
            await asyncio.sleep(0.2)


async def _events(gateways: Gateways, park: Any, sensors: list[Any]) -> tuple[list[float], int, int]:
    """Enter every space once. Latencies [ms]; how many events ask for light, how many groups gave it outdoors."""
    outdoors = {s.key for f in park.floors() if f.outdoor for s in f.spaces}
    group_of = {s.key: s.groups[0].key for s in park.spaces}
    asking = {group_of[s.space] for s in sensors if s.space not in outdoors}
    dark = {group_of[s.space] for s in sensors if s.space in outdoors}
    t = round(START.timestamp() * 1000)

    async def enter(i: int) -> None:
        sensor = sensors[i]
        gateways.began[group_of[sensor.space]] = time.perf_counter()
        said = {"t": t + 60_000, "p": [f"sensor/{sensor.key}/presence"], "v": [1]}
        await gateways.bus.publish(f"zy.{park.site.key}.{sensor.gateway}.up", json.dumps(said).encode())

    await _paced(len(sensors), enter)
    await _until(lambda: not asking & gateways.began.keys(), 5.0)
    await asyncio.sleep(1.0)
    return gateways.took, len(asking), len(dark - gateways.began.keys())


async def _echo(bus: Any, count: int) -> list[float]:
    begun: dict[str, float] = {}
    took: list[float] = []

    async def heard(message: Any) -> None:
        took.append((time.perf_counter() - begun[message.subject.split(".")[2]]) * 1000)

    await bus.subscribe("echo.echo.*.cmd", cb=heard)

    async def say(i: int) -> None:
        begun[f"g{i}"] = time.perf_counter()
        await bus.publish(f"zy.echo.g{i}.up", b'{"t":0,"p":["x"],"v":[1]}')

    await _paced(min(count, 2000), say)
    await _until(lambda: len(took) >= min(count, 2000), 5.0)
    return took


async def _paced(count: int, act: Callable[[int], Any]) -> None:
    start = time.perf_counter()
    for i in range(count):
        ahead = start + i / EVENTS_PER_S - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        await act(i)


async def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


def _cpu(pid: int) -> float:
    import psutil

    used = psutil.Process(pid).cpu_times()
    return round(float(used.user + used.system), 2)


def decisions(park: Any, seconds: float = 3.0) -> dict[str, Any]:
    """Whole decisions for every luminaire of the park, one after another, in this process."""
    from zhiyuan.app.steering.ground import ground
    from zhiyuan.app.steering.steersman import Now, steersman

    made = ground(park, START.date())
    minute = START.timestamp() / 60
    steer = steersman(made, Now(minute, 0.0))
    steer.decide(Now(minute, 0.0))
    times = []
    begun, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        minute += 1
        before = time.perf_counter()
        steer.decide(Now(minute, minute))
        times.append(time.perf_counter() - before)
    used = time.process_time() - cpu
    each = float(np.median(times))
    return {
        "decision_ms": round(each * 1000, 2),
        "decision_cpu_ms": round(used / len(times) * 1000, 2),
        "luminaire_decisions_per_s": round(len(park.luminaires) / each),
    }


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--events", type=int, default=5000)
    said = parser.parse_args()
    print(json.dumps(run(said.copies, said.events), indent=2))


if __name__ == "__main__":
    main()
