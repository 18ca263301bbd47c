"""Alarms are raised once, cleared by facts or people, and each act leaves a line."""

from datetime import UTC, datetime, timedelta

import pytest

from small_park import SmallPark, person, small_park
from zhiyuan.identity.models import Trail
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.maintenance import queries, services, writes
from zhiyuan.maintenance.alarm import Fact
from zhiyuan.maintenance.models import Alarm

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LAMP = Fact("lampFailure", "luminaire", "L1")
GATEWAY = Fact("gatewayOffline", "gateway", "g1")


@pytest.fixture
def park() -> SmallPark:
    return small_park()


def raised(park: SmallPark, fact: Fact = LAMP) -> Alarm:
    return writes.raise_alarm(park.site.id, fact, AT, name="灯 1", floor_id=park.floor.id)[0]


def test_the_same_fact_raises_one_alarm_and_counts_up(park: SmallPark) -> None:
    first, new = writes.raise_alarm(park.site.id, LAMP, AT)
    again, new_again = writes.raise_alarm(park.site.id, LAMP, AT + timedelta(minutes=5))
    assert (new, new_again) == (True, False)
    assert again.id == first.id
    assert again.times == 2


def test_a_cleared_fact_may_be_raised_again(park: SmallPark) -> None:
    raised(park)
    assert writes.clear_alarm(park.site.id, LAMP, AT)
    assert not writes.clear_alarm(park.site.id, LAMP, AT)
    assert raised(park).times == 1
    assert Alarm.objects.count() == 2


def test_open_facts_are_what_a_restarted_process_watches(park: SmallPark) -> None:
    raised(park)
    raised(park, GATEWAY)
    writes.clear_alarm(park.site.id, LAMP, AT)
    assert writes.open_facts(park.site.id) == {GATEWAY}


def test_acknowledging_keeps_who_and_why_and_does_not_clear(park: SmallPark) -> None:
    operator = person()
    alarm = services.acknowledge_alarm(operator, raised(park), note="去看")
    assert (alarm.acknowledged_by, alarm.note, alarm.state) == (operator, "去看", "acknowledged")
    assert Trail.objects.get().verb == "maintenance.acknowledge_alarm"


def test_an_alarm_is_acknowledged_once(park: SmallPark) -> None:
    operator, alarm = person(), raised(park)
    services.acknowledge_alarm(operator, alarm)
    with pytest.raises(Refused, match="was acknowledged by operator"):
        services.acknowledge_alarm(operator, alarm)


def test_assigning_needs_somebody_who_signs_in(park: SmallPark) -> None:
    operator, alarm = person(), raised(park)
    assert services.assign_alarm(operator, alarm, assignee="operator").assignee == operator
    with pytest.raises(NotFound, match="nobody signs in as ghost"):
        services.assign_alarm(operator, alarm, assignee="ghost")


def test_a_shelved_alarm_leaves_the_open_list_and_returns(park: SmallPark) -> None:
    operator, alarm = person(), raised(park)
    services.shelve_alarm(operator, alarm, hours=2)
    assert queries.alarms(operator).count() == 0
    assert queries.alarms(operator, state="shelved").count() == 1
    services.unshelve_alarm(operator, alarm)
    assert queries.alarms(operator).count() == 1


def test_a_shelf_has_an_end(park: SmallPark) -> None:
    with pytest.raises(Malformed, match="at most"):
        services.shelve_alarm(person(), raised(park), hours=1000)


def test_a_leader_sees_alarms_and_may_not_acknowledge(park: SmallPark) -> None:
    leader, alarm = person("leader", "leader"), raised(park)
    assert queries.alarms(leader).count() == 1
    with pytest.raises(Refused, match="may not"):
        services.acknowledge_alarm(leader, alarm)


def test_a_grant_on_another_site_shows_nothing(park: SmallPark) -> None:
    raised(park)
    other = small_park("elsewhere")
    assert queries.alarms(person("far", "operator", other.site)).count() == 0
    assert queries.alarms(person("near", "operator", park.floor)).count() == 1


def test_counts_are_by_severity_and_without_the_shelved(park: SmallPark) -> None:
    operator = person()
    raised(park)
    services.shelve_alarm(operator, raised(park, GATEWAY), hours=1)
    assert queries.open_counts(park.site) == {"critical": 0, "major": 0, "minor": 1, "notice": 0}
    assert queries.bell(operator) == 1


def test_the_list_is_worst_first(park: SmallPark) -> None:
    raised(park)
    raised(park, GATEWAY)
    assert [a.kind for a in queries.alarms(person())] == ["gatewayOffline", "lampFailure"]
