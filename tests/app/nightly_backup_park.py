"""Run inside an installation by ``test_nightly_backup``: ``fill`` it, or say what is there as JSON."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from zhiyuan.app.manage import ready

ready()

from django.conf import settings  # noqa: E402

from billing.closing import IDS, closing  # noqa: E402
from zhiyuan.billing.bill_queries import month_span  # noqa: E402
from zhiyuan.billing.models import Bill, MonthClose  # noqa: E402
from zhiyuan.identity.models import Trail  # noqa: E402
from zhiyuan.identity.trail import first_broken  # noqa: E402
from zhiyuan.metering.queries import quarter_hours, readings  # noqa: E402
from zhiyuan.park.models import Point, Site  # noqa: E402
from zhiyuan.park.queries import zone  # noqa: E402
from zhiyuan.telemetry.historian import Writer, micros  # noqa: E402

HOME, GAUGE, MINUTE_US = Path(settings.HOME), 910_100, 60_000_000


def fill() -> None:
    """April, issued, and a day of a power gauge, minute by minute."""
    made = closing(HOME)
    made.issued()
    about = {"kind": "gauge", "unit": "W", "decimals": 1, "source": "g1"}
    Point.objects.create(pk=GAUGE, site=made.site, key="meter/hall/power", **about)
    minute = np.arange(1440)
    stamps = micros(month_span(made.site, date(2026, 4, 1)).start) + minute * MINUTE_US
    Writer(HOME / "historian", zone(made.site)).append(np.full(1440, GAUGE, np.int32), stamps, 4000 + minute % 97)


def known() -> dict[str, Any]:
    """What a restored installation must say too."""
    site = Site.objects.get()
    april = month_span(site, date(2026, 4, 1))
    energy = quarter_hours(site, list(IDS), april)
    closes = MonthClose.objects.all()
    return {
        "readings": [(one.ts, one.value) for one in readings().between(GAUGE, april)],
        "energy": {
            key: [int(one.energy.sum()), int(one.quality.sum()), len(one.energy)] for key, one in energy.items()
        },
        "bills": sorted((b.number or "", b.digest, str(b.total), b.state) for b in Bill.objects.all()),
        "closes": sorted((str(c.month), c.state, c.intervals_digest, c.tariff_digest) for c in closes),
        "trail": [line.digest for line in Trail.objects.order_by("sequence")],
        "first_broken": first_broken(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill()
    sys.stdout.write(json.dumps(known()))
