"""What may be read of closes and bills, and what a close is computed from: one read of all meters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from zhiyuan.billing import queries
from zhiyuan.billing.account_load import account_load
from zhiyuan.billing.close import Facts, MeterData, Step, checklist
from zhiyuan.billing.difference import Difference, Figures, Limits, by_item, differences, needs_explanation
from zhiyuan.billing.load import Load
from zhiyuan.billing.models import Account, Bill, CommonMeter, MonthClose, NumberRow, Payment, Proposal
from zhiyuan.billing.models.bill import BILL, CREDIT, ISSUED
from zhiyuan.billing.month_inputs import Common, Inputs, intervals_digest
from zhiyuan.billing.numbering import holes, number
from zhiyuan.billing.recheck import Issued
from zhiyuan.billing.terms import Tariff
from zhiyuan.enterprises.queries import tenancies, vacant
from zhiyuan.identity.roles import allows
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, NotReady, ZhiyuanError
from zhiyuan.kernel.span import Span, days_span, micros, month_before, next_month
from zhiyuan.metering.queries import quarantine, quarter_hours
from zhiyuan.park.queries import point_ids, zone

PAYER = "enterprises.enterprise"


def month_span(site: Any, first: date) -> Span:
    """A calendar month of the site as instants."""
    return days_span(first, next_month(first), zone(site))


# --- what a month is computed from ------------------------------------------------------------------


def inputs(account: Account, first: date, *, accepted: bool = False, tariff: Tariff | None = None) -> Inputs:
    """Readings, prices, terms, tenancies and common meters of a month, as they are known now.

    Parameters
    ----------
    tariff
        The month's, where the caller has it.

    Raises
    ------
    NotReady
        When a price, terms or the account's meter are missing.
    """
    site, until, span = account.site, next_month(first), month_span(account.site, first)
    tariff = tariff or queries.tariff(account, span)
    stays = tuple(tenancies(site, span))
    common = tuple(Common(c.meter, str(c), c.how, c.floor) for c in common_meters(account, first, until))
    master = account_load(account, span)
    behind = below(account)
    keys = dict.fromkeys([*(m for s in stays for m in s.meters), *(c.meter for c in common)])
    subs = [key for key in keys if behind is None or key in behind]
    found = quarter_hours(site, subs, span)
    meters = {key: Load(one.start, one.energy, one.quality) for key, one in found.items()}
    stays = tuple(s for s in stays if behind is None or any(m in behind for m in s.meters) or not s.meters)
    return Inputs(
        first,
        until,
        zone(site),
        tariff,
        master,
        meters,
        stays,
        common,
        tuple(vacant(site, span)),
        accepted,
    )


def common_meters(account: Account, first: date, until: date) -> list[CommonMeter]:
    """Meters that are shared or the operator's own on a day of [first, until)."""
    held = Q(end__isnull=True) | Q(end__gt=first)
    return list(CommonMeter.objects.filter(held, account=account, start__lt=until))


def below(account: Account) -> set[str] | None:
    """Keys of the meters under an account's own; None where the park has one master account: then all are."""
    if Account.objects.filter(site=account.site, master=True).count() <= 1:
        return None
    return under(account)


def under(account: Account) -> set[str]:
    """Keys of an account's own meter and of those below it in the tree."""
    parents = dict(account.site.meter_set.values_list("key", "parent__key"))
    found = set()
    for key in parents:
        at: str | None = key
        while at is not None and at != account.counted_by:
            at = parents.get(at)
        if at is not None:
            found.add(key)
    return found


def meter_names(site: Any) -> dict[str, str]:
    """What people call the meters of a park."""
    return {key: name or key for key, name in site.meter_set.values_list("key", "name")}


def quarantined(site: Any, meters: Iterable[str], span: Span) -> dict[str, int]:
    """How many findings of each meter in a span nobody has decided yet."""
    ids = point_ids(site)
    keys = {ids.get(f"meter/{key}/energy"): key for key in meters}
    start, end = micros(span.start), micros(span.end)
    counts: dict[str, int] = {}
    for point, _ in quarantine().stamps(start, end, open_only=True):
        if key := keys.get(point):
            counts[key] = counts.get(key, 0) + 1
    return counts


