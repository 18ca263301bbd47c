"""What people do about bills: keep accounts and prices, close months, issue bills."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.billing import bill_queries, price_file, writes_budget, writes_close, writes_prices
from zhiyuan.billing.classes import BASICS, CLASSES, MODES, PF_STANDARDS, VOLTAGES
from zhiyuan.billing.models import (
    Account,
    AccountTerms,
    Bill,
    Budget,
    CommonMeter,
    ContractCurve,
    Explanation,
    MonthClose,
    Payment,
    PriceSheet,
)
from zhiyuan.billing.models.common import HOWS
from zhiyuan.billing.price_rules import Entry
from zhiyuan.billing.tariff import HENAN
from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import parktime, sheetread
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.metering.queries import meters


@verb
def add_account(
    person: Person,
    site: Any,
    *,
    key: str,
    name: str,
    customer_class: str = "commercial",
    voltage: str = "10",
    number: str = "",
    meter: str = "",
    virtual_meter: str = "",
    reactive: str = "",
    master: bool = True,
    page: str = HENAN,
) -> Account:
    """Add an electricity account of the park; its terms are set after."""
    _one_of("customer class", customer_class, CLASSES)
    _one_of("voltage", voltage, VOLTAGES)
    if not key.strip() or not name.strip():
        raise Malformed("an account has a key and a name")
    if Account.objects.filter(site=site, key=key).exists():
        raise Refused("{site} has an account {key} already", site=site, key=key)
    return Account.objects.create(
        site=site, key=key, name=name, number=number, customer_class=customer_class, voltage=voltage,
        meter=_meter(site, meter), virtual_meter=virtual_meter, reactive=reactive, master=master, page=page,
    )  # fmt: skip


@verb
def change_account(
    person: Person,
    account: Account,
    *,
    name: str = "",
    number: str | None = None,
    meter: str | None = None,
    virtual_meter: str | None = None,
    reactive: str | None = None,
    master: bool | None = None,
) -> Account:
    """Change how an account is named and counted. Another class or voltage is another account."""
    account.name = name or account.name
    if meter is not None:
        account.meter = _meter(account.site, meter)
    for field, said in (("number", number), ("virtual_meter", virtual_meter), ("reactive", reactive)):
        if said is not None:
            setattr(account, field, said)
    account.master = account.master if master is None else master
    account.save()
    return account


@verb
def set_terms(
    person: Person,
    account: Account,
    *,
    start: date,
    tou_elected: bool = True,
    mode: str = "single",
    basic: str = "measured",
    kva: Decimal = Decimal(0),
    contract_kw: Decimal = Decimal(0),
    pf_standard: str = "",
    market: bool = False,
    reason: str = "",
) -> AccountTerms:
    """State what was agreed with the grid company from a day on. What issued bills used stays on record."""
    _one_of("mode", mode, MODES)
    _one_of("basic charge", basic, BASICS)
    _one_of("power factor standard", pf_standard, PF_STANDARDS)
    if kva < 0 or contract_kw < 0:
        raise Malformed("capacity and contract demand are not below zero")
    if mode == "two_part" and basic == "capacity" and kva == 0:
        raise Malformed("a basic charge by capacity needs the transformer capacity in kVA")
    if mode == "two_part" and basic == "contract" and contract_kw == 0:
        raise Malformed("a basic charge by contract needs the contract demand in kW")
    said = {
        "tou_elected": tou_elected, "mode": mode, "basic": basic, "kva": kva, "contract_kw": contract_kw,
        "pf_standard": pf_standard, "market": market,
    }  # fmt: skip
    terms: AccountTerms = writes_prices.keep_terms(person, account, start, said, reason)
    return terms


@verb
def enter_prices(
    person: Person,
    site: Any,
    *,
    start: date,
    end: date,
    energy: Decimal,
    loss: Decimal,
    td: Decimal,
    system: Decimal,
    fund: Decimal,
    source: str,
    capacity: Decimal | None = None,
    demand: Decimal | None = None,
    customer_class: str = "commercial",
    mode: str = "single",
    voltage: str = "10",
    note: str = "",
) -> PriceSheet:
    """Enter the published prices of the days [start, end); they count once another person checked them."""
    prices = {"energy": energy, "loss": loss, "td": td, "system": system, "fund": fund}
    basic = {"capacity": capacity, "demand": demand}
    entry = Entry(customer_class, mode, voltage, start, end, {**prices, **basic}, source, note)
    sheet: PriceSheet = writes_prices.keep_sheet(person, site, entry)
    return sheet


@verb
def import_prices(person: Person, site: Any, *, text: str) -> list[PriceSheet]:
    """Enter the price sheets of a workbook (base64), all or nothing; each waits for another person's check."""
    rows = price_file.read(sheetread.from_base64(text))
    writes_prices.lock(site)
    entries = [row.entry for row in rows]
    price_file.refuse_rivals(rows, writes_prices.rivals(site, entries), writes_prices.overlap)
    return writes_prices.keep_sheets(person, site, entries)


