"""What the verbs of a month's close write: drafts, numbers, issued bills, what they were computed from."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from zhiyuan.billing import bill_queries, kept_queries
from zhiyuan.billing.bill import Bill as Computed
from zhiyuan.billing.bill import Line
from zhiyuan.billing.close import Reasons, blocks_before
from zhiyuan.billing.kept import pack
from zhiyuan.billing.models import AcceptedGap, Bill, Kept, MonthClose, NumberRow, Proposal
from zhiyuan.billing.models.bill import BILL, CREDIT, ISSUED
from zhiyuan.billing.models.close import OPEN
from zhiyuan.billing.month import Month, above_master, compute
from zhiyuan.billing.month_inputs import Inputs
from zhiyuan.billing.numbering import number, take
from zhiyuan.billing.recheck import Change
from zhiyuan.enterprises.queries import of_site
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, NotReady, Refused, ZhiyuanError
from zhiyuan.maintenance import writes as alarms
from zhiyuan.maintenance.alarm import Fact

BATCH = 200
ZERO = Decimal(0)


def refuse_unless_open(close: MonthClose) -> None:
    """An issued month is changed by corrections only."""
    if close.state != OPEN:
        raise Refused("{close} is issued; what is wrong in it is put right by a correction", close=close)


def refuse_unless_ready(look: bill_queries.Look, step: str) -> None:
    """Say everything that stands before a step."""
    blocks = Reasons(blocks_before(step, look.steps))
    if blocks:
        kind = Refused if look.facts.above_master > 0 and step == "issue" else NotReady
        raise kind("{close}: {reasons}", close=look.close, reasons=blocks)


def accept_gaps(close: MonthClose, person: Any, reason: str, meters: Sequence[str]) -> None:
    """Write down which gaps of the month a person takes as they are."""
    given = bill_queries.inputs(close.account, close.month, accepted=True)
    found = {d.meter: d for d in bill_queries.meter_data(close.site, given, close.account.counted_by)}
    if unknown := [m for m in meters if m not in found]:
        raise NotFound("{close} has no meter {meters}", close=close, meters=", ".join(unknown))
    now = parktime.now()
    rows = [
        AcceptedGap(
            close=close, meter=d.meter, estimated=d.estimated, suspect=d.suspect, missing=d.missing, reason=reason,
            by=person, at=now,
        )
        for d in found.values()
        if d.imperfect and (not meters or d.meter in meters)
    ]  # fmt: skip
    AcceptedGap.objects.filter(close=close, meter__in=[r.meter for r in rows]).delete()
    AcceptedGap.objects.bulk_create(rows, batch_size=BATCH)


def draft(close: MonthClose) -> Sequence[Bill]:
    """Draft bills from what is known now; drafts made before go."""
    refuse_unless_open(close)
    found = bill_queries.look(close)
    refuse_unless_ready(found, "prices")
    if found.inputs is None:
        raise NotReady("{close}: {reasons}", close=close, reasons=_first(found.facts.refusals))
    month = compute(found.inputs)
    close.bills.filter(state="draft").delete()
    bills = Bill.objects.bulk_create(_rows(close, found.inputs, month), batch_size=BATCH)
    close.drafted_at = parktime.now()
    close.intervals_digest, close.tariff_digest = bill_queries.versions(found.inputs)
    close.balance = balance(month)
    close.version += 1
    close.save()
    return bills


def _first(reasons: Sequence[ZhiyuanError]) -> Any:
    return reasons[0] if reasons else "—"


def balance(month: Month) -> dict[str, str]:
    """Where the energy went [kWh] and what stays with the operator [CNY], as text."""
    went = month.balance
    sums = {name: f"{getattr(went, name):f}" for name in ("master", "tenants", "common", "own", "loss")}
    return sums | {"own_cny": f"{month.own.total:f}", "master_cny": f"{month.master.total:f}"}


def _rows(close: MonthClose, given: Inputs, month: Month) -> list[Bill]:
    enterprises = {e.key: e for e in of_site(close.site)}
    versions = bill_queries.versions(given)
    whole = _row(close, versions, None, close.account.name, month.master, given.first, given.until)
    whole.basis = {"meters": {close.account.counted_by: given.master.digest}}
    names = {c.meter: c.name for c in given.common}
    rows = [whole]
    for one in month.tenants:
        row = _row(close, versions, enterprises[one.party], one.name, one.bill, one.start, one.end)
        row.basis = {
            "meters": {meter: given.meters[meter].digest for meter in one.meters},
            "metered": f"{one.metered:f}",
            "estimated": f"{one.estimated:f}",
            "uscc": enterprises[one.party].uscc,
            "names": names,
        }
        rows.append(row)
    return rows


def _row(
    close: MonthClose, versions: tuple[str, str], enterprise: Any, payer: str, said: Computed, start: Any, end: Any
) -> Bill:
    return Bill(
        site_id=close.site_id,
        close=close,
        enterprise=enterprise,
        payer=payer,
        start=start,
        end=end,
        lines=said.plain(),
        kwh=sum((line.quantity for line in said.lines if _is_energy(line)), ZERO),
        estimated_kwh=_estimated(said),
        total=said.total,
        intervals_digest=versions[0],
        tariff_digest=versions[1],
        digest=said.digest,
    )


def _is_energy(line: Line) -> bool:
    return line.unit == "kWh" and (bool(line.period) or line.name.startswith("common/"))


def _estimated(said: Computed) -> Decimal:
    return sum((line.estimated for line in said.lines if _is_energy(line)), ZERO)


def issue(close: MonthClose, person: Any) -> Sequence[Bill]:
    """Number and issue the drafts, and keep what they were computed from; all of it or nothing."""
    refuse_unless_open(close)
    found = bill_queries.look(close)
    refuse_unless_ready(found, "issue")
    if not found.facts.drafted or found.inputs is None:
        raise NotReady("{close} has no draft yet; draft the bills first", close=close)
    now = parktime.now()
    drafts = list(close.bills.filter(state="draft").order_by("payer", "pk"))
    _number(close, [b for b in drafts if b.enterprise_id], now)
    close.basis = keep(found.inputs)
    for bill in drafts:
        bill.state, bill.issued_by, bill.issued_at = ISSUED, person, now
        bill.basis = {**bill.basis, "kept": close.basis}
    Bill.objects.bulk_update(drafts, ["number", "state", "issued_by", "issued_at", "basis"], batch_size=BATCH)
    close.state, close.issued_at = ISSUED, now
    close.version += 1
    close.save()
    return [b for b in drafts if b.enterprise_id]


def _number(close: MonthClose, bills: Sequence[Bill], now: datetime) -> None:
    """Take the next numbers of the site's year from the locked row."""
    year = now.astimezone(ZoneInfo(close.site.timezone)).year
    NumberRow.objects.get_or_create(site_id=close.site_id, year=year)
    row = NumberRow.objects.select_for_update().get(site_id=close.site_id, year=year)
    for bill, sequence in zip(bills, take(row.last, len(bills)), strict=True):
        bill.number = number(year, sequence)
    row.last += len(bills)
    row.save(update_fields=["last"])


