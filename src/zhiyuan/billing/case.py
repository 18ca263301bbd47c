"""A worked case as a file: load or kWh, prices, and what came out. For checking by anyone.

Three shapes: ``load`` and monthly ``prices`` (time of use), ``kwh`` with ``kva`` (two-part), and
``master_bill`` with ``sub_kwh`` (resale).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.billing.bill import Bill, Line, TwoPart, Use, draft, draft_two_part
from zhiyuan.billing.resale import pass_through
from zhiyuan.billing.tariff import Components, price
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import Span

ZONE = ZoneInfo("Asia/Shanghai")


def run(case: Mapping[str, Any], day: date) -> Bill:
    """Bill one case; ``day`` dates the rules of a case that names no month.

    Raises
    ------
    Malformed
        When the case has none of the three shapes.
    """
    if "load" in case:
        months = {m: Components.read(p, m) for m, p in case["prices"].items()}
        return draft([_use(piece) for piece in case["load"]], months, ZONE)
    if "kva" in case:
        return draft_two_part(_two_part(case, day), Components.read(case["prices"], str(case.get("id", "case"))))
    if "master_bill" in case:
        return _resale(case, day)
    raise Malformed("a case has 'load', 'kva' or 'master_bill'; this one has {keys}", keys=", ".join(case))


def _use(piece: Mapping[str, str]) -> Use:
    span = Span(_local(piece["from"]), _local(piece["to"]))
    if "kwh" in piece:
        return Use(span, Decimal(piece["kwh"]))
    return Use(span, Decimal(piece["kw"]) * Decimal(int(span.length.total_seconds())) / 3600)


def _local(text: str) -> datetime:
    stamp = datetime.fromisoformat(text)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=ZONE)


def _two_part(case: Mapping[str, Any], day: date) -> TwoPart:
    return TwoPart(
        kwh={period: Decimal(kwh) for period, kwh in case["kwh"].items()},
        kva=Decimal(case["kva"]),
        max_demand_kw=Decimal(case["max_demand_kw"]),
        demand_price=price(case["prices"], "demand", str(case.get("id", "case"))),
        kvarh=Decimal(case["kvarh"]),
        standard=case["pf_standard"],
        day=day,
    )


def _resale(case: Mapping[str, Any], day: date) -> Bill:
    kwh = {name: Decimal(used) for name, used in case["sub_kwh"].items()}
    shares = pass_through(Decimal(case["master_bill"]), Decimal(case["master_kwh"]), kwh, day)
    each = Decimal(case["master_bill"]) / Decimal(case["master_kwh"])
    return Bill(tuple(Line(name, kwh[name], "kWh", each, amount, "转供电") for name, amount in shares.items()))