def meter_data(site: Any, given: Inputs, own_meter: str) -> list[MeterData]:
    """How complete every meter's month is, the account's own first."""
    names = meter_names(site) | {c.meter: c.name for c in given.common}
    loads = {own_meter: given.master, **given.meters}
    waiting = quarantined(site, loads, given.span)
    found = []
    for key, load in loads.items():
        _, estimated, suspect, missing = np.bincount(load.quality, minlength=4)[:4].tolist()
        found.append(MeterData(key, names.get(key, key), estimated, suspect, missing, waiting.get(key, 0)))
    return found


# --- how far a close is -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A close as it stands: its steps, what they rest on, and what it would be computed from now.

    ``bills`` are its drafts, or the issued ones that stand, each with what was paid of it. An issued
    close is computed from nothing any more: its ``inputs`` are None, its meters those that were accepted.
    """

    close: MonthClose
    facts: Facts
    steps: tuple[Step, ...]
    inputs: Inputs | None
    moved: "tuple[Moved, ...]"
    bills: "tuple[Any, ...]"


@dataclass(frozen=True, slots=True)
class Moved:
    """A draft beside last month's bill: what moved, and what somebody said about it."""

    bill: Bill
    differences: tuple[Difference, ...]
    needed: bool
    explanation: str


def look(close: MonthClose) -> Look:
    """How far a close is."""
    names = meter_names(close.site)
    accepted = {
        g.meter: MeterData(g.meter, names.get(g.meter, g.meter), g.estimated, g.suspect, g.missing)
        for g in close.accepted.all()
    }
    issued = close.state == ISSUED
    given, unpriced, refusals = (None, [], []) if issued else _try_inputs(close)
    meters = meter_data(close.site, given, close.account.counted_by) if given else []
    drafts = with_payments(list(effective(close) if issued else close.bills.filter(kind=BILL)))
    moved = () if issued else tuple(moved_bills(close, drafts))
    stale = given is not None and versions(given) != (close.intervals_digest, close.tariff_digest)
    payers = [b for b in drafts if b.enterprise_id]
    facts = Facts(
        over=parktime.now() >= month_span(close.site, close.month).end,
        meters=list(accepted.values()) if issued else meters,
        accepted=accepted,
        unpriced=unpriced,
        refusals=refusals,
        drafted=close.drafted_at is not None and bool(drafts),
        stale=stale,
        unexplained=[m.bill.payer for m in moved if m.needed and not m.explanation],
        above_master=above_master(close, drafts),
        bills=len(payers),
        issued=issued,
        paid=sum(b.paid for b in payers),
    )
    return Look(close, facts, checklist(facts), given, moved, tuple(drafts))


def _try_inputs(close: MonthClose) -> tuple[Inputs | None, list[ZhiyuanError], list[ZhiyuanError]]:
    """The inputs, or why there are none: prices apart from the rest."""
    try:
        tariff = queries.tariff(close.account, month_span(close.site, close.month))
    except NotReady as why:
        return None, [why], []
    try:
        return inputs(close.account, close.month, accepted=True, tariff=tariff), [], []
    except (NotReady, NotFound) as why:
        return None, [], [why]


def versions(given: Inputs) -> tuple[str, str]:
    """(intervals version, tariff version) of inputs."""
    return intervals_digest(given.plain()), given.tariff.digest


def above_master(close: MonthClose, bills: Sequence[Bill]) -> Decimal:
    """How much the tenants' bills exceed what the grid is paid less own use. [CNY]"""
    master = next((b.total for b in bills if b.enterprise_id is None), None)
    if master is None:
        return Decimal(0)
    paid = master if close.grid_total is None else min(master, close.grid_total)
    own = Decimal(close.balance.get("own_cny", "0"))
    return sum((b.total for b in bills if b.enterprise_id), Decimal(0)) + own - paid


def moved_bills(close: MonthClose, drafts: Sequence[Bill]) -> Iterable[Moved]:
    """Each draft beside the same payer's bill of the month before."""
    before = {b.enterprise_id: b for b in previous_bills(close)}
    said = {e.party: e for e in close.explanations.all()}
    limits = Limits.on(close.month)
    for bill in drafts:
        last = before.get(bill.enterprise_id)
        found = differences(items(bill), _days(bill), items(last) if last else None, _days(last) if last else 1, limits)
        explained = said.get(party(bill))
        text = explained.text if explained and explained.total == bill.total else ""
        yield Moved(bill, found, needs_explanation(found), text)


def items(bill: Bill) -> dict[str, Figures]:
    """A bill's lines by what they are of, whatever month they are in."""
    return by_item(
        (item_of(line), Decimal(line["quantity"]), Decimal(line["amount"]), str(line["unit"])) for line in bill.lines
    )


