"""Ingest: durable readings a second through real MQTT, one reading and fifty in a message.

Publisher processes speak MQTT 3.1.1 QoS 1 on plain sockets (a client library would be the
limit), the real broker stores with ``sync_interval: always``, the real store process decodes,
admits, tells apart and commits with fsync. The clock stops when the last reading is in the
table. Baseline of the same run: the same readings into SQLite with a primary key on
(point, time), synchronous FULL, ten thousand rows a commit, no network, no validation.
"""

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import psutil
import workload

from zhiyuan.app.home import Home
from zhiyuan.telemetry.broker import Broker, core_user, gateway_user
from zhiyuan.telemetry.historian import Historian
from zhiyuan.telemetry.messages import encode_up, topic

GATEWAYS, EACH, PUBLISHERS, WINDOW = 40, 50, 2, 40
ZONE = ZoneInfo("Asia/Shanghai")


def run(quick: bool = False) -> dict[str, Any]:
    """Both message sizes, then the baseline."""
    fifty = measure(ticks=75 if quick else 2000, size=EACH)
    single = measure(ticks=2 if quick else 40, size=1)
    base = baseline(75 if quick else 1000)
    for result in (fifty, single):
        result["ratio_to_sqlite_cpu"] = round(base["cpu_s_per_million"] / result["store_cpu_s_per_million"], 2)
    return {
        "fifty_per_message": fifty,
        "one_per_message": single,
        "baseline_sqlite_primary_key": base,
        "aim": {"fifty_per_message_readings_per_s": 150_000, "met": fifty["readings_per_s"] >= 150_000},
    }


def measure(ticks: int, size: int) -> dict[str, Any]:
    """Publish ``ticks`` minutes of W in messages of ``size`` readings; wait until they are kept."""
    with tempfile.TemporaryDirectory(prefix="zy-ingest-") as folder:
        home = _home(Path(folder))
        broker = Broker(home.broker, home.config()["nats"], home.config()["mqtt"])
        users = [gateway_user("park", f"gw{g}", "secret") for g in range(1, GATEWAYS + 1)]
        broker.write_config([core_user("secret"), *users])
        broker.start()
        store = _child("store", home)
        try:
            return _timed(home, broker, store, ticks, size)
        finally:
            store.terminate()
            store.wait(20)
            broker.stop()


def _timed(home: Home, broker: Broker, store: subprocess.Popen[bytes], ticks: int, size: int) -> dict[str, Any]:
    assert broker.process is not None
    _await_rows(home, 0, 30.0)
    busy = [psutil.Process(store.pid), psutil.Process(broker.process.pid)]
    publishers = [_child("publish", home, str(ticks), str(size), str(k)) for k in range(PUBLISHERS)]
    for p in publishers:
        assert p.stdout is not None
        p.stdout.readline()  # its messages are made
    cpu0, begun = [_cpu(p) for p in busy], time.monotonic()
    for p in publishers:
        assert p.stdin is not None
        p.stdin.write(b"go\n")
        p.stdin.flush()
    sent = [float((p.communicate()[0] or b"0").split()[-1]) for p in publishers]
    published = time.monotonic() - begun
    readings = ticks * workload.POINTS
    _await_rows(home, readings, 300.0)
    took = time.monotonic() - begun
    store_cpu, broker_cpu = (_cpu(p) - c for p, c in zip(busy, cpu0, strict=True))
    return {
        "readings": readings,
        "messages": readings // size,
        "store_cpu_s_per_million": round(store_cpu / readings * 1e6, 2),
        "broker_cpu_s_per_million": round(broker_cpu / readings * 1e6, 2),
        "publisher_cpu_s_per_million": round(sum(sent) / readings * 1e6, 2),
        "readings_per_s": round(readings / took),
        "seconds": round(took, 2),
        "seconds_until_all_acknowledged": round(published, 2),
        "store_peak_rss_mib": round(busy[0].memory_info().rss / 2**20),
        "lost_or_twice": sum(f.rows for f in Historian(home.historian).delta.files()) - readings,
    }


