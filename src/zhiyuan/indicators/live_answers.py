"""What rooms answer about a park today, by the names in ``live``; a room that cannot answer yet says nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from zhiyuan.cases import queries as cases
from zhiyuan.cases import queries_promises as promises
from zhiyuan.cases import visit_queries as visits
from zhiyuan.cases.state import CLOSED, ENDED
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.indicators.live import LIVE
from zhiyuan.indicators.said import LEAST, Said
from zhiyuan.innovation import queries as innovation
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.maintenance import queries as maintenance
from zhiyuan.park.queries import today, zone
from zhiyuan.policies import queries as policies
from zhiyuan.projects import queries as projects
from zhiyuan.savings import money
from zhiyuan.savings import queries as savings

CERTIFICATES = "four_certificates"  # how the kinds of the four certificates begin
REQUEST, HAZARD = "request", "hazard"

Answers = Mapping[str, Said | None]


def answers(site: Any) -> dict[str, Said | None]:
    """Every answer; None where a room has nothing to say yet."""
    found: dict[str, Said | None] = {}
    for ask in (_saved, _promised, _visited, _worked, _certified, _benefited, _counted):
        try:
            found |= ask(site)
        except ZhiyuanError:
            continue
    return found


def _saved(site: Any) -> Answers:
    day = today(site)
    first = day.replace(month=1, day=1)
    studies = savings.studies(site)
    if not studies or first == day:
        return {}
    report = savings.report(site, max(first, min(s.reporting_start for s in studies)), day)
    if not report.counted:
        return {}
    total = report.total
    worth = money.worth(site, report).cny
    return {
        "savings.kwh": _number(total.saved_kwh),
        "savings.kwh_at_least": Said(Fraction(total.saved_kwh - total.band.one_sided), LEAST),
        "billing.saved_cny": None if worth is None else Said(Fraction(worth)),
    }


def _promised(site: Any) -> Answers:
    found = promises.of_park(site, today(site))
    if not found.due:
        return {}
    counts = {"on_time": found.on_time, "kept": found.kept, "vs_original": found.vs_original}
    return {f"promises.{name}": _share(count, found.due) for name, count in counts.items()}


def _visited(site: Any) -> Answers:
    found = visits.counted(site, today(site).year)
    return {"visits.firms": _number(found.firms), "visits.visits": _number(found.visits)}


def _worked(site: Any) -> Answers:
    day = today(site)
    running = cases.open_cases(site)
    solved = cases.of_site(site).filter(lane=REQUEST, phase=CLOSED, opened__gte=_new_year(site, day))
    return {
        "cases.open": _number(running.count()),
        "cases.overdue": _number(running.filter(due__lt=day).count()),
        "hazards.open": _number(running.filter(lane=HAZARD).count()),
        "hazards.overdue": _number(running.filter(lane=HAZARD, due__lt=day).count()),
        "requests.solved": _number(solved.count()),
    }


def _certified(site: Any) -> Answers:
    """Of this year's bundles of certificates: the share done in one day, and the middle of the hours worked on them.

    One day is the working day after that of receipt. A bundle still open counts as not done in a day once its day is
    over, so that leaving it open improves nothing.
    """
    since = _new_year(site, today(site))
    begun = cases.of_site(site).filter(edition__kind__startswith=CERTIFICATES, opened__gte=since)
    taken = [(row.phase in ENDED, cases.measured_until_now(cases.read(row))) for row in begun]
    decided = [took for ended, took in taken if took and (ended or took.working_days > 1)]
    if not decided:
        return {}
    return {
        "certificates.one_day": _share(sum(took.working_days <= 1 for took in decided), len(decided)),
        "certificates.median_hours": _number(median(took.office_hours for took in decided)),
    }


def _benefited(site: Any) -> Answers:
    """Of the firms that published policies fit, policy by policy: the shares that were reached and have read it."""
    found = policies.reaches_of(site).steps
    if not found[policies.MATCHED]:
        return {}
    return {
        f"policies.{step}": _share(found[step], found[policies.MATCHED]) for step in (policies.REACHED, policies.READ)
    }


def _counted(site: Any) -> Answers:
    late = sum(one.colour in ("amber", "red") for one in map(projects.stands, projects.of_site(site)))
    held = innovation.holders(site, today(site))
    rungs = {name: _number(held.get(name.removeprefix("ladder."), 0)) for name in LIVE if name.startswith("ladder.")}
    return rungs | {
        "alarms.open": _number(sum(maintenance.open_counts(site).values())),
        "projects.late": _number(late),
        "enterprises.present": _number(enterprises.present_count(site, today(site))),
    }


def _new_year(site: Any, day: date) -> datetime:
    return datetime(day.year, 1, 1, tzinfo=zone(site))


def _number(value: float) -> Said:
    return Said(Fraction(Decimal(repr(value))))


def _share(count: int, of: int) -> Said:
    return Said(Fraction(100 * count, of))
