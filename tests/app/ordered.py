"""Run inside an installation: the facts raise or clear an alarm, orders are counted, or a round dies midway."""

import os
import signal
import sys
from typing import Any

from zhiyuan.app.manage import ready


def main(what: str) -> None:
    """Do one of these."""
    from zhiyuan.cases import writes_orders
    from zhiyuan.cases.models import Case, Order
    from zhiyuan.kernel import parktime
    from zhiyuan.maintenance import writes as maintenance
    from zhiyuan.maintenance.alarm import Fact
    from zhiyuan.park.queries import floors, site

    park, fact = site(), Fact("unusualUse", "billing.account", "common")
    append = writes_orders.writes.append

    def dying(case: Any, act: str, *said: Any, **more: Any) -> Any:
        if act == "accept":
            os.kill(os.getpid(), signal.SIGKILL)
        return append(case, act, *said, **more)

    if what == "raise":
        read = {"way": "over", "hours": 6, "kwh": 40.0, "expected_kwh": 12.0}
        where = {"name": "公共区域（模拟）", "floor_id": floors(park)[0].pk}
        maintenance.raise_alarm(park.pk, fact, parktime.now(), params=read, **where)
    elif what == "clear":
        maintenance.clear_alarm(park.pk, fact, parktime.now())
    elif what == "die":
        writes_orders.writes.append = dying
        writes_orders.open_orders(park)
    sys.stdout.write(f"{Case.objects.count()} {Order.objects.count()}\n")


if __name__ == "__main__":
    ready()
    main(sys.argv[1])