@verb
def correct_prices(
    person: Person,
    price_sheet: PriceSheet,
    *,
    energy: Decimal,
    loss: Decimal,
    td: Decimal,
    system: Decimal,
    fund: Decimal,
    source: str,
    reason: str,
    capacity: Decimal | None = None,
    demand: Decimal | None = None,
    note: str = "",
) -> PriceSheet:
    """Enter a new version of checked prices; once checked it takes their place, and they stay on record."""
    writes_prices.may_correct(price_sheet, reason)
    old, basic = price_sheet, {"capacity": capacity, "demand": demand}
    prices = {"energy": energy, "loss": loss, "td": td, "system": system, "fund": fund, **basic}
    entry = Entry(old.customer_class, old.mode, old.voltage, old.start, old.end, prices, source, note)
    sheet: PriceSheet = writes_prices.keep_sheet(person, old.site, entry, old, reason)
    return sheet


@verb
def check_prices(person: Person, price_sheet: PriceSheet) -> PriceSheet:
    """Confirm entered prices against their source; whoever entered them may not."""
    sheet: PriceSheet = writes_prices.check(person, price_sheet)
    return sheet


@verb
def reject_prices(person: Person, price_sheet: PriceSheet, *, reason: str) -> PriceSheet:
    """Turn entered prices down before they count, with the reason."""
    sheet: PriceSheet = writes_prices.reject(person, price_sheet, reason)
    return sheet


@verb
def enter_curve(
    person: Person,
    account: Account,
    *,
    start: date,
    end: date,
    hourly: Sequence[Decimal],
    source: str,
    note: str = "",
) -> ContractCurve:
    """Enter the 24 hourly energy prices of a market contract for the days [start, end)."""
    curve: ContractCurve = writes_prices.keep_curve(person, account, start, end, hourly, source, note)
    return curve


@verb
def correct_curve(
    person: Person,
    contract_curve: ContractCurve,
    *,
    hourly: Sequence[Decimal],
    source: str,
    reason: str,
    note: str = "",
) -> ContractCurve:
    """Enter a new version of a checked contract curve."""
    writes_prices.may_correct(contract_curve, reason)
    old = contract_curve
    made: ContractCurve = writes_prices.keep_curve(
        person, old.account, old.start, old.end, hourly, source, note, old, reason
    )
    return made


@verb
def check_curve(person: Person, contract_curve: ContractCurve) -> ContractCurve:
    """Confirm a contract curve against the contract; whoever entered it may not."""
    curve: ContractCurve = writes_prices.check(person, contract_curve)
    return curve


@verb
def reject_curve(person: Person, contract_curve: ContractCurve, *, reason: str) -> ContractCurve:
    """Turn an entered contract curve down before it counts, with the reason."""
    curve: ContractCurve = writes_prices.reject(person, contract_curve, reason)
    return curve


def _one_of(name: str, said: str, known: Sequence[str]) -> None:
    if said not in known:
        names = ", ".join(one or '""' for one in known)
        raise Malformed("{name} is one of {known}, not {said}", name=Malformed(name), known=names, said=said)


def _meter(site: Any, key: str) -> Any:
    if not key:
        return None
    found = site.meter_set.filter(key=key).first()
    if found is None:
        raise NotFound("{site} has no meter {meter}", site=site, meter=key)
    return found


# --- closing a month and issuing its bills ------------------------------------------------------------


@verb
def set_common_meter(
    person: Person,
    account: Account,
    *,
    meter: str,
    start: date,
    end: date | None = None,
    how: str = "area",
    floor: str = "",
    name: str = "",
) -> CommonMeter:
    """Say how a meter that no tenant has is shared: by area of all, of one floor, or as the operator's own."""
    _one_of("way of sharing", how, HOWS)
    if meter not in {known.key for known in meters(account.site)}:
        raise NotFound("{site} has no meter {meter}", site=account.site, meter=meter)
    if how == "floor" and not floor:
        raise Malformed("name the floor whose tenants share {meter}", meter=meter)
    if end is not None and end <= start:
        raise Malformed("{meter}: {start} – {end} ends before it starts", meter=meter, start=start, end=end)
    row = CommonMeter.objects.filter(account=account, meter=meter, start=start).first()
    row = row or CommonMeter(account=account, meter=meter, start=start)
    row.end, row.how, row.floor, row.name = end, how, floor, name
    row.save()
    return row


