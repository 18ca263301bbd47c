"""Run inside an installation: readings of October 2026, enterprises, an account and prices that two people checked."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402

from zhiyuan.billing import services  # noqa: E402
from zhiyuan.enterprises import services as lets  # noqa: E402
from zhiyuan.identity.models import Grant  # noqa: E402
from zhiyuan.identity.queries import person_named  # noqa: E402
from zhiyuan.park import queries  # noqa: E402
from zhiyuan.telemetry.historian import Writer, micros  # noqa: E402
from zhiyuan.telemetry.ingest import Rejection  # noqa: E402
from zhiyuan.telemetry.quarantine import ENERGY, Quarantine  # noqa: E402
from zhiyuan.telemetry.rollup import EnergyWriter  # noqa: E402

HOME = Path(settings.HOME)
QUARTER_US = 900_000_000
FIRST, UNTIL = date(2026, 9, 30), date(2026, 11, 2)
KWH = {"ta": 4.0, "tb": 2.5, "tc": 1.5, "hall": 0.5, "m1": 0.2, "m2": 0.2}
LOST = 0.25  # between the master meter and the others, each quarter hour
PRICES = {"energy": "0.37", "loss": "0.016", "td": "0.20", "system": "0.035", "fund": "0.028889375"}


def at(day: date, hour: int, zone: ZoneInfo) -> int:
    """An instant of the site's clock. [µs since 1970 UTC]"""
    return micros(datetime(day.year, day.month, day.day, hour, tzinfo=zone))


def readings(site: Any, zone: ZoneInfo) -> None:
    """Registers of every meter; 甲公司 was not heard for six hours, 乙公司 once told nonsense."""
    points = {p.id: p for p in queries.telemetry_points(site)}
    ids = queries.point_ids(site)
    stamps = np.arange(at(FIRST, 0, zone), at(UNTIL, 0, zone) + 1, QUARTER_US)
    busy = np.where((stamps // 3_600_000_000 + 8) % 24 < 8, 0.4, 1.0)
    registers = {key: np.round(np.cumsum(busy * kwh), 2) for key, kwh in KWH.items()}
    registers["main"] = np.round(sum(np.cumsum(busy * kwh) for kwh in KWH.values()) + np.arange(len(stamps)) * LOST, 2)
    columns = []
    for key, register in registers.items():
        point = points[ids[f"meter/{key}/energy"]]
        kept = np.ones(len(stamps), bool)
        shown = register.copy()
        if key == "ta":
            kept = (stamps <= at(date(2026, 10, 12), 2, zone)) | (stamps >= at(date(2026, 10, 12), 8, zone))
        if key == "tb":
            shown[stamps == at(date(2026, 10, 9), 15, zone)] += 4321
        counts = np.round(shown * 10**point.decimals).astype(np.int64)
        columns.append((np.full(kept.sum(), point.id, np.int32), stamps[kept], counts[kept]))
    HOME.joinpath("historian").mkdir(exist_ok=True)
    writer = Writer(HOME / "historian", zone)
    writer.append(*(np.concatenate(c) for c in zip(*columns, strict=True)))
    energy = EnergyWriter(HOME / "historian", zone, writer)
    done = energy.restate(points, energy.behind(list(points.values())))
    for number, (findings, _, _) in done.findings.items():
        found = [
            Rejection(number, f.ts, site.key, points[number].source, f.reason, "", points[number].key, b"", f.ts / 1e6,
                      number, f.ts, f.value) for f in findings
        ]  # fmt: skip
        Quarantine(HOME / "quarantine.sqlite3").add(found, ENERGY)


def office(site: Any) -> None:
    """Who is there since when, what the corridor is, what a kWh costs."""
    boss, li, wang = (person_named(n) for n in ("administrator", "li", "wang"))
    for key, name, meter, start in (
        ("jia", "甲公司", "ta", date(2026, 1, 1)),
        ("yi", "乙公司", "tb", date(2026, 1, 1)),
        ("bing", "丙公司", "tc", date(2026, 10, 17)),
    ):
        enterprise = lets.register_enterprise(boss, site, key=key, name=name)
        lets.open_tenancy(boss, enterprise, start=start, area_m2=Decimal(200), meters=[meter])
        who = person_named(key)
        if who is not None:
            scope = {"scope_type": "enterprises.enterprise", "scope_id": str(enterprise.pk)}
            Grant.objects.create(person=who, role="tenant", **scope)
    account = services.add_account(li, site, key="main", name="园区总户", meter="main")
    services.set_terms(li, account, start=date(2026, 1, 1), reason="供用电合同")
    services.set_common_meter(li, account, meter="hall", start=date(2026, 1, 1), name="公共走廊")
    for meter in ("m1", "m2"):
        services.set_common_meter(li, account, meter=meter, start=date(2026, 1, 1), how="own", name="物业自用")
    prices = {name: Decimal(text) for name, text in PRICES.items()}
    days = {"start": date(2026, 10, 1), "end": date(2026, 11, 1)}
    where = "https://example.invalid/2026-10"
    sheet = services.enter_prices(li, site, customer_class="commercial", mode="single", voltage="10", source=where,
                                  **days, **prices)  # fmt: skip
    services.check_prices(wang, sheet)


if __name__ == "__main__":
    park = queries.site()
    readings(park, ZoneInfo(park.timezone))
    office(park)
