"""Finding one of a million cases: the work list and the search, as a desk and as a firm ask, on both databases.

The rows are written straight into the tables, one event a case; nine of ten cases have ended, one of twenty is about a
parcel and not a firm, one of two thousand is of a rare kind. Firms have names of a few Chinese words, so that some
words are rare and some are everywhere. ``like`` is the same search without an index: every name looked through.
Sizes grow by ten up to the largest (``--size``); ``exponent`` is how the processor time of a question grows with them,
0 where a list costs the same however many cases there are, 1 where all of them are looked through.
"""

import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import islice
from statistics import median
from typing import Any

from on_both import Environment, cpu_s, on_both

AIM_MS = 100
PLACES, TRADES = (
    ["南阳", "宛城", "卧龙", "新野", "邓州", "镇平", "内乡", "淅川"],
    ["光电", "防爆", "医药", "电气", "机械", "食品"],
)
STARTS = "科创拓华新远恒泰瑞达宏盛嘉禾中天博雅金地东方海川景明润泽凯"
ENDS = ["有限公司", "股份有限公司", "厂", "工作室"]
ASKED = 40
WORST = ("worst_p95_ms", "worst_cpu_p95_ms")
OPENED = datetime(2026, 1, 5, 2, tzinfo=UTC)
OFTEN, RARE = "request_simple", "deregister_simple"
DESKS = ["service", "service", "hall", "planning", "applicant"]


