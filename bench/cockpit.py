"""The cockpit of a park with ten years of monthly facts: what its pages cost the server, on both databases.

Every indicator that is stated has a fact for each of 120 months, beside the account's own figures. Each page is asked
for thirty times with nothing remembered from the time before, after a first time that loads what it needs and is told
apart; the briefing is a PDF.
"""

import json
import subprocess
import sys
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from cases_search import of
from on_both import Environment, cpu_s, on_both

AIM_MS, MONTHS, ASKED = 300, 120, 30
ACCOUNT = Path(__file__).parents[1] / "examples" / "high-tech-zone" / "facts.yaml"
PAGES = {
    "cockpit": "/cockpit/",
    "screen": "/cockpit/screen/",
    "one_figure": "/indicators/industrial_output/",
    "to_collect": "/indicators/collect/",
    "briefing": "/cockpit/briefing.pdf",
}


def run(quick: bool = False) -> dict[str, Any]:
    """Both databases, each in a process of its own."""
    return {"aim_ms": AIM_MS, "months": MONTHS} | on_both("cockpit", lambda environment: _measured(environment, quick))


def _measured(environment: Environment, quick: bool) -> dict[str, Any]:
    command = [sys.executable, __file__, "5" if quick else str(ASKED)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def fill() -> tuple[Any, int]:
    """The park, who looks at it, and the facts; gives the person and how many facts there are."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from zhiyuan.identity.models import Grant, Person
    from zhiyuan.indicators import services
    from zhiyuan.indicators.models import Fact
    from zhiyuan.indicators.queries import register
    from zhiyuan.kernel import parktime
    from zhiyuan.park.models import Site

    site = Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    looks = Person.objects.create(username="bench", display_name="bench")
    Grant.objects.create(person=looks, role="administrator", scope_type="*", scope_id="")
    services.import_facts(looks, site, text=ACCOUNT.read_text("utf-8"), format="yaml")
    known = set(Fact.objects.values_list("key", "start"))
    rows = [
        Fact(site=site, key=key, start=start, end=end, value=100 + n, relation="=", unit=one.unit, source="模拟数据",
             as_of=end, entered_by=looks, entered_at=parktime.now())
        for key, one in register(date(2026, 11, 24)).items() if not (one.formula or one.query)
        for n, (start, end) in enumerate(_months()) if (key, start) not in known
    ]  # fmt: skip
    Fact.objects.bulk_create(rows, batch_size=500)
    return looks, Fact.objects.count()


def _months() -> list[tuple[date, date]]:
    firsts = [date(2015 + n // 12, 1 + n % 12, 1) for n in range(MONTHS + 1)]
    return list(pairwise(firsts))


def main() -> None:
    """The part that runs in a process of its own."""
    import django

    django.setup()
    looks, facts = fill()
    from django.core.cache import cache
    from django.test import Client

    client = Client()
    client.force_login(looks, backend="django.contrib.auth.backends.ModelBackend")
    found: dict[str, Any] = {"facts": facts}
    for name, path in PAGES.items():
        took, cpu = list[float](), list[float]()
        for _ in range(1 + int(sys.argv[1])):
            cache.clear()
            at, worked = time.perf_counter(), cpu_s()
            assert client.get(path).status_code == 200, path
            took.append(1000 * (time.perf_counter() - at))
            cpu.append(1000 * (cpu_s() - worked))
        first, *took = took
        found[name] = {"first_ms": round(first, 1), "p50_ms": of(took, 0.5), "p95_ms": of(took, 0.95),
                       "cpu_p50_ms": of(cpu[1:], 0.5), "cpu_p95_ms": of(cpu[1:], 0.95)}  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
