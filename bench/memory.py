"""Memory of the process tree without the simulated park: PSS some minutes after start, 2,000 points.

The baseline of the same run is the same number of Python processes that have only set Django up:
what a tree of this shape costs before it does anything.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

MINUTES = 10.0
POINTS = 2000
PORTS = {"http": "127.0.0.1:9291", "mqtt": "127.0.0.1:9292", "nats": "127.0.0.1:9293"}
AIM_MIB = 400
PAGES = ("/sign-in/", "/healthz", "/static/")
BARE = "from zhiyuan.app.manage import ready; ready(); print('up', flush=True); input()"


def run(minutes: float = MINUTES) -> dict[str, Any]:
    """Measure; MiB by process and in all."""
    with tempfile.TemporaryDirectory(prefix="zhiyuan-memory-") as folder:
        directory = Path(folder) / "park"
        _command("init", directory, *(part for name, value in PORTS.items() for part in (f"--{name}", value)))
        points = _import(directory, Path(folder) / "park.yaml")
        tree = subprocess.Popen([sys.executable, "-c", MAIN, "run", str(directory)], stderr=subprocess.DEVNULL)
        try:
            _await(directory)
            _look_at_pages()
            time.sleep(minutes * 60)
            by_process = _measure(tree.pid)
            baseline = _bare(sum(name not in {"broker", "supervisor"} for name in by_process))
        finally:
            tree.terminate()
            tree.wait(15)
    total = round(sum(by_process.values()), 1)
    return {
        "name": "memory",
        "points": points,
        "minutes": minutes,
        "pss_mib": by_process,
        "total_mib": total,
        "aim_mib": AIM_MIB,
        "within_aim": total <= AIM_MIB,
        "baseline": "as many Python processes with Django set up and nothing else",
        "baseline_mib": baseline,
        "ratio": round(total / baseline, 2),
    }


MAIN = "from zhiyuan.app.cli import main; main()"


def _command(*args: object) -> None:
    subprocess.run([sys.executable, "-c", MAIN, *map(str, args)], check=True, stdout=subprocess.DEVNULL)


def _import(directory: Path, file: Path) -> int:
    """Import the example park, thinned to about 2,000 points; how many it has."""
    from zhiyuan.app.demo import example
    from zhiyuan.park import yamlfile
    from zhiyuan.park.points import points_of

    park = yamlfile.read(example().read_text("utf-8"))
    every = 1
    while sum(1 for _ in points_of(_thinned(park, every))) > POINTS * 1.02:
        every += 1
    thin = _thinned(park, every)
    file.write_text(yamlfile.write(thin), "utf-8")
    _command("import", "park", file, "--home", directory)
    return sum(1 for _ in points_of(thin))


def _thinned(park: Any, every: int) -> Any:
    def thin(space: Any) -> Any:
        firsts = {g.key: next((m.key for m in space.luminaires if m.group == g.key), "") for g in space.groups}
        kept = [m for i, m in enumerate(space.luminaires) if i % every == 0 or m.key in firsts.values()]
        return replace(space, luminaires=tuple(kept))

    def floor(f: Any) -> Any:
        return replace(f, spaces=tuple(thin(s) for s in f.spaces))

    buildings = tuple(replace(b, floors=tuple(floor(f) for f in b.floors)) for b in park.buildings)
    return replace(park, buildings=buildings)


def _await(directory: Path, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        state = directory / "run" / "tree.json"
        if state.exists() and "web" in json.loads(state.read_text())["processes"]:
            try:
                urllib.request.urlopen(f"http://{PORTS['http']}/sign-in/", timeout=2).read()
            except OSError:
                time.sleep(0.5)
            else:
                return
        time.sleep(0.2)
    raise TimeoutError("the tree did not come up")


def _look_at_pages() -> None:
    for page in PAGES:
        try:
            urllib.request.urlopen(f"http://{PORTS['http']}{page}", timeout=5).read()
        except OSError:
            continue


def _measure(supervisor: int) -> dict[str, float]:
    parent = psutil.Process(supervisor)
    found = {"supervisor": parent.memory_full_info().pss / 2**20}
    for child in parent.children(recursive=True):
        name = child.cmdline()[-1].rsplit(".", 1)[-1] if "nats-server" not in child.name() else "broker"
        found[name] = found.get(name, 0.0) + child.memory_full_info().pss / 2**20
    return {name: round(mib, 1) for name, mib in found.items()}


def _bare(count: int) -> float:
    """PSS of so many Python processes that have only set Django up. [MiB]"""
    children = [
        subprocess.Popen([sys.executable, "-c", BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(count)
    ]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    total = sum(psutil.Process(child.pid).memory_full_info().pss for child in children) / 2**20
    for child in children:
        child.kill()
        child.wait()
    return round(total, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    print(json.dumps(run(parser.parse_args().minutes), indent=1))
