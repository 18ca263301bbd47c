"""Finding one of a million cases: the work list and the search, as a desk and as a firm ask, on both databases.

The rows are written straight into the tables, one event a case; nine of ten cases have ended. Firms have names
of a few Chinese words, so that some words are rare and some are everywhere. ``like`` is the same search as it
is without an index: every name looked through.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from databases import Environment, on_both

AIM_MS = 100
PLACES, TRADES = (
    ["南阳", "宛城", "卧龙", "新野", "邓州", "镇平", "内乡", "淅川"],
    ["光电", "防爆", "医药", "电气", "机械", "食品"],
)
STARTS = "科创拓华新远恒泰瑞达宏盛嘉禾中天博雅金地东方海川景明润泽凯"
ENDS = ["有限公司", "股份有限公司", "厂", "工作室"]
ASKED = 40


def run(quick: bool = False) -> dict[str, Any]:
    """Both databases, each with as many cases."""
    cases = 20_000 if quick else 1_000_000
    found: dict[str, Any] = {"cases": cases, "firms": cases // 10, "aim_ms": AIM_MS}
    return found | on_both("search", lambda environment: _measured(environment, cases))


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
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.park.models import Site
    from zhiyuan.park.queries import today

    dice, site = random.Random(1), Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    firms = [_firm(dice, site.pk, n) for n in range(1, cases // 10 + 1)]
    _insert("enterprises_enterprise", "id, site_id, key, name, uscc", firms)
    edition = writes.pinned(kind("request_simple", today(site))).pk
    columns = "id, site_id, enterprise_id, edition_id, number, lane, opened, phase, due, provisional"
    about = "subject_type, subject_id, subject_name"
    rows = (_case(dice, site.pk, n, cases // 10, edition) for n in range(1, cases + 1))
    _insert("cases_case", f"{columns}, {about}", rows)
    _insert("cases_event", "case_id, seq, act, step, at, day, actor, on_behalf, data, previous, digest",
            ((n, 1, "submit", "", "2026-01-05 02:00:00", "2026-01-05", "bench", "", "{}", "", f"{n:064x}")
             for n in range(1, cases + 1)))  # fmt: skip
    _insert("cases_turn", "case_id, desk, what, due, provisional, holder",
            ((n, dice.choice(["service", "service", "hall", "planning", "applicant"]), "solve", _day(n), False,
              "bench" if n % 997 == 0 else "") for n in range(10, cases + 1, 10)))  # fmt: skip
    _reset_sequences(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    people = {
        "bench": ("administrator", "*", ""),
        "desk": ("officer", "cases.desk", "service"),
        "firm": ("tenant", "enterprises.enterprise", "17"),
        "park": ("window", "park.site", str(site.pk)),
    }
    for name, (role, scope, number) in people.items():
        who = Person.objects.create(username=name)
        Grant.objects.create(person=who, role=role, scope_type=scope, scope_id=number)
    assert Enterprise.objects.count() == cases // 10


def _firm(dice: random.Random, site: int, n: int) -> tuple[Any, ...]:
    name = f"{dice.choice(PLACES)}{''.join(dice.choices(STARTS, k=3))}{dice.choice(TRADES)}{dice.choice(ENDS)}（模拟）"
    return n, site, f"f{n}", name, f"9141{n:014d}"


def _case(dice: random.Random, site: int, n: int, firms: int, edition: int) -> tuple[Any, ...]:
    is_open = n % 10 == 0
    phase, due = ("running", _day(n)) if is_open else ("closed", None)
    number = f"20{20 + n * 6 // 1_000_001:02d}{n // 10_000 % 12 + 1:02d}{n // 1000 % 28 + 1:02d}-{n:07d}"
    firm, opened, of = dice.randint(1, firms), "2026-01-05 02:00:00", "enterprises.enterprise"
    return n, site, firm, edition, number, "request", opened, phase, due, False, of, str(firm), ""


def _day(n: int) -> str:
    return f"2026-{n // 31 % 12 + 1:02d}-{n % 28 + 1:02d}"


def _insert(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """By COPY where there is one, else in large parts."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks, rest = ", ".join(["%s"] * (columns.count(",") + 1)), iter(rows)
        while part := list(islice(rest, 20_000)):
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", part)


def _reset_sequences(connection: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("enterprises_enterprise", "cases_case"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def ask() -> dict[str, Any]:
    """Each question some forty times; a page of fifty rows with all that is shown of them."""
    from django.db.models import Q

    from zhiyuan.cases import queries, queries_found
    from zhiyuan.cases.models import Case
    from zhiyuan.enterprises import queries as enterprises
    from zhiyuan.identity.models import Person

    person = {who.username: who for who in Person.objects.prefetch_related("grants")}
    dice = random.Random(2)

    def page(found: Any, number: str = "1") -> list[Any]:
        return queries_found.page(found, number, 50).rows

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
        "number": lambda n: found("bench", f"20220{1 + n % 9}"),
        "whole_number": lambda n: found("bench", Case.objects.get(pk=1 + n * 431).number),
        "code": lambda n: found("bench", f"9141{n:014d}"),
        "of_a_firm": lambda n: found("firm", pair[n]),
        "firms_by_words": lambda n: enterprises.found(pair[n], 50),
        "like": lambda n: list(Case.objects.filter(Q(enterprise__name__icontains=rare[n]))[:50]) if n < 5 else None,
    }
    return {name: _timed(question) for name, question in questions.items()}


def _timed(question: Callable[[int], Any]) -> dict[str, float]:
    took, rows = [], 0
    for n in range(ASKED):
        begun = time.perf_counter()
        answer = question(n)
        if answer is not None:
            took.append(1000 * (time.perf_counter() - begun))
            rows += len(answer)
    took.sort()
    place = max(0, round(0.95 * len(took)) - 1)
    return {"p50_ms": round(took[len(took) // 2], 1), "p95_ms": round(took[place], 1), "rows": rows / len(took)}


def main() -> None:
    """The part that runs in a process of its own."""
    import django
    from django.db import connection

    django.setup()
    begun = time.perf_counter()
    fill(int(sys.argv[1]))
    filled = time.perf_counter() - begun
    said: dict[str, Any] = ask()
    worst = max(one["p95_ms"] for name, one in said.items() if name != "like")
    print(json.dumps({"filled_s": round(filled, 1), "worst_p95_ms": worst, "vendor": connection.vendor, **said}))


if __name__ == "__main__":
    main()
