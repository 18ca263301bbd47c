"""Every decision on meters is a verb: granted, reasoned, in the trail, and carried out by the store."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from metering.metered_park import IDS, MIDNIGHT, ZONE, counted, keep, metered_park, span
from small_park import SmallPark, person
from zhiyuan.identity.models import Trail
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.metering import queries, services
from zhiyuan.metering.models import ManualReading
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.ingest import Message
from zhiyuan.telemetry.intake import Intake
from zhiyuan.telemetry.messages import encode_up
from zhiyuan.telemetry.points import PointTable

SINCE = date(2026, 1, 1)


def when(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def at(hours: float) -> str:
    return when(hours).isoformat()


def set_virtual(park: SmallPark, who: Any, key: str, kind: str, **said: Any) -> Any:
    return services.set_virtual_meter(who, park.site, key=key, kind=kind, start=SINCE, **said)


def test_a_virtual_meter_answers_wherever_a_meter_does(park: SmallPark, operator: Any) -> None:
    set_virtual(park, operator, "floors", "sum", meters=["floor1", "floor2"])
    set_virtual(park, operator, "rest", "difference", meters=["main", "floors"])
    set_virtual(park, operator, "half", "share", meters=["rest"], share=0.5)
    found = queries.quarter_hours(park.site, ["rest", "half", "main"], span(24))
    assert (found["main"].kwh, found["rest"].kwh, found["half"].kwh) == (96.0, pytest.approx(9.6), pytest.approx(4.8))
    assert Quality.ESTIMATED in found["half"].quality.tolist()  # the gap of floor 2 shows through two of them
    assert [m.key for m in queries.meters(park.site) if m.virtual] == ["floors", "half", "rest"]


def test_a_virtual_meter_is_refused_with_the_reason(park: SmallPark, operator: Any) -> None:
    with pytest.raises(Refused, match="main is taken"):
        set_virtual(park, operator, "main", "sum", meters=["floor1"])
    with pytest.raises(NotFound, match="no meter attic"):
        set_virtual(park, operator, "v", "formula", formula="[main] - [attic]")
    set_virtual(park, operator, "a", "sum", meters=["main"])
    set_virtual(park, operator, "b", "sum", meters=["a"])
    with pytest.raises(Refused, match="a → b → a"):
        set_virtual(park, operator, "a", "sum", meters=["b"])
    with pytest.raises(Refused, match="b are made of a"):
        services.remove_virtual_meter(operator, park.site.virtual_meters.get(key="a"))
    with pytest.raises(Malformed, match="is no key"):
        set_virtual(park, operator, "a b", "sum", meters=["main"])


def test_a_changed_definition_leaves_what_was_before(park: SmallPark, operator: Any) -> None:
    set_virtual(park, operator, "v", "sum", meters=["main"])
    services.set_virtual_meter(
        operator, park.site, key="v", kind="share", start=date(2026, 3, 2), meters=["main"], share=0.25
    )
    days = [queries.quarter_hours(park.site, ["v"], span(24, after))["v"].kwh for after in (0, 24)]
    assert days == [96.0, 24.0]


def test_the_tree_tells_what_nobody_explains(park: SmallPark, operator: Any) -> None:
    services.set_loss_limit(operator, park.site.meter_set.get(key="main"), share=0.05)
    main, *below = queries.nodes(park.site, span(48), "day")
    assert (main.meter.key, main.children, main.flagged) == ("main", ("floor1", "floor2"), True)
    assert (main.whole.kwh, main.whole.unexplained_kwh) == (192.0, pytest.approx(19.2))
    assert main.whole.share == pytest.approx(0.1)
    assert [b.compared for b in main.buckets] == [96, 96]
    assert [(n.meter.key, n.depth, n.flagged) for n in below] == [("floor1", 1, False), ("floor2", 1, False)]
    services.set_loss_limit(operator, park.site.meter_set.get(key="main"), share=0)
    assert queries.nodes(park.site, span(48))[0].limit == 0.10


def test_a_virtual_meter_may_stand_below_a_main_meter(park: SmallPark, operator: Any) -> None:
    set_virtual(park, operator, "rest", "difference", meters=["main", "floor1", "floor2"], parent="main")
    assert queries.nodes(park.site, span(24))[0].whole.unexplained_kwh == pytest.approx(0.0)


def test_a_day_says_how_much_of_it_is_known(park: SmallPark) -> None:
    first, second = queries.completeness(park.site, ["floor2"], span(72))["floor2"][:2]
    assert (first.measured, first.estimated, first.missing, first.expected) == (84, 12, 0, 96)
    assert (second.measured, second.share) == (96, 1.0)
    last = queries.completeness(park.site, ["floor2"], span(72))["floor2"][-1]
    assert (last.expected, last.missing) == (2, 2)  # half an hour of the third day has passed


class Desk:
    """A park of its own whose readings may be changed, and the store that carries acts out."""

    def __init__(self, home: Path, **keeping: Any) -> None:
        keep(home, 2.0, **keeping)
        self.park, self.clerk = metered_park(), person("clerk", "bookkeeper")
        self.site = self.park.site
        self.store = Intake(
            home / "historian", queries.quarantine(), ZONE, PointTable({"park": list(counted().values())})
        )
        self.sent = 0

    def hear(self, meter: str, hours: float, kwh: float) -> None:
        self.sent += 1
        stamp = MIDNIGHT + timedelta(hours=hours)
        payload = encode_up(round(stamp.timestamp() * 1000), f"meter/{meter}/energy", kwh)
        self.store.take([Message(self.sent, "zy.park.g1.up", payload, stamp.timestamp() + 1)])
        self.store.settle()

    def act(self) -> None:
        self.store.let_in()
        self.store.settle()

    def entry(self, reason: str) -> int:
        return next(e.id for e in queries.quarantine().entries() if e.reason == reason)

    def hours(self, meter: str, first: float, last: float) -> Any:
        return queries.quarter_hours(self.site, [meter], span(last - first, first))[meter]


@pytest.fixture
def desk(db: None, tmp_path: Path, settings: Any) -> Any:
    settings.HOME = tmp_path
    before = list(parktime._source)
    parktime.use(lambda: MIDNIGHT + timedelta(hours=60))
    yield Desk(tmp_path)
    parktime._source[:] = before


def jump(desk: Desk) -> None:
    for k in range(1, 7):
        desk.hear("main", 48 + k / 4, 5 + 192 + k + 3000)


def test_a_jump_is_corrected_between_its_neighbours_only(desk: Desk) -> None:
    desk.hear("main", 48.25, 900_000.0)
    for k in range(2, 7):
        desk.hear("main", 48 + k / 4, 197 + k)
    row = desk.entry("spike")
    with pytest.raises(Malformed, match=r"197\.0 to 199\.0"):
        services.correct_reading(desk.clerk, desk.site, entry=row, value=Decimal("250"), reason="看错")
    with pytest.raises(Malformed, match="say why"):
        services.correct_reading(desk.clerk, desk.site, entry=row, value=Decimal("198"), reason=" ")
    services.correct_reading(desk.clerk, desk.site, entry=row, value=Decimal("198.4"), reason="照片为 198.4")
    desk.act()
    assert desk.hours("main", 48, 48.5).energy.tolist() == [1_400_000, 600_000]
    assert desk.hours("main", 48, 48.5).quality.tolist() == [0, 0]
    line = Trail.objects.order_by("-pk").first()
    assert (line.verb, line.params["reason"]) == ("metering.correct_reading", "照片为 198.4")
    assert queries.quarantine().get(row).note == "照片为 198.4"


def test_readings_in_doubt_are_passed_over_however_many_they_are(desk: Desk) -> None:
    for k in range(1, 31):
        desk.hear("main", 48 + k / 4, 900_000.0 - k)
    newest, *doubted = queries.quarantine().entries()
    assert len(doubted) > 20
    with pytest.raises(Malformed, match=r"readings before and after it \(197\.0 to"):
        services.correct_reading(desk.clerk, desk.site, entry=newest.id, value=Decimal("150"), reason="看错")


def test_an_estimate_takes_the_meters_own_profile(desk: Desk) -> None:
    jump(desk)
    assert desk.hours("main", 48, 48.25).quality.tolist() == [Quality.SUSPECT]
    services.estimate_reading(desk.clerk, desk.site, entry=desk.entry("jump"), reason="无换表记录，按平日估")
    desk.act()
    found = desk.hours("main", 48, 48.5)
    assert found.energy.tolist() == [1_000_000, 1_000_000]
    assert found.quality.tolist() == [Quality.ESTIMATED, Quality.MEASURED]
    assert queries.quarantine().entries() == []


def test_an_accepted_jump_counts_and_a_decision_is_made_once(desk: Desk) -> None:
    jump(desk)
    row = desk.entry("jump")
    services.accept_reading(desk.clerk, desk.site, entry=row, reason="补装期间确有用电")
    desk.act()
    assert desk.hours("main", 48, 48.25).kwh == pytest.approx(3001.0)
    with pytest.raises(Refused, match="already applied"):
        services.discard_reading(desk.clerk, desk.site, entry=row, reason="再想想")


def test_missing_energy_is_estimated_and_gives_way_to_readings(desk: Desk) -> None:
    meter = desk.site.meter_set.get(key="floor1")
    services.estimate_energy(desk.clerk, meter, start=when(48), end=when(52), reason="网关停电")
    desk.act()
    assert desk.hours("floor1", 48, 52).kwh == pytest.approx(9.6)
    assert set(desk.hours("floor1", 48, 52).quality.tolist()) == {Quality.ESTIMATED}
    (act,) = queries.amendments().acts([IDS["floor1"]])
    services.withdraw_estimate(desk.clerk, meter, act=act.id, reason="数据补到了")
    desk.act()
    assert desk.hours("floor1", 48, 52).missing == 16


def test_a_known_total_is_spread_by_the_profile_and_exact(desk: Desk) -> None:
    meter = desk.site.meter_set.get(key="floor1")
    services.estimate_energy(desk.clerk, meter, start=when(48), end=when(51), reason="手抄差值", kwh=7.0)
    desk.act()
    assert desk.hours("floor1", 48, 51).kwh == 7.0


def test_what_is_measured_is_not_estimated_away(desk: Desk) -> None:
    meter = desk.site.meter_set.get(key="floor1")
    with pytest.raises(Refused, match="nothing to estimate"):
        services.estimate_energy(desk.clerk, meter, start=when(1), end=when(2), reason="想改")
    with pytest.raises(Malformed, match="lies ahead"):
        services.estimate_energy(desk.clerk, meter, start=when(59), end=when(99), reason="明天")


def test_a_kept_reading_is_corrected_with_its_energy(desk: Desk) -> None:
    meter = desk.site.meter_set.get(key="main")
    services.correct_kept_reading(desk.clerk, meter, at=when(10), value=Decimal("45.3"), reason="抄错")
    desk.act()
    assert desk.hours("main", 9.75, 10.25).energy.tolist() == [1_300_000, 700_000]
    with pytest.raises(NotFound, match="no reading at"):
        services.correct_kept_reading(desk.clerk, meter, at=when(55), value=Decimal(1), reason="无")


def test_entered_readings_are_taken_all_or_none_with_every_mistake(desk: Desk) -> None:
    rows = [
        {"meter": "silent", "at": at(1), "value": 10},
        {"meter": "attic", "at": at(1), "value": 10},
        {"meter": "main", "at": at(72), "value": 500},
        {"meter": "main", "at": at(20), "value": 85},
        {"meter": "main", "at": at(50), "value": 100},
        {"meter": "silent", "at": at(1), "value": 11},
        {"meter": "silent", "at": at(2), "value": "1.23456"},
        {"meter": "silent", "at": at(3), "value": 9},
    ]
    with pytest.raises(Malformed) as refusal:
        services.enter_readings(desk.clerk, desk.site, readings=rows)
    said = str(refusal.value)
    assert "Problems found: 7" in said
    for part in (
        "#2: there is no meter attic",
        "lies ahead",
        "#4: 85.000 is already kept",
        "#5: 100 is less than",
        "note a replacement",
        "already in #1",
        "#7: 1.23456 has more decimals",
        "#8: 9 is less",
    ):
        assert part in said
    assert not ManualReading.objects.exists()


def test_entered_readings_wait_for_the_store_marked_with_who(desk: Desk) -> None:
    services.enter_readings(
        desk.clerk, desk.site, readings=[{"meter": "silent", "at": at(1), "value": 10, "note": "夜间"}]
    )
    (row,) = ManualReading.objects.all()
    assert (row.meter, row.point, str(row.entered_by), row.sent_at) == ("silent", IDS["silent"], "clerk", None)
    with pytest.raises(Malformed, match="already entered as 10"):
        services.enter_readings(desk.clerk, desk.site, readings=[{"meter": "silent", "at": at(1), "value": 12}])
    with pytest.raises(Refused, match="correct it instead"):
        row.delete()


def test_a_register_may_stand_lower_after_a_replacement(desk: Desk) -> None:
    from zhiyuan.park.services import replace_meter

    operator = person("worker", "operator")
    meter = desk.site.meter_set.get(key="main")
    replace_meter(operator, meter, at=MIDNIGHT + timedelta(hours=49), final=199.0, initial=0.5)
    services.enter_readings(desk.clerk, desk.site, readings=[{"meter": "main", "at": at(50), "value": 3}])
    assert ManualReading.objects.get().value == 3


def test_who_may_only_look_may_not_decide(desk: Desk) -> None:
    jump(desk)
    auditor = person("auditor", "auditor")
    with pytest.raises(Refused, match="may not"):
        services.accept_reading(auditor, desk.site, entry=desk.entry("jump"), reason="好")


def test_late_and_rejected_readings_show_on_their_day(desk: Desk) -> None:
    jump(desk)
    day = queries.completeness(desk.site, ["main"], span(60))["main"][-1]
    assert (day.rejected, day.suspect, day.measured) == (1, 1, 5)
    assert micros(MIDNIGHT) > 0
