"""Finding one of a million firms: the register as an officer turns, searches and narrows it, on both databases.

The firms are those of ``cases_search``; one in five has a tenancy of today, one in a hundred a tag. ``like`` is the
same search without an index: every name looked through.
"""

import json
import random
import subprocess
import sys
import time
from datetime import date
from typing import Any

from cases_search import ASKED, STARTS, TRADES, firm_row, insert, timed, worst
from on_both import Environment, on_both

AIM_MS = 100


def run(quick: bool = False, size: int = 100_000) -> dict[str, Any]:
    """Both databases, each in a process of its own."""
    firms = 5_000 if quick else size
    return {"firms": firms, "aim_ms": AIM_MS} | on_both("register", lambda environment: _measured(environment, firms))


def _measured(environment: Environment, firms: int) -> dict[str, Any]:
    command = [sys.executable, __file__, str(firms)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def fill(firms: int) -> tuple[Any, Any]:
    """A park of so many firms; the park and whoever asks."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from zhiyuan.enterprises.models import Enterprise, Tag, Tenancy
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.park.models import Site

    dice, site = random.Random(1), Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    columns = "id, site_id, key, name, uscc"
    insert(Enterprise, columns, (firm_row(dice, site.pk, n) for n in range(1, firms + 1)))
    insert(Tenancy, "enterprise_id, start, area_m2", ((n, date(2024, 1, 1), 100) for n in range(5, firms + 1, 5)))
    insert(Tag, "enterprise_id, word", ((n, "重点") for n in range(100, firms + 1, 100)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    person = Person.objects.create(username="bench")
    Grant.objects.create(person=person, role="officer", scope_type="park.site", scope_id=str(site.pk))
    return site, person


def ask(site: Any, person: Any) -> dict[str, Any]:
    """Each question some forty times, a page of fifty rows each."""
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.enterprises.queries_list import listed

    dice = random.Random(2)
    rare = ["".join(dice.choices(STARTS, k=3)) for _ in range(ASKED)]
    pair = ["".join(dice.choices(STARTS, k=2)) for _ in range(ASKED)]
    return {
        name: timed(question)
        for name, question in {
            "all": lambda n: listed(person, site, number=str(1 + n)).rows,
            "two_hundredth_page": lambda n: listed(person, site, number="200").rows,
            "present": lambda n: listed(person, site, present="yes", number=str(1 + n)).rows,
            "tagged": lambda n: listed(person, site, tag="重点", number=str(1 + n)).rows,
            "words_of_some": lambda n: listed(person, site, q=pair[n]).rows,
            "words_of_few": lambda n: listed(person, site, q=rare[n]).rows,
            "words_everywhere": lambda n: listed(person, site, q=TRADES[n % 6]).rows,
            "words_of_none": lambda n: listed(person, site, q="没有").rows,
            "code": lambda n: listed(person, site, q=f"9141{n:014d}").rows,
            "like": lambda n: list(Enterprise.objects.filter(name__icontains=rare[n])[:50]) if n < 5 else None,
        }.items()
    }


def main() -> None:
    """The part that runs in a process of its own."""
    import django

    django.setup()
    begun = time.perf_counter()
    site, person = fill(int(sys.argv[1]))
    filled = time.perf_counter() - begun
    said = ask(site, person)
    print(json.dumps({"filled_s": round(filled, 1)} | worst(said) | {"questions": said}))


if __name__ == "__main__":
    main()
