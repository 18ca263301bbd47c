"""Issued bills computed again and opened: from what was kept of their quarter hours, prices and tenancies."""

import json
import zlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from zhiyuan.billing.bill_queries import closes, effective, inputs, said_by
from zhiyuan.billing.kept import unpack
from zhiyuan.billing.line_days import Under, held_by, under
from zhiyuan.billing.models import Account, Bill, Kept, MonthClose
from zhiyuan.billing.models.bill import BILL, ISSUED
from zhiyuan.billing.month_inputs import Inputs
from zhiyuan.billing.publication import Row
from zhiyuan.billing.recheck import Change, Recheck, changes, recheck
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import Span, instant
from zhiyuan.metering.queries import readings as kept_readings

CHUNK = 500


def kept_basis(name: str) -> dict[str, Any]:
    """The plain form of what bills were computed from, by its hash."""
    row = Kept.objects.filter(pk=name).first() if name else None
    if row is None:
        raise NotFound("nothing is kept under {name}; only issued bills can be computed again", name=name[:12] or "—")
    basis: dict[str, Any] = json.loads(zlib.decompress(bytes(row.content)))
    return basis


def kept_inputs(name: str) -> Inputs:
    """What bills were computed from, as it was kept."""
    basis = kept_basis(name)
    wanted = sorted({basis["master"], *basis["meters"].values()})
    loads = {}
    for n in range(0, len(wanted), CHUNK):
        for kept in Kept.objects.filter(pk__in=wanted[n : n + CHUNK]):
            loads[kept.pk] = unpack(bytes(kept.content), kept.pk)
    return Inputs.read(basis, loads)


def kept_part(name: str, meters: Iterable[str]) -> Inputs:
    """The same with the quarter hours of a few meters only: enough to open one line of a bill."""
    basis = kept_basis(name)
    named = {key: basis["meters"][key] for key in meters if key in basis["meters"]}
    part = {**basis, "meters": named}
    found = Kept.objects.filter(pk__in={basis["master"], *named.values()})
    return Inputs.read(part, {row.pk: unpack(bytes(row.content), row.pk) for row in found})


def line_under(bill: Bill, number: int) -> Under:
    """The quarter hours that one line of a bill sums: those billed, or for a draft those of now."""
    line = bill.lines[number]
    common = str(line["name"]).removeprefix("common/") if str(line["name"]).startswith("common/") else ""
    wanted = [common] if common else list(bill.basis.get("meters", ()))
    kept = bill.basis.get("kept", "")
    given = kept_part(kept, wanted) if kept else inputs(bill.close.account, bill.close.month, accepted=True)
    month = (given.first, given.until)
    if common:
        held = [(common, *month)]
    elif bill.enterprise is None:
        held = [(bill.close.account.counted_by, *month)]
    else:
        held = [one for one in held_by(given.stays, bill.enterprise.key, month) if one[0] in given.meters]
    loads = {bill.close.account.counted_by: given.master, **given.meters}
    return under(line, loads, held, given.tariff, given.zone, month)


def readings(site: Any, meter: str, span: Span) -> list[tuple[datetime, Decimal]]:
    """What a meter's register reported in a span, as it is kept now. [kWh of the register]"""
    row = site.points.filter(key=f"meter/{meter}/energy").first()
    if row is None:
        return []
    scale = Decimal(10) ** row.decimals
    return [(instant(one.ts), Decimal(one.value) / scale) for one in kept_readings().between(row.pk, span)]


def publication(account: Account, year: int) -> list[Row]:
    """The issued months of an account's year, corrections counted."""
    months = closes(account.site).filter(account=account, month__year=year, state=ISSUED).order_by("month")
    return [_published(close) for close in months]


def _published(close: MonthClose) -> Row:
    master, tenants, common, own, loss = (
        Decimal(close.balance[n]) for n in ("master", "tenants", "common", "own", "loss")
    )
    paid = Decimal(close.balance["master_cny"])
    collected = effective(close).exclude(enterprise=None).aggregate(total=Sum("total"))["total"] or Decimal(0)
    grid = paid if close.grid_total is None else close.grid_total
    return Row(close.month, master, tenants, common, own, loss, grid, collected)


def recheck_close(close: MonthClose) -> list[Recheck]:
    """Every issued bill of a close computed again from what was kept: equal, or what differs."""
    by_basis: dict[str, list[Bill]] = {}
    for bill in close.bills.filter(kind=BILL, state=ISSUED).select_related("enterprise"):
        by_basis.setdefault(bill.basis.get("kept", ""), []).append(bill)
    return [one for name, bills in by_basis.items() for one in recheck(kept_inputs(name), said_by(bills))]


def changes_since(close: MonthClose, now: Inputs | None = None) -> tuple[Change, ...]:
    """What is known now (read here unless the caller has it) would change in the bills that stand."""
    now = now or inputs(close.account, close.month, accepted=True)
    return changes(kept_basis(close.basis), now, said_by(effective(close)))
