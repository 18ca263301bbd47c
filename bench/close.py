"""Month close of many tenants: from kept quarter hours to numbered bills, seconds of CPU and wall, number of queries.

The baseline of the same run is the arithmetic alone (one pass of NumPy over the same quarter hours):
what no way of closing can be quicker than.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from typing import Any

AIM_S = 10.0
MONTH_QUARTERS = 31 * 96


def run(quick: bool = False) -> dict[str, Any]:
    """Close a month of 1,000 tenants (50 when quick) in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="zhiyuan-close-") as home:
        environment = os.environ | {"ZHIYUAN_HOME": home, "DJANGO_SETTINGS_MODULE": "zhiyuan.app.settings"}
        environment.pop("ZHIYUAN_DATABASE", None)
        command = [sys.executable, __file__, "50" if quick else "1000"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return {"name": "close", **json.loads(done.stdout.splitlines()[-1])}


def _measure(tenants: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    account, person = _park(tenants)
    from zhiyuan.billing import bill_queries, kept_queries, services

    connection.force_debug_cursor = True
    steps: dict[str, Any] = {}

    def timed(name: str, act: Any) -> Any:
        before = time.process_time(), time.perf_counter(), len(connection.queries_log)
        result = act()
        cpu, wall = time.process_time() - before[0], time.perf_counter() - before[1]
        queries = len(connection.queries_log) - before[2]
        steps[name] = {"cpu_s": round(cpu, 2), "wall_s": round(wall, 2), "queries": queries}
        return result

    from datetime import date

    close = timed("open", lambda: services.open_close(person, account, month=date(2026, 3, 1)))
    timed("accept", lambda: services.accept_estimates(person, close, reason="bench"))
    timed("draft", lambda: services.draft_bills(person, close))
    timed("issue", lambda: services.issue_bills(person, close))
    closing = ("open", "accept", "draft", "issue")
    wall = round(sum(steps[n]["wall_s"] for n in closing), 2)
    cpu = round(sum(steps[n]["cpu_s"] for n in closing), 2)
    timed("page", lambda: bill_queries.look(close))
    equal = timed("recheck", lambda: all(one.equal for one in kept_queries.recheck_close(close)))
    baseline = _arithmetic(bill_queries.inputs(account, date(2026, 3, 1), accepted=True))
    return {
        "tenants": tenants,
        "quarter_hours": (tenants + 2) * MONTH_QUARTERS,
        "steps": steps,
        "close_wall_s": wall,
        "close_cpu_s": cpu,
        "aim_s": AIM_S,
        "within_aim": wall <= AIM_S,
        "issued_again_equal": equal,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "baseline": "the sums by period alone, NumPy over the same quarter hours",
        "baseline_cpu_s": baseline,
        "ratio": round(cpu / max(baseline, 0.001), 1),
    }


def _arithmetic(given: Any) -> float:
    import numpy as np

    from zhiyuan.billing.split import calendar, energy_by_part

    at = calendar(given.tariff, given.span, given.zone)
    start = time.process_time()
    energy_by_part(np.stack([load.kwh for load in given.meters.values()]), int(given.master.start[0]), at)
    return round(time.process_time() - start, 3)


def _park(tenants: int) -> tuple[Any, Any]:
    """A park of so many tenants, one meter each, a corridor, and March 2026 with a little estimated."""
    from datetime import UTC, date, datetime
    from decimal import Decimal

    from zhiyuan.billing.models import Account, AccountTerms, CommonMeter, PriceSheet
    from zhiyuan.enterprises.models import Enterprise, Tenancy, TenancyMeter
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.kernel import parktime
    from zhiyuan.park.models import Building, Floor, Gateway, Meter, Point, Site

    now = datetime(2026, 4, 2, 2, tzinfo=UTC)
    parktime.use(lambda: now)
    people = [Person.objects.create(username=name) for name in ("li", "wang")]
    for person in people:
        Grant.objects.create(person=person, role="bookkeeper")
    site = Site.objects.create(key="bench", name="Bench", latitude=33.0, longitude=112.5)
    building = Building.objects.create(site=site, key="b1")
    floor = Floor.objects.create(site=site, key="f1", building=building, level=1, width_m=100, depth_m=100)
    gateway = Gateway.objects.create(site=site, key="g1", floor=floor)
    keys = ["main", "hall", *(f"t{n:04d}" for n in range(tenants))]
    meters = Meter.objects.bulk_create([Meter(site=site, key=k, name=k, gateway=gateway) for k in keys])
    about = {"kind": "register", "unit": "kWh", "decimals": 3, "source": "g1"}
    points = Point.objects.bulk_create([Point(site=site, key=f"meter/{k}/energy", **about) for k in keys])
    account = Account.objects.create(site=site, key="main", name="Main", meter=meters[0])
    AccountTerms.objects.create(account=account, start=date(2026, 1, 1), entered_at=now)
    CommonMeter.objects.create(account=account, meter="hall", name="hall", start=date(2026, 1, 1))
    PriceSheet.objects.create(
        site=site, customer_class="commercial", mode="single", voltage="10", start=date(2026, 3, 1),
        end=date(2026, 4, 1), source="bench", energy="0.37", loss="0.016", td="0.20", system="0.035",
        fund="0.028889375", entered_by=people[0], entered_at=now, checked_by=people[1], checked_at=now,
    )  # fmt: skip
    made = Enterprise.objects.bulk_create([Enterprise(site=site, key=k, name=k) for k in keys[2:]])
    starts = [date(2026, 3, 17) if n % 50 == 0 else date(2025, 1, 1) for n in range(tenants)]
    held = Tenancy.objects.bulk_create(
        [Tenancy(enterprise=e, start=s, area_m2=Decimal(100)) for e, s in zip(made, starts, strict=True)]
    )
    TenancyMeter.objects.bulk_create([TenancyMeter(tenancy=t, meter=m) for t, m in zip(held, meters[2:], strict=True)])
    _keep([p.pk for p in points])
    return account, people[0]


def _keep(points: list[int]) -> None:
    """March 2026 of every meter: uneven, one meter in a hundred with an estimated day."""
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

    import numpy as np
    import pyarrow as pa

    from zhiyuan.kernel.span import day_span
    from zhiyuan.telemetry.delta import DeltaFiles
    from zhiyuan.telemetry.historian import micros
    from zhiyuan.telemetry.rollup import APP, ENERGY

    start = micros(day_span(date(2026, 3, 1), ZoneInfo("Asia/Shanghai")).start)
    stamps = start + np.arange(MONTH_QUARTERS, dtype=np.int64) * 900_000_000
    dice = np.random.default_rng(7)
    energy = dice.integers(0, 3_000_000, (len(points), MONTH_QUARTERS))
    energy[0] = energy[1:].sum(axis=0) + dice.integers(20_000, 60_000, MONTH_QUARTERS) * len(points)
    quality = np.zeros(energy.shape, np.int8)
    quality[2::100, 960:1056] = 1
    columns = [np.repeat(np.array(points, np.int32), MONTH_QUARTERS), np.tile(stamps, len(points)),
               energy.ravel(), quality.ravel()]  # fmt: skip
    table = pa.table([pa.array(c) for c in columns], schema=ENERGY.columns)
    delta = DeltaFiles(Path(os.environ["ZHIYUAN_HOME"]) / "historian" / "energy", ENERGY, write=True)
    delta.commit({"2026-03": table}, (APP, 1), [])


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
