"""One floor with two spaces, in the database: what tests of verbs, pages and alarms stand on."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from zhiyuan.identity.models import Grant, Person
from zhiyuan.park.models import (
    Building,
    Circuit,
    Floor,
    Gateway,
    Group,
    Luminaire,
    LuminaireType,
    Scene,
    Schedule,
    Sensor,
    Site,
    Space,
)


@dataclass
class SmallPark:
    """The rows by the names the tests use."""

    site: Any
    building: Any
    floor: Any
    office: Any
    corridor: Any
    scene: Any


def person(username: str = "operator", role: str = "operator", scope: Any = None) -> Person:
    """Somebody with one role, everywhere or on one object."""
    who = Person.objects.create(username=username, display_name=username)
    scope_type, scope_id = (scope._meta.label_lower, str(scope.pk)) if scope is not None else ("*", "")
    Grant.objects.create(person=who, role=role, scope_type=scope_type, scope_id=scope_id)
    return who


def signed_in(who: Any, language: str = "zh-hans") -> Client:
    """A browser in which this person is signed in and reads this language."""
    who.language = language
    who.save()
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def small_park(key: str = "park") -> SmallPark:
    """An office with two groups and a corridor with an emergency luminaire."""
    site = Site.objects.create(key=key, name="小园区", latitude=33.0, longitude=112.5)
    own: dict[str, Any] = {"site": site}
    kind = LuminaireType.objects.create(
        **own, key="panel", name="面板灯", rated_w=20.0, depreciation=[[0, 1], [50_000, 0.8]]
    )
    plan = Schedule.objects.create(
        **own, key="office", name="办公", rules=[{"days": "workdays", "on": "08:00", "off": "20:00"}]
    )
    always = Schedule.objects.create(**own, key="always", name="全天", rules=[{"days": "daily"}])
    building = Building.objects.create(**own, key="b1", name="一号楼")
    floor = Floor.objects.create(**own, key="b1-f1", name="一层", building=building, level=1, width_m=30, depth_m=12)
    gateway = Gateway.objects.create(**own, key="g1", name="网关一", floor=floor)
    circuit = Circuit.objects.create(
        **own, key="c1", name="办公照明", building=building, kind="office", contactor=True, gateway=gateway
    )
    fixed = Circuit.objects.create(**own, key="c2", name="走廊照明", building=building, kind="corridor")
    office = Space.objects.create(
        **own, key="o101", name="办公室 101", floor=floor, kind="office_perimeter", x=0, y=0, width_m=20, depth_m=8,
        schedule=plan, facade="S",
    )  # fmt: skip
    corridor = Space.objects.create(
        **own, key="k1", name="走廊", floor=floor, kind="corridor", x=0, y=8, width_m=30, depth_m=3, schedule=always
    )
    window = Group.objects.create(**own, key="o101-w", name="窗侧", space=office, response=[312, 88], daylight=0.045)
    core = Group.objects.create(
        **own, key="o101-c", name="内侧", space=office, response=[88, 312], daylight=0.018, position=1
    )
    walk = Group.objects.create(**own, key="k1-a", name="走廊灯", space=corridor, response=[62.5], position=2)
    lamps = [(office, window, circuit), (office, core, circuit), (corridor, walk, fixed)]
    for n, (space, group, feed) in enumerate(lamps):
        for m in range(2):
            number = n * 2 + m + 1
            Luminaire.objects.create(
                **own, key=f"L{number}", name=f"灯 {number}", space=space, type=kind, circuit=feed, group=group,
                gateway=gateway, address=number, x=3.0 + 8 * m, y=2.0 + 3 * n, position=number,
            )  # fmt: skip
    Luminaire.objects.create(
        **own,
        key="E1",
        name="应急灯",
        space=corridor,
        type=kind,
        circuit=fixed,
        x=15,
        y=9,
        duty="emergency",
        position=9,
    )
    Sensor.objects.create(**own, key="P1", name="人体感应", kind="presence", gateway=gateway, space=office)
    Sensor.objects.create(**own, key="I1", name="照度", kind="illuminance", gateway=gateway, space=office)
    Sensor.objects.create(**own, key="S1", name="墙开关", kind="switch", gateway=gateway, space=office)
    Sensor.objects.create(**own, key="P2", name="走廊感应", kind="presence", gateway=gateway, space=corridor)
    Sensor.objects.create(**own, key="F1", name="消防", kind="fire", gateway=gateway, building=building)
    scene = Scene.objects.create(**own, key="talk", name="演示", floor=floor, levels={"o101-w": 0.2, "o101-c": 0.5})
    return SmallPark(site, building, floor, office, corridor, scene)
