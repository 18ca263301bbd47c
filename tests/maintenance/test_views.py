"""The pages of the alarm list: filter, detail, bulk acknowledgement, and who may not."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from small_park import SmallPark, person, small_park
from zhiyuan.maintenance import writes
from zhiyuan.maintenance.alarm import Fact
from zhiyuan.maintenance.models import Alarm

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def park() -> SmallPark:
    park = small_park()
    for n in (1, 2):
        writes.raise_alarm(
            park.site.id, Fact("lampFailure", "luminaire", f"L{n}"), AT, name=f"面板灯{n}", floor_id=park.floor.id
        )
    writes.raise_alarm(park.site.id, Fact("gatewayOffline", "gateway", "g1"), AT, name="网关一")
    return park


@pytest.fixture
def operator(park: SmallPark, client: Client) -> Client:
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_shows_what_is_open_and_where(operator: Client) -> None:
    page = operator.get("/alarms/").content.decode()
    assert "网关一" in page
    assert page.count('name="alarm"') == 3


def test_the_filter_is_in_the_address(operator: Client) -> None:
    page = operator.get("/alarms/?severity=major").content.decode()
    assert "网关一" in page
    assert "面板灯" not in page


def test_htmx_gets_only_the_list(operator: Client) -> None:
    page = operator.get("/alarms/?q=面板灯2", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "面板灯2" in page


def test_bulk_acknowledgement_takes_the_ticked_ones(operator: Client) -> None:
    chosen = list(Alarm.objects.filter(kind="lampFailure").values_list("pk", flat=True))
    answer = operator.post("/alarms/acknowledge/", {"alarm": chosen, "note": "已派单"})
    assert answer.status_code == 302
    assert Alarm.objects.filter(acknowledged__isnull=False, note="已派单").count() == 2


def test_an_alarm_can_be_acknowledged_shelved_and_cleared(operator: Client) -> None:
    alarm = Alarm.objects.get(kind="gatewayOffline")
    for act, fields in (("acknowledge", {}), ("shelve", {"hours": "2"}), ("unshelve", {}), ("clear", {"note": "好了"})):
        assert operator.post(f"/alarms/{alarm.pk}/{act}/", fields).status_code == 302
    alarm.refresh_from_db()
    assert alarm.state == "cleared"
    assert "好了" in operator.get(f"/alarms/{alarm.pk}/").content.decode()


def test_a_leader_looks_and_gets_no_buttons(park: SmallPark, client: Client) -> None:
    client.force_login(person("leader", "leader"), backend="django.contrib.auth.backends.ModelBackend")
    assert 'name="alarm"' not in client.get("/alarms/").content.decode()
    alarm = Alarm.objects.first()
    client.post(f"/alarms/{alarm.pk}/acknowledge/")
    alarm.refresh_from_db()
    assert alarm.acknowledged is None


def test_a_tenant_sees_no_alarm(park: SmallPark, client: Client) -> None:
    client.force_login(person("tenant", "tenant"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/alarms/").status_code == 403
    assert client.get(f"/alarms/{Alarm.objects.first().pk}/").status_code == 404


def test_a_kind_that_holds_from_today_on_is_known_from_the_first_minute_of_the_parks_day(
    operator: Client, park: SmallPark, park_time: Callable[[datetime], None]
) -> None:
    """The book's kinds hold from 2024-08-01; half past midnight in the park is still July in UTC."""
    now = datetime.fromisoformat("2024-08-01T00:30+08:00").astimezone(UTC)
    park_time(now)
    alarm, _ = writes.raise_alarm(park.site.id, Fact("lampFailure", "luminaire", "L9"), now, name="面板灯9")
    assert alarm.severity == "minor"
    for page in ("/alarms/?q=面板灯9", f"/alarms/{alarm.pk}/", "/ops/"):
        assert "光源故障" in operator.get(page).content.decode(), page
