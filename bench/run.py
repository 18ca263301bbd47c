"""Run every measurement beside this file and print one JSON; each module has ``run(...) -> dict``.

``make bench`` runs them all; ``--quick`` at a small size, ``--only NAME`` one of them, ``--size N`` with so many where
a measurement can be larger than is bearable every time (``cases_search --size 1000000``).
Each runs in a process of its own. CPU-seconds count first: the machine may be shared, and wall
times then say more about the neighbours. A module that fails is reported, and the exit says so.
``bench/results/latest.json`` keeps the last run of each; ``python bench/table.py`` lays it out.
"""

import argparse
import importlib.util
import inspect
import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SMALL: dict[str, Any] = {"quick": True, "minutes": 0.5, "copies": 2, "events": 500}


def names() -> list[str]:
    """The measurements: files beside this one that define ``run``."""
    return sorted(p.stem for p in HERE.glob("[a-z]*.py") if p.stem != "run" and "\ndef run(" in p.read_text())


def load(name: str) -> Any:
    """Import one by its path; the folder is no package."""
    sys.path.insert(0, str(HERE))
    spec = importlib.util.spec_from_file_location(f"bench_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def one(name: str, quick: bool, size: int | None) -> dict[str, Any]:
    """Run one here; what it takes as smaller or larger, it gets."""
    run = load(name).run
    said = (SMALL if quick else {}) | ({"size": size} if size else {})
    result: dict[str, Any] = run(**{k: v for k, v in said.items() if k in inspect.signature(run).parameters})
    return result


def apart(name: str, quick: bool, size: int | None) -> dict[str, Any]:
    """Run one in its own process."""
    begun, about = time.monotonic(), {"at": _now(), "load": _load()}
    command = [sys.executable, str(HERE / "run.py"), "--inside", name]
    command += [*(["--quick"] if quick else []), *(["--size", str(size)] if size else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = round(time.monotonic() - begun, 1)
    if done.returncode:
        return about | {"failed": errors(done.stderr), "took_s": took}
    return json.loads(done.stdout.splitlines()[-1]) | about | {"took_s": took}


def errors(said: str) -> list[str]:
    """What went wrong, first in the processes that a measurement started, last in its own; without a traceback the
    last lines."""
    lines = said.strip().splitlines()
    traces = [place for place, line in enumerate(lines) if line.startswith("Traceback (")]
    ends = (next((line for line in lines[place + 1 :] if line[:1].strip()), "") for place in traces)
    return [line for line in ends if line] or lines[-5:]


def machine() -> dict[str, Any]:
    """What it runs on."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def kept(file: Path) -> dict[str, Any]:
    """The last run of each measurement that still exists."""
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return {name: result for name, result in found.items() if name in names()}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _load() -> list[float]:
    return [round(x, 2) for x in os.getloadavg()]


def main() -> int:
    """Collect all results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--quick", action="store_true", help="small sizes: does it run, not how fast")
    parser.add_argument("--only", action="append", choices=names(), help="one measurement; may be repeated")
    parser.add_argument("--size", type=int, help="how many, where a measurement can be larger")
    parser.add_argument("--inside", choices=names(), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(one(args.inside, args.quick, args.size), default=str))
        return 0
    file = RESULTS / ("quick.json" if args.quick else "latest.json")
    results: dict[str, Any] = {"machine": machine(), "quick": args.quick, **kept(file)}
    for name in args.only or names():
        print(f"{name} …", file=sys.stderr, flush=True)
        results[name] = apart(name, args.quick, args.size)
        RESULTS.mkdir(exist_ok=True)
        file.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(results, indent=2, ensure_ascii=False))
    return int(any("failed" in r for r in results.values() if isinstance(r, dict)))


if __name__ == "__main__":
    sys.exit(main())
