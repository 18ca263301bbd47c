"""The sweep of the ladder over a park of 100,000 firms, as the job does it: their facts read from the database, every
firm judged by every rule that holds, the verdicts written, on both databases.

Three sweeps, each in one transaction: the first writes a verdict for every firm and rule; the second finds nothing
changed; before the third one firm in a hundred said something new. Facts are those of ``ladder.invented``: thirteen of
the last year and four of the years before it; a tenth of the firms hold a certificate.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases_search import insert
from ladder import invented
from on_both import Environment, on_both

FIRMS, AIM_S = 100_000, 15.0
DAY = date(2026, 11, 24)
STATED = ("resident", "prohibited", "violation", "blacklisted", "ip1", "ip2")
YEARLY = ("staff", "tech_staff", "revenue", "assets", "cost", "rd")
BEFORE = (("revenue", "2024"), ("revenue", "2023"), ("rd", "2024"), ("rd", "2023"))


def run(quick: bool = False, size: int = FIRMS) -> dict[str, Any]:
    """Both databases, each in a process of its own."""
    firms = 1_000 if quick else size
    return {"firms": firms, "aim_s": AIM_S} | on_both("sweep", lambda environment: _measured(environment, firms))


def _measured(environment: Environment, firms: int) -> dict[str, Any]:
    command = [sys.executable, __file__, str(firms)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def fill(firms: int) -> Any:
    """A park of so many firms with what is known of each."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from zhiyuan.enterprises.models import Enterprise, Fact
    from zhiyuan.innovation.models import Qualification
    from zhiyuan.park.models import Site

    site, known = Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5), invented(firms)
    rows = ((n, site.pk, f"f{n}", f"模拟企业{n}", date(2015, 1, 1) + timedelta(days=n % 4000)) for n in _numbers(firms))
    insert(Enterprise, "id, site_id, key, name, founded", rows)
    columns = "site_id, enterprise_id, metric, period, value, source, as_of, recorded"
    insert(Fact, columns, (row for n in _numbers(firms) for row in _facts(site.pk, n, known[n - 1])))
    held = (n for n in _numbers(firms) if known[n - 1]["hnte_valid"])
    certificates = ((n, "high_tech", f"GR{n}", date(2025, 1, 1), date(2027, 12, 31), "模拟数据") for n in held)
    insert(Qualification, "enterprise_id, rule, number, issued, valid_last, source", certificates)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return site


def _numbers(firms: int) -> range:
    return range(1, firms + 1)


def _facts(site: int, n: int, known: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    said = [(name, "", known[name]) for name in STATED] + [(name, "2025", known[name]) for name in YEARLY]
    said += [(name, period, known[name]) for name, period in BEFORE]
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return ((site, n, name, period, str(+value), "模拟数据", at.date(), at) for name, period, value in said)


def changed(site: Any, firms: int) -> None:
    """One firm in a hundred corrects how many technicians it has."""
    from zhiyuan.enterprises.models import Fact

    at = datetime(2026, 11, 1, tzinfo=UTC)
    old = Fact.objects.filter(metric="tech_staff", enterprise__in=range(100, firms + 1, 100))
    rows = [(site.pk, one.enterprise_id, one.metric, one.period, str(one.value + 1), "模拟数据", at.date(), at, one.pk)
            for one in old]  # fmt: skip
    insert(Fact, "site_id, enterprise_id, metric, period, value, source, as_of, recorded, supersedes_id", rows)


def swept(site: Any, firms: int) -> dict[str, Any]:
    """One sweep: seconds on the clock and of the processor, verdicts that changed; progress goes to standard error."""
    from django.db import transaction

    from zhiyuan.innovation.writes import judge_all

    wall, cpu, heard = time.perf_counter(), _cpu(), list[int]()

    def progress(done: int) -> None:
        heard.append(done)
        print(f"\rjudged {done:,} of {firms:,}", end="", file=sys.stderr, flush=True)

    with transaction.atomic():
        count = judge_all(site, DAY, progress)
    print(file=sys.stderr)
    assert heard[-1] == firms, "every firm was judged"
    return {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(_cpu() - cpu, 2), "changed": count,
            "progress_said": len(heard)}  # fmt: skip


def _cpu() -> float:
    """Of this process and of those that it started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """The part that runs in a process of its own."""
    import django

    django.setup()
    begun, firms = time.perf_counter(), int(sys.argv[1])
    site = fill(firms)
    said: dict[str, Any] = {"filled_s": round(time.perf_counter() - begun, 1)}
    said["first"] = swept(site, firms)
    said["again"] = swept(site, firms)
    changed(site, firms)
    said["after_changes"] = swept(site, firms)
    said["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