@verb
def open_close(person: Person, account: Account, *, month: date) -> MonthClose:
    """Begin to close an account's month; any day of the month names it."""
    first = month.replace(day=1)
    if MonthClose.objects.filter(account=account, month=first).exists():
        raise Refused("{account} {month} is open already", account=account, month=f"{first:%Y-%m}")
    return MonthClose.objects.create(
        site=account.site, account=account, month=first, opened_by=person, opened_at=parktime.now()
    )


@verb
def accept_estimates(person: Person, month_close: MonthClose, *, reason: str, meters: str = "") -> MonthClose:
    """Take the estimated, doubtful and missing quarter hours of meters as they are, with the reason.

    ``meters`` names them, separated by commas; all where none is named. A gap that grows later is not covered.
    """
    writes_close.refuse_unless_open(month_close)
    if not reason.strip():
        raise Malformed("say why these readings are good enough to bill")
    writes_close.accept_gaps(month_close, person, reason, [m.strip() for m in meters.split(",") if m.strip()])
    return month_close


@verb
def enter_grid_bill(person: Person, month_close: MonthClose, *, total: Decimal, document: str) -> MonthClose:
    """Enter what the grid company's paper asks for the month; tenants together never pay more. [CNY]"""
    writes_close.refuse_unless_open(month_close)
    if total < 0 or not document.strip():
        raise Malformed("a grid bill has a total that is not below zero, and a document that others can look up")
    month_close.grid_total, month_close.grid_document = total, document
    month_close.save()
    return month_close


@verb
def draft_bills(person: Person, month_close: MonthClose) -> MonthClose:
    """Draft everybody's bill from the readings and prices of now; drafts made before go."""
    writes_close.draft(month_close)
    return month_close


@verb
def explain_difference(person: Person, bill: Bill, *, text: str) -> Bill:
    """Say why a draft differs from last month's bill; it holds as long as the draft's total does."""
    if bill.state != "draft":
        raise Refused("{bill} is issued; its explanation stands", bill=bill)
    if not text.strip():
        raise Malformed("say in a few words why {bill} moved", bill=bill.payer)
    Explanation.objects.update_or_create(
        close=bill.close,
        party=bill_queries.party(bill),
        defaults={"total": bill.total, "text": text, "by": person, "at": parktime.now()},
    )
    return bill


@verb
def issue_bills(person: Person, month_close: MonthClose) -> MonthClose:
    """Number and issue the drafted bills; from then on nothing in them changes."""
    writes_close.issue(month_close, person)
    return month_close


@verb
def mark_paid(person: Person, bill: Bill, *, day: date, amount: Decimal | None = None, document: str = "") -> Payment:
    """Mark an issued bill as paid; all that is still owed where no amount is said. [CNY]"""
    if bill.state != "issued" or not bill.number:
        raise Refused("{bill} is not issued; a payment belongs to an issued bill", bill=bill)
    owed = bill_queries.owed(bill)
    paid = owed if amount is None else amount
    if paid == 0:
        raise Refused("{bill} is paid already", bill=bill)
    return Payment.objects.create(bill=bill, day=day, amount=paid, document=document, by=person, at=parktime.now())


@verb
def propose_corrections(person: Person, month_close: MonthClose) -> MonthClose:
    """Look whether later readings or prices would change issued bills; they are proposed, never changed."""
    if month_close.state != "issued":
        raise Refused("{close} is not issued; draft it again instead", close=month_close)
    writes_close.propose(month_close)
    return month_close


@verb
def issue_corrections(person: Person, month_close: MonthClose, *, reason: str) -> MonthClose:
    """For every bill that differs now: a credit for the first one and a new bill, both numbered."""
    if not reason.strip():
        raise Malformed("say why the bills are corrected; the tenant reads it")
    writes_close.correct(month_close, person, reason)
    return month_close


@verb
def set_tenant_budget(
    person: Person, enterprise: Any, *, month: date, kwh: Decimal, cny: Decimal | None = None
) -> Budget:
    """Say what an enterprise means to use in a month and those after it, until it says otherwise. [kWh, CNY]"""
    return writes_budget.set_budget(person, enterprise.site_id, {"enterprise": enterprise}, month, kwh, cny)


@verb
def set_account_budget(
    person: Person, account: Account, *, month: date, kwh: Decimal, cny: Decimal | None = None
) -> Budget:
    """Say what an account is meant to use in a month and those after it. [kWh, CNY]"""
    return writes_budget.set_budget(person, account.site_id, {"account": account}, month, kwh, cny)