def keep(given: Inputs) -> str:
    """Keep quarter hours, prices and tenancies under their hashes; the name of the whole."""
    loads = {load.digest: load for load in (given.master, *given.meters.values())}
    rows = [Kept(digest=name, content=pack(load)) for name, load in loads.items()]
    basis = {**given.plain(), "tariff_digest": given.tariff.digest}
    text = json.dumps(basis, sort_keys=True, ensure_ascii=False).encode()
    name = hashlib.sha256(text).hexdigest()
    rows.append(Kept(digest=name, content=zlib.compress(text)))
    Kept.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return name


# --- corrections -------------------------------------------------------------------------------------


@transaction.atomic
def propose(close: MonthClose) -> list[Proposal]:
    """Write down which bills later readings or prices would change; raise a notice, or clear it."""
    found = kept_queries.changes_since(close)
    by_party = {bill_queries.party_key(b): b for b in bill_queries.effective(close)}
    standing = {p.bill_id: p for p in Proposal.objects.filter(bill__close=close, state="open")}
    proposed = []
    for change in found:
        bill = by_party.get(change.party)
        if bill is not None:
            proposed.append(_proposed(bill, change, standing.pop(bill.pk, None), close))
    Proposal.objects.filter(pk__in=[p.pk for p in standing.values()]).update(state="gone")
    _notify(close, proposed)
    return proposed


