"""What the verbs of budgets share. The caller holds the transaction."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.billing.models import Budget
from zhiyuan.kernel.errors import Malformed


def set_budget(
    person: Any, site_id: int, owner: Mapping[str, Any], month: date, kwh: Decimal, cny: Decimal | None
) -> Budget:
    """Keep one owner's budget from a month on; said again for the same month, it is replaced."""
    if kwh <= 0 or (cny is not None and cny <= 0):
        raise Malformed("a budget is above zero, not {kwh} kWh", kwh=kwh)
    said = {"kwh": kwh, "cny": cny, "entered_by": person, "site_id": site_id}
    kept, _ = Budget.objects.update_or_create(**owner, start=month.replace(day=1), defaults=said)
    return kept
