"""A small park with an electricity account and prices that two people looked at."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from small_park import person, small_park
from zhiyuan.billing.models import Account, AccountTerms, PriceSheet
from zhiyuan.park.models import Gateway, Meter

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
APRIL = {"energy": "0.37", "loss": "0.016", "td": "0.20", "system": "0.035", "fund": "0.028889375"}
KEY = {"customer_class": "commercial", "mode": "single", "voltage": "10"}
SOURCE = "https://example.invalid/notice-2026-04"


@dataclass
class Priced:
    """The rows by the names the tests use."""

    site: Any
    account: Any
    li: Any
    wang: Any


def sheet(of: Priced, start: date, end: date, *, checked: bool = True, **other: Any) -> Any:
    """A sheet entered by li, and checked by wang unless said otherwise."""
    check = {"checked_by": of.wang, "checked_at": AT} if checked else {}
    said = {"site": of.site, "source": SOURCE, "entered_by": of.li, "entered_at": AT, **KEY, **APRIL, **check, **other}
    return PriceSheet.objects.create(start=start, end=end, **said)


def priced() -> Priced:
    """One account on time of use since 2026, April 2026 priced and checked."""
    site = small_park().site
    meter = Meter.objects.create(site=site, key="m1", name="总表", gateway=Gateway.objects.get(site=site, key="g1"))
    account = Account.objects.create(site=site, key="main", name="园区总户", meter=meter)
    made = Priced(site, account, person("li", "bookkeeper"), person("wang", "bookkeeper"))
    AccountTerms.objects.create(account=account, start=date(2026, 1, 1), entered_by=made.li, entered_at=AT)
    sheet(made, date(2026, 4, 1), date(2026, 5, 1))
    return made