def _proposed(bill: Bill, change: Change, standing: Proposal | None, close: MonthClose) -> Proposal:
    row = standing or Proposal(bill=bill, found_at=parktime.now())
    row.total, row.cause = change.total, change.cause
    row.intervals_digest, row.tariff_digest = close.intervals_digest, close.tariff_digest
    row.save()
    return row


def _notify(close: MonthClose, proposed: Sequence[Proposal]) -> None:
    fact = Fact("billCorrection", "billing.monthclose", f"{close.account.key}-{close.month:%Y-%m}")
    if proposed:
        params = {"bills": len(proposed), "cny": f"{sum((p.change for p in proposed), ZERO):f}"}
        alarms.raise_alarm(close.site_id, fact, parktime.now(), name=str(close), params=params)
    else:
        alarms.clear_alarm(close.site_id, fact, parktime.now())


def correct(close: MonthClose, person: Any, reason: str) -> Sequence[Bill]:
    """Take back every bill that differs now by a credit, and issue it anew; the first ones stay as they are."""
    if close.state != ISSUED:
        raise Refused("{close} is not issued; draft it again instead", close=close)
    given = bill_queries.inputs(close.account, close.month, accepted=True)
    found = kept_queries.changes_since(close, given)
    if not found:
        raise Refused("{close}: nothing differs from what was issued; there is nothing to correct", close=close)
    month = compute(given)
    _check_ceiling(close, month)
    changed = {c.party for c in found}
    standing = {bill_queries.party_key(b): b for b in bill_queries.effective(close)}
    fresh = {bill_queries.party_key(r): r for r in _rows(close, given, month)}
    _take_over(close, given, month)
    rows = []
    for party in sorted(changed):
        first, again = standing.get(party), fresh.get(party)
        rows += [_credit(first, reason)] if first is not None else []
        rows += [_again(again, first, reason, close)] if again is not None else []
    now = parktime.now()
    _number(close, [r for r in rows if r.enterprise_id], now)
    for row in rows:
        row.state, row.issued_by, row.issued_at = ISSUED, person, now
    made = [b for b in Bill.objects.bulk_create(rows, batch_size=BATCH) if b.enterprise_id]
    Proposal.objects.filter(bill__close=close, state="open").update(state="issued")
    _notify(close, [])
    return made


def _check_ceiling(close: MonthClose, month: Month) -> None:
    above = above_master(month, close.grid_total)
    if above > 0:
        raise Refused("the bills are {above} CNY above what the grid is paid; a resale has no mark-up", above=above)


def _credit(bill: Bill, reason: str) -> Bill:
    """The bill with every amount and quantity turned round."""
    lines = [_reversed(line) for line in bill.lines]
    return Bill(
        site_id=bill.site_id, close_id=bill.close_id, enterprise=bill.enterprise, payer=bill.payer, kind=CREDIT,
        corrects=bill, reason=reason, start=bill.start, end=bill.end, lines=lines, kwh=-bill.kwh,
        estimated_kwh=-bill.estimated_kwh, total=-bill.total, basis=bill.basis,
        intervals_digest=bill.intervals_digest, tariff_digest=bill.tariff_digest,
        digest=Computed.read(lines).digest,
    )  # fmt: skip


def _reversed(line: Mapping[str, Any]) -> dict[str, Any]:
    turned = {name: f"{-Decimal(line[name]):f}" for name in ("quantity", "amount", "estimated") if line.get(name)}
    return {**line, **turned}


def _again(row: Bill, first: Bill | None, reason: str, close: MonthClose) -> Bill:
    row.corrects, row.reason, row.kind = first, reason, BILL
    row.basis = {**row.basis, "kept": close.basis}
    return row


def _take_over(close: MonthClose, given: Inputs, month: Month) -> None:
    """From now on the close rests on what the corrections were computed from."""
    close.basis = keep(given)
    close.intervals_digest, close.tariff_digest = bill_queries.versions(given)
    close.balance = balance(month)
    close.version += 1
    close.save()
