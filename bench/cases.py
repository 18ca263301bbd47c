"""Cases: durable events per second, of the append alone and of the whole verb, on SQLite and PostgreSQL.

One event is one committed transaction with synchronous writes; ``bare`` is the same number of commits of one
small row each, which is all that the disk of this machine allows. Both databases are asked by one process and
by four at once, as four desks would. ``cold`` remembers no state, so that every event folds its whole log again;
``long`` appends to one case that has had so many events already.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from on_both import Environment, on_both

AIM_PER_S = {"sqlite": 2000, "postgres": 1000}
FORM = {"subject": "模拟事项", "detail": "模拟"}
PER_CASE = 5
WAYS = ("bare", "append", "cold", "verb")
LONG = (10, 100, 1000)
FIRM, DESK = "firm", "desk"


def run(quick: bool = False) -> dict[str, Any]:
    """Append events to many cases on both databases."""
    count = 20 if quick else 400
    found: dict[str, Any] = {"events_per_case": PER_CASE, "aim_per_s": AIM_PER_S}
    return found | on_both("cases", lambda environment: _measured(environment, count))


def _measured(environment: Environment, count: int) -> dict[str, Any]:
    _call(environment, ["--prepare"])
    found: dict[str, Any] = {
        f"{processes}_process{'es' if processes > 1 else ''}": {
            way: _at_once(environment, processes, way, count) for way in WAYS
        }
        for processes in (1, 4)
    }
    found["long"] = {length: _at_once(environment, 1, f"long{length}", 40) for length in LONG}
    return found


def _at_once(environment: dict[str, str], processes: int, way: str, count: int) -> dict[str, Any]:
    """The processes begin together, once each of them has started."""
    running = [_start(environment, ["--way", way, "--count", str(count)]) for _ in range(processes)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    each = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    events, cpu = sum(one["events"] for one in each), sum(one["cpu_s"] for one in each)
    return {
        "events": events,
        "events_per_s": round(events / max(one["wall_s"] for one in each), 1),
        "cpu_ms_per_event": round(1000 * cpu / events, 3),
    }


def _start(environment: dict[str, str], options: list[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, *options]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _call(environment: dict[str, str], options: list[str]) -> None:
    subprocess.run([sys.executable, __file__, *options], env=environment, check=True)


def prepare() -> None:
    """An empty database with what every way needs."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    plant()


def plant() -> None:
    """One firm, somebody who acts for it, and somebody at the desk that works its cases."""
    from django.db import connections, router

    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.park.models import Site

    with connections[router.db_for_write(Person)].cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id integer)")
    site = Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    firm = Enterprise.objects.create(site=site, key="firm", name="模拟企业")
    for username, role, scope, on in (
        (FIRM, "tenant", "enterprises.enterprise", str(firm.pk)),
        (DESK, "officer", "cases.desk", "service"),
    ):
        person = Person.objects.create(username=username)
        Grant.objects.create(person=person, role=role, scope_type=scope, scope_id=on)


STEPS = (("accept", "", DESK), ("pass", "reply", DESK), ("pass", "solve", DESK), ("pass", "confirm", FIRM))


def inside(way: str, count: int) -> dict[str, Any]:
    """Open cases and work them through; every event in a transaction of its own."""
    act = acting(way)
    print("ready", flush=True)
    sys.stdin.readline()
    begun, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        act()
    return {"events": count * PER_CASE, "wall_s": time.perf_counter() - begun, "cpu_s": time.process_time() - cpu}


def acting(way: str) -> Callable[[], object]:
    """What makes ``PER_CASE`` events in this way."""
    from zhiyuan.cases import writes
    from zhiyuan.cases.kindread import kind
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.park.queries import today

    if way == "bare":
        return _bare
    firm = Enterprise.objects.select_related("site").get()
    if way == "verb":
        people = {person.username: person for person in Person.objects.all()}
        return lambda: _verb(people, firm)
    of = kind("request_simple", today(firm.site))
    if way.startswith("long"):
        case = _long_case(writes, firm, of, int(way.removeprefix("long")))
        return lambda: [writes.append(case, "urge", FIRM) for _ in range(PER_CASE)]
    return lambda: _worked(writes, firm, of, cold=way == "cold")


def _bare() -> None:
    from django.db import connections, router, transaction

    from zhiyuan.cases.models import Event

    alias = router.db_for_write(Event)
    for _ in range(PER_CASE):
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare VALUES (1)")


def _worked(writes: Any, firm: Any, of: Any, cold: bool = False) -> Any:
    from django.db import transaction

    from zhiyuan.cases.subject import subject

    with transaction.atomic():
        case = writes.opened(of, subject(firm))
        writes.append(case, "submit", FIRM, data={"form": FORM})
    for act, step, who in STEPS:
        if cold:
            writes.REMEMBERED.clear()
        writes.append(case, act, who, step=step)
    return case


def _verb(people: Any, firm: Any) -> None:
    from zhiyuan.cases import services

    case = services.open_case(people[FIRM], firm, kind="request_simple", form=FORM)
    for act, step, who in STEPS:
        (services.work_case if who == DESK else services.answer_case)(people[who], case, act=act, step=step)


def _long_case(writes: Any, firm: Any, of: Any, length: int) -> Any:
    from django.db import transaction

    from zhiyuan.cases.subject import subject

    with transaction.atomic():
        case = writes.opened(of, subject(firm))
        writes.append(case, "submit", FIRM, data={"form": FORM})
        for _ in range(length):
            writes.append(case, "urge", FIRM)
    return case


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
