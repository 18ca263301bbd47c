"""Plans, adjustments, drawn days and issued reports: who may, and what is refused."""

from datetime import date
from typing import Any

import pytest

from savings.cases import REFERENCE
from small_park import SmallPark, person
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.savings import queries, services
from zhiyuan.savings.models import BaselineDay, IssuedReport, NonRoutineAdjustment, Study

pytestmark = pytest.mark.django_db
FIRST, UNTIL = date(2025, 1, 4), date(2026, 1, 1)


def proposal(person: Any) -> NonRoutineAdjustment:
    return services.propose_adjustment(
        person,
        Study.objects.get(circuit="c2"),
        start=date(2025, 8, 1),
        end=date(2025, 8, 31),
        formula="scale",
        value=0.5,
        reason="地库半区停用",
        evidence="物业通知 12 号",
    )


def test_the_report_of_an_installation_is_the_reference(park: SmallPark) -> None:
    report = queries.report(park.site, FIRST, UNTIL)
    office, garage = report.circuits
    expected = REFERENCE["circuits"]
    assert office.saving
    assert garage.saving
    # Night length comes from the site's sun here, from the file there: alike to a hundredth of an hour.
    assert office.saving.saved_kwh == pytest.approx(expected["office"]["savings"], rel=1e-3)
    assert garage.saving.saved_kwh == pytest.approx(expected["garage"]["savings"], rel=1e-3)
    assert office.baseline
    assert office.baseline.fit.n == expected["office"]["n"]
    assert office.plan.connected_kw == pytest.approx(0.08)


def test_an_adjustment_counts_only_once_another_person_approved_it(park: SmallPark, operator: Any, leader: Any) -> None:
    adjustment = proposal(operator)
    assert queries.report(park.site, FIRST, UNTIL).total.adjustment_kwh == 0
    services.approve_adjustment(leader, adjustment)
    assert queries.report(park.site, FIRST, UNTIL).total.adjustment_kwh == pytest.approx(-486.1, abs=1)
    assert Trail.objects.filter(verb="savings.approve_adjustment").count() == 1


def test_nobody_approves_what_they_proposed(park: SmallPark) -> None:
    administrator = person("chief", "administrator")
    adjustment = proposal(administrator)
    with pytest.raises(Refused, match="another person"):
        services.approve_adjustment(administrator, adjustment)


def test_an_operator_may_propose_and_not_approve(park: SmallPark, operator: Any) -> None:
    with pytest.raises(Refused, match="may not"):
        services.approve_adjustment(operator, proposal(person("other", "operator")))


def test_a_decision_is_made_once_and_a_rejection_says_why(park: SmallPark, operator: Any, leader: Any) -> None:
    adjustment = proposal(operator)
    with pytest.raises(Malformed):
        services.reject_adjustment(leader, adjustment, note=" ")
    services.reject_adjustment(leader, adjustment, note="证据不符")
    with pytest.raises(Refused):
        services.approve_adjustment(leader, adjustment)


def test_an_adjustment_without_evidence_is_refused(park: SmallPark, operator: Any) -> None:
    study = Study.objects.get(circuit="c2")
    with pytest.raises(Malformed, match="evidence"):
        services.propose_adjustment(
            operator, study, start=FIRST, end=UNTIL, formula="scale", value=0.5, reason="x", evidence=""
        )


def test_a_study_of_an_unknown_circuit_or_with_periods_out_of_order_is_refused(park: SmallPark, leader: Any) -> None:
    days = {"baseline_start": date(2024, 1, 1), "baseline_end": date(2025, 1, 1), "reporting_start": date(2025, 1, 2)}
    with pytest.raises(NotFound):
        services.set_study(leader, park.site, circuit="nowhere", source="x", **days)
    with pytest.raises(Malformed):
        services.set_study(leader, park.site, circuit="c1", source="x", **days | {"reporting_start": date(2024, 6, 1)})
    with pytest.raises(Malformed, match="meter class"):
        services.set_study(leader, park.site, circuit="c1", source="x", meter_class="9", **days)
    with pytest.raises(Malformed, match="a model is one of"):
        services.set_study(leader, park.site, circuit="c1", source="x", terms="1+W+X", **days)


def test_a_meters_class_widens_the_band(park: SmallPark, leader: Any) -> None:
    before = queries.report(park.site, FIRST, UNTIL, ["c1"]).total.band.half_width
    study = Study.objects.get(circuit="c1")
    services.set_study(
        leader,
        park.site,
        circuit="c1",
        baseline_start=study.baseline_start,
        baseline_end=study.baseline_end,
        reporting_start=study.reporting_start,
        source="表计铭牌",
        meter_class="1",
        terms="1+W+N",
    )
    assert queries.report(park.site, FIRST, UNTIL, ["c1"]).total.band.half_width > before


def test_a_meter_without_a_class_is_said_to_be_left_out_of_the_band(park: SmallPark) -> None:
    (circuit,) = queries.report(park.site, FIRST, UNTIL, ["c1"]).circuits
    assert "meter" in {f.gate for f in circuit.findings}


def test_drawn_days_reach_control_until_vetoed(park: SmallPark, leader: Any) -> None:
    first = date(2026, 1, 5)
    drawn = services.plan_baseline_days(leader, park.site, circuit="c1", first=first, weeks=4, days_per_week=2, seed=7)
    assert len(drawn) == 8
    day = BaselineDay.objects.order_by("day").first()
    assert queries.baseline_mode_circuits(park.site, day.day) == {"c1"}
    services.veto_baseline_day(leader, day, reason="消防演练")
    assert queries.baseline_mode_circuits(park.site, day.day) == set()
    assert [d.vetoed for d in queries.baseline_days(park.site)].count(True) == 1
    with pytest.raises(Refused, match="drawn"):
        services.plan_baseline_days(leader, park.site, circuit="c1", first=first, weeks=1, days_per_week=1)


def test_days_are_drawn_ahead_and_a_past_day_is_not_vetoed(park: SmallPark, leader: Any) -> None:
    with pytest.raises(Refused, match="ahead"):
        services.plan_baseline_days(leader, park.site, circuit="c1", first=date(2026, 1, 1), weeks=4, days_per_week=2)
    past = BaselineDay.objects.create(site=park.site, circuit="c1", day=date(2025, 12, 1), seed=1)
    with pytest.raises(Refused, match="over"):
        services.veto_baseline_day(leader, past, reason="结果不好看")


def test_an_issued_report_never_changes(park: SmallPark, leader: Any) -> None:
    issued = services.issue_report(leader, park.site, first=FIRST, last=date(2025, 12, 31))
    assert issued.twin["total"]["saved_kwh"] > 0
    issued.twin = {}
    with pytest.raises(Refused):
        issued.save()
    with pytest.raises(Refused):
        issued.delete()
    assert len(IssuedReport.objects.get().digest) == 64


def test_baseline_mode_days_are_no_ordinary_reporting_days(park: SmallPark) -> None:
    BaselineDay.objects.create(site=park.site, circuit="c1", day=date(2025, 6, 3), seed=1)
    office = queries.report(park.site, FIRST, UNTIL, ["c1"]).circuits[0]
    assert date(2025, 6, 3) in office.reporting_days.missing
