"""A small park with meters and two enterprises in it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from small_park import SmallPark, person, small_park
from zhiyuan.enterprises import services
from zhiyuan.park.models import Meter, Point

KETUO, CHUANGXIN = "91411300MAAY4CL12B", "91411300MA2TH3BJ3L"


@dataclass
class Tenants:
    """The rows by the names the tests use."""

    park: SmallPark
    officer: Any
    ketuo: Any
    chuangxin: Any


def meters(park: SmallPark, *keys: str) -> None:
    """Meters with their energy points, behind the first gateway."""
    gateway = park.site.gateway_set.first()
    for key in keys:
        Meter.objects.create(site=park.site, key=key, name=f"电表 {key}", gateway=gateway)
        Point.objects.create(
            site=park.site, key=f"meter/{key}/energy", kind="register", unit="kWh", decimals=3, source=gateway.key
        )


def tenants() -> Tenants:
    """Two enterprises without a tenancy yet, and the officer who may open some."""
    park = small_park()
    meters(park, "m1", "m2", "m3")
    officer = person("officer", "officer")
    ketuo = services.register_enterprise(officer, park.site, key="ketuo", name="科拓光电", uscc=KETUO)
    chuangxin = services.register_enterprise(officer, park.site, key="chuangxin", name="创新电子", uscc=CHUANGXIN)
    return Tenants(park, officer, ketuo, chuangxin)


def let(t: Tenants, enterprise: Any, start: date, end: date | None = None, area: str = "160", **more: Any) -> Any:
    """Open a tenancy."""
    return services.open_tenancy(t.officer, enterprise, start=start, end=end, area_m2=Decimal(area), **more)