def baseline(ticks: int) -> dict[str, Any]:
    """The same readings into SQLite, by arrival."""
    _, values = next(workload.days(1))
    with tempfile.TemporaryDirectory(prefix="zy-sqlite-") as folder:
        db = sqlite3.connect(Path(folder) / "r.sqlite3", isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE r (point INTEGER, ts INTEGER, value INTEGER, PRIMARY KEY (point, ts)) WITHOUT ROWID")
        cpu, begun = time.process_time(), time.monotonic()
        for k in range(0, ticks, 5):
            db.execute("BEGIN")
            for t in range(k, min(k + 5, ticks)):
                rows = zip(range(1, workload.POINTS + 1), [t] * workload.POINTS, values[t].tolist(), strict=True)
                db.executemany("INSERT OR IGNORE INTO r VALUES (?, ?, ?)", rows)
            db.execute("COMMIT")
        cpu, took = time.process_time() - cpu, time.monotonic() - begun
        db.close()
    readings = ticks * workload.POINTS
    return {
        "readings": readings,
        "cpu_s_per_million": round(cpu / readings * 1e6, 2),
        "readings_per_s": round(readings / took),
    }


def _home(folder: Path) -> Home:
    home = Home(folder)
    home.config_file.write_text(f"nats: 127.0.0.1:{_free()}\nmqtt: 127.0.0.1:{_free()}\n")
    home.keep_secret("broker", "secret")
    return home


def _free() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def _child(what: str, home: Home, *args: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"ZHIYUAN_HOME": str(home.path), "OMP_NUM_THREADS": "1"}
    pipe = None if what == "store" else subprocess.PIPE
    said = subprocess.DEVNULL if what == "store" else None
    return subprocess.Popen(
        [sys.executable, __file__, what, *args], env=environment, stdin=pipe, stdout=pipe, stderr=said
    )


def _await_rows(home: Home, rows: int, seconds: float) -> None:
    until, historian = time.monotonic() + seconds, None
    while time.monotonic() < until:
        try:
            historian = historian or Historian(home.historian)
            historian.refresh()
            if sum(f.rows for f in historian.delta.files()) >= rows:
                return
        except Exception:  # noqa: BLE001  # not there yet
            historian = None
        time.sleep(0.05)
    raise TimeoutError(f"{rows} readings were not kept in {seconds} s")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _publish(ticks: int, size: int, part: int) -> None:
    """One publisher process: its share of the gateways, messages made beforehand."""
    gateways = list(range(part + 1, GATEWAYS + 1, PUBLISHERS))
    by_gateway: dict[int, list[bytes]] = {g: [] for g in gateways}
    start = (int(time.time()) // 3600 * 3600 - ticks * 60 - 1800) * 1000
    points, values = workload.points(GATEWAYS), np.vstack([v for _, v in workload.days(-(-ticks // 1440))])
    for g in gateways:
        mine = range((g - 1) * EACH, g * EACH)
        keys, scales = [points[k].key for k in mine], [10 ** points[k].decimals for k in mine]
        for t in range(ticks):
            shown = [int(values[t, k]) / s for k, s in zip(mine, scales, strict=True)]
            for a in range(0, EACH, size):
                payload = encode_up(start + t * 60_000, keys[a : a + size], shown[a : a + size])
                by_gateway[g].append(payload)
    print("ready", flush=True)
    sys.stdin.readline()
    cpu = time.process_time()
    asyncio.run(_send_all(by_gateway))
    print(time.process_time() - cpu, flush=True)


async def _send_all(by_gateway: dict[int, list[bytes]]) -> None:
    host, port = Home(Path(os.environ["ZHIYUAN_HOME"])).address("mqtt")
    await asyncio.gather(*(_send(host, port, g, payloads) for g, payloads in by_gateway.items()))


async def _send(host: str, port: int, gateway: int, payloads: list[bytes]) -> None:
    """Until every message is acknowledged; a lost connection goes on after the last acknowledgement."""
    done = 0
    while done < len(payloads):
        try:
            async for acknowledged in _publishing(host, port, gateway, payloads, done):
                done = acknowledged
        except (OSError, asyncio.IncompleteReadError) as fault:
            print(f"gw{gateway} lost its connection after {done}: {fault!r}", file=sys.stderr)
            await asyncio.sleep(0.2)


async def _publishing(host: str, port: int, gateway: int, payloads: list[bytes], done: int) -> AsyncIterator[int]:
    """MQTT 3.1.1: CONNECT, then PUBLISH QoS 1 with at most WINDOW unacknowledged; how many are, from time to time."""
    reader, writer = await asyncio.open_connection(host, port)
    name = f"park.gw{gateway}"
    fields = [_text("MQTT") + bytes([4, 0xC2, 0, 60]), _text(name.replace(".", ":")), _text(name), _text("secret")]
    writer.write(_packet(0x10, b"".join(fields)))
    await reader.readexactly(4)
    head = _text(topic("park", f"gw{gateway}", "up"))
    for k in range(done, len(payloads)):
        writer.write(_packet(0x32, head + (k % 65535 + 1).to_bytes(2, "big") + payloads[k]))
        if k + 1 - done >= WINDOW:
            await reader.readexactly(4 * (WINDOW // 2))
            done += WINDOW // 2
            yield done
    await reader.readexactly(4 * (len(payloads) - done))
    yield len(payloads)
    writer.write(b"\xe0\x00")
    await writer.drain()
    writer.close()


def _text(said: str) -> bytes:
    return len(said).to_bytes(2, "big") + said.encode()


def _packet(kind: int, body: bytes) -> bytes:
    length, size = len(body), bytearray()
    while True:
        length, low = divmod(length, 128)
        size.append(low | (128 if length else 0))
        if not length:
            return bytes([kind]) + bytes(size) + body


def _store() -> None:
    from zhiyuan.app import store

    asyncio.run(store.main(lambda: ({"park": workload.points(GATEWAYS)}, ZONE)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["store"]:
        _store()
    elif sys.argv[1:2] == ["publish"]:
        _publish(*map(int, sys.argv[2:5]))
    else:
        print(json.dumps(run("--quick" in sys.argv), indent=2))