def run(quick: bool = False, size: int = 100_000) -> dict[str, Any]:
    """Both databases, each anew with more and more cases; the questions are those of the largest size."""
    sizes = [2_000, 20_000] if quick else [size // 100, size // 10, size]
    each = [on_both("search", lambda environment, n=cases: _measured(environment, n)) for cases in sizes]
    found = {
        vendor: last | {f"{name}_of_each_size": [one[vendor][name] for one in each] for name in WORST}
        for vendor, last in each[-1].items()
    }
    for vendor, before in each[-2].items():
        for name, asked in found[vendor]["questions"].items():
            grown = asked["cpu_p50_ms"] / before["questions"][name]["cpu_p50_ms"]
            asked["exponent"] = round(math.log(grown) / math.log(sizes[-1] / sizes[-2]), 2)
        counted = [asked["exponent"] for name, asked in found[vendor]["questions"].items() if name != "like"]
        found[vendor]["median_exponent"], found[vendor]["worst_exponent"] = median(counted), max(counted)
    return {"cases": sizes[-1], "sizes": sizes, "aim_ms": AIM_MS} | found


def _measured(environment: Environment, cases: int) -> dict[str, Any]:
    command = [sys.executable, __file__, str(cases)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def fill(cases: int) -> None:
    """A park of so many cases, a tenth as many firms, and people who ask."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from zhiyuan.cases import writes
    from zhiyuan.cases.kindread import kind
    from zhiyuan.cases.models import Case, Event, Turn
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.park.models import Site
    from zhiyuan.park.queries import today

    dice, site = random.Random(1), Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    firms = max(cases // 10, 20)
    insert(Enterprise, "id, site_id, key, name, uscc", (firm_row(dice, site.pk, n) for n in range(1, firms + 1)))
    editions = [writes.pinned(kind(key, today(site))).pk for key in (OFTEN, RARE)]
    columns = "id, site_id, enterprise_id, edition_id, number, lane, opened, phase, due, subject_type, subject_id"
    rows = (_case(dice, site.pk, n, firms, editions) for n in range(1, cases + 1))
    insert(Case, f"{columns}, subject_name", rows)
    insert(Event, "case_id, seq, act, at, day, actor, digest",
            ((n, 1, "submit", OPENED, OPENED.date(), "bench", f"{n:064x}") for n in range(1, cases + 1)))  # fmt: skip
    insert(Turn, "case_id, desk, what, due, holder",
            ((n, dice.choice(DESKS), "solve", _day(n), "bench" if n % 997 == 0 else "")
             for n in range(10, cases + 1, 10)))  # fmt: skip
    _reset_sequences(connection)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    people = {
        "bench": ("administrator", "*", ""),
        "desk": ("officer", "cases.desk", "service"),
        "firm": ("tenant", "enterprises.enterprise", "17"),
        "park": ("window", "park.site", str(site.pk)),
    }
    for name, (role, scope, number) in people.items():
        who = Person.objects.create(username=name)
        Grant.objects.create(person=who, role=role, scope_type=scope, scope_id=number)


def firm_row(dice: random.Random, site: int, n: int) -> tuple[Any, ...]:
    name = f"{dice.choice(PLACES)}{''.join(dice.choices(STARTS, k=3))}{dice.choice(TRADES)}{dice.choice(ENDS)}（模拟）"
    return n, site, f"f{n}", name, f"9141{n:014d}"


def _case(dice: random.Random, site: int, n: int, firms: int, editions: list[int]) -> tuple[Any, ...]:
    is_open = n % 10 == 0
    phase, due = ("running", _day(n)) if is_open else ("closed", None)
    number = f"20{20 + n * 6 // 1_000_001:02d}{n // 10_000 % 12 + 1:02d}{n // 1000 % 28 + 1:02d}-{n:07d}"
    edition, lane = (editions[1], "exit") if n % 2_000 == 7 else (editions[0], "request")
    if n % 20 == 3:
        name = f"{dice.choice(PLACES)}{''.join(dice.choices(STARTS, k=2))}路{n}号地块（模拟）"
        return n, site, None, edition, number, lane, OPENED, phase, due, "land.parcel", str(n), name
    firm = dice.randint(1, firms)
    return n, site, firm, edition, number, lane, OPENED, phase, due, "enterprises.enterprise", str(firm), ""


def _day(n: int) -> date:
    return date(2026, n // 31 % 12 + 1, n % 28 + 1)


def insert(model: Any, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """By COPY where there is one, else in large parts; a column that is not named has its default in every row."""
    from django.db import connection, transaction
    from django.db.models import NOT_PROVIDED

    named = columns.split(", ")
    unnamed = [f for f in model._meta.concrete_fields if f.column not in named and not f.primary_key]
    rest = [f for f in unnamed if f.db_default is NOT_PROVIDED]
    same = tuple(f.get_db_prep_save(f.get_default(), connection) for f in rest)
    columns = ", ".join(f'"{column}"' for column in [*named, *(f.column for f in rest)])
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *same))
            return
        marks, left = ", ".join(["%s"] * (columns.count(",") + 1)), iter(rows)
        while part := [(*row, *same) for row in islice(left, 20_000)]:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", part)


def _reset_sequences(connection: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("enterprises_enterprise", "cases_case"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def ask() -> dict[str, Any]:
    """Each question some forty times; a page of fifty rows with all that is shown of them."""
    from django.db.models import Q

    from zhiyuan.cases import queries
    from zhiyuan.cases.models import Case
    from zhiyuan.enterprises import queries as enterprises
    from zhiyuan.identity.models import Person
    from zhiyuan.kernel import paging

    person = {who.username: who for who in Person.objects.prefetch_related("grants")}
    dice, cases = random.Random(2), Case.objects.count()

    def page(found: Any, number: str = "1") -> list[Any]:
        return paging.page(found, number, 50).rows

    def found(who: str, words: str, **more: str) -> list[Any]:
        return page(queries.cases(person[who], words=words, **more))

    rare = ["".join(dice.choices(STARTS, k=3)) for _ in range(ASKED)]
    pair = ["".join(dice.choices(STARTS, k=2)) for _ in range(ASKED)]
    questions: dict[str, Callable[[int], Any]] = {
        "work_of_a_desk": lambda n: page(queries.work(person["desk"]), str(1 + n % 3)),
        "work_of_everything": lambda n: page(queries.work(person["bench"]), str(1 + n % 3)),
        "work_of_a_firm": lambda n: page(queries.work(person["firm"])),
        "all_cases": lambda n: page(queries.cases(person["bench"]), str(1 + n)),
        "open_of_a_park": lambda n: found("park", "", phase="open"),
        "ended_of_a_park": lambda n: found("park", "", phase="ended"),
        "words_everywhere": lambda n: found("bench", TRADES[n % 6]),
        "words_of_some": lambda n: found("bench", pair[n]),
        "words_of_a_desk": lambda n: found("desk", pair[n]),
        "words_of_few": lambda n: found("bench", rare[n]),
        "words_of_none": lambda n: found("bench", "没有"),
        "words_and_ended": lambda n: found("park", pair[n], phase="ended"),
        "of_a_rare_kind": lambda n: found("park", "", kind=RARE),
        "of_a_rare_lane": lambda n: found("park", "", lane="exit"),
        "two_hundredth_page": lambda n: page(queries.cases(person["park"]), "200"),
        "parcels_by_words": lambda n: found("bench", f"{pair[n]}路"),
        "number": lambda n: found("bench", f"20220{1 + n % 9}"),
        "whole_number": lambda n: found("bench", Case.objects.get(pk=1 + n * 431 % cases).number),
        "code": lambda n: found("bench", f"9141{n:014d}"),
        "of_a_firm": lambda n: found("firm", pair[n]),
        "firms_by_words": lambda n: enterprises.found(pair[n], 50),
        "like": lambda n: list(Case.objects.filter(Q(enterprise__name__icontains=rare[n]))[:50]) if n < 5 else None,
    }
    return {name: timed(question) for name, question in questions.items()}


def timed(question: Callable[[int], Any]) -> dict[str, float]:
    took, cpu, rows = list[float](), list[float](), 0
    for n in range(ASKED):
        begun, worked = time.perf_counter(), cpu_s()
        answer = question(n)
        if answer is not None:
            took.append(1000 * (time.perf_counter() - begun))
            cpu.append(1000 * (cpu_s() - worked))
            rows += len(answer)
    return {"p50_ms": of(took, 0.5), "p95_ms": of(took, 0.95), "cpu_p50_ms": of(cpu, 0.5), "cpu_p95_ms": of(cpu, 0.95),
            "rows": rows / len(took)}  # fmt: skip


def of(took: list[float], share: float) -> float:
    """The time within which this share of the questions was answered. [ms]"""
    return round(sorted(took)[max(0, math.ceil(share * len(took)) - 1)], 2)


def worst(said: dict[str, Any]) -> dict[str, float]:
    """The slowest of the questions that an index answers, by the clock and by the processor."""
    return {f"worst_{name}": max(one[name] for question, one in said.items() if question != "like")
            for name in ("p95_ms", "cpu_p95_ms")}  # fmt: skip


def main() -> None:
    """The part that runs in a process of its own."""
    import django

    django.setup()
    begun = time.perf_counter()
    fill(int(sys.argv[1]))
    filled = time.perf_counter() - begun
    said: dict[str, Any] = ask()
    print(json.dumps({"filled_s": round(filled, 1)} | worst(said) | {"questions": said}))


if __name__ == "__main__":
    main()