def item_of(line: Any) -> str:
    """What a line is of, without its month: ``2026-06/peak`` is peak."""
    name = str(line["name"])
    month, slash, rest = name.partition("/")
    return rest if slash and month[:4].isdigit() else name


def _days(bill: Bill) -> int:
    return max((bill.end - bill.start).days, 1)


def party(bill: Bill) -> str:
    """The enterprise's number as text, or nothing for the check of the master bill."""
    return str(bill.enterprise_id or "")


def party_key(bill: Bill) -> str:
    """The enterprise's key, or nothing for the check of the master bill."""
    return bill.enterprise.key if bill.enterprise else ""


def previous_bills(close: MonthClose) -> "Iterable[Bill]":
    """What was issued for the same account's month before, corrections counted."""
    before = month_before(close.month)
    last = MonthClose.objects.filter(account=close.account, month=before, state=ISSUED).first()
    return effective(last) if last else []


# --- bills -------------------------------------------------------------------------------------------


def effective(close: MonthClose) -> "QuerySet[Bill]":
    """Issued bills of a close that no credit took back."""
    credited = Bill.objects.filter(corrects=OuterRef("pk"), kind=CREDIT, state=ISSUED)
    return (
        Bill.objects.filter(close=close, kind=BILL, state=ISSUED)
        .exclude(Exists(credited))
        .select_related("enterprise", "close__account", "close__site")
        .order_by("payer", "pk")
    )


def missing_numbers(site: Any) -> list[str]:
    """Bill numbers of a park that were taken and that no bill carries: somebody took bills out of the database."""
    found = []
    for row in NumberRow.objects.filter(site=site).order_by("year"):
        bills = Bill.objects.filter(site=site, number__startswith=f"{row.year:04d}-")
        if bills.count() != row.last:
            found += [number(row.year, n) for n in holes(bills.values_list("number", flat=True), row.last)]
    return found


def visible_bills(person: Any, act: str = "billing.view") -> "QuerySet[Bill]":
    """Bills that a person may see: of a whole park, of an account, or the issued ones of their enterprise."""
    seen = Q(pk__in=[])
    for grant in person.grants.all() if getattr(person, "is_authenticated", False) and person.is_active else []:
        if not allows(grant.role, act):
            continue
        if grant.scope_type == "*":
            seen |= Q(pk__isnull=False)
        elif grant.scope_type == "park.site":
            seen |= Q(site=grant.scope_id)
        elif grant.scope_type == "billing.account":
            seen |= Q(close__account=grant.scope_id)
        elif grant.scope_type == PAYER:
            seen |= Q(enterprise=grant.scope_id, state=ISSUED)
    return Bill.objects.filter(seen).select_related("enterprise", "close__account", "close__site", "corrects", "site")


def with_payments(bills: Sequence[Bill]) -> Sequence[Any]:
    """Bills with what was paid of each: ``paid_cny``, and ``paid`` whether that is all of it."""
    sums = dict(
        Payment.objects.filter(bill__in=[b.pk for b in bills]).values_list("bill").annotate(total=Sum("amount"))
    )
    for bill in bills:
        marked: Any = bill
        marked.paid_cny = sums.get(bill.pk) or Decimal(0)
        marked.paid = bill.total <= marked.paid_cny
    return bills


def owed(bill: Bill) -> Decimal:
    """What is still to be paid of a bill; less than nothing where money is to go back. [CNY]"""
    (marked,) = with_payments([bill])
    left: Decimal = bill.total - marked.paid_cny
    return left


def closes(site: Any) -> "QuerySet[MonthClose]":
    """The closes of a park, the newest month first."""
    return MonthClose.objects.filter(site=site).select_related("account", "site").order_by("-month", "account__key")


def close_of(site: Any, account_key: str, month: date) -> MonthClose | None:
    """The close of an account's month, if it was opened."""
    return closes(site).filter(account__key=account_key, month=month).first()


def said_by(bills: Iterable[Bill]) -> dict[str, Issued]:
    """By party, what issued bills say."""
    return {party_key(b): Issued(b.digest, b.total) for b in bills}


def proposals(site: Any) -> "QuerySet[Proposal]":
    """Corrections that wait for a person."""
    found = Proposal.objects.filter(bill__site=site, state="open")
    return found.select_related("bill__enterprise", "bill__close__account", "bill__close__site")
