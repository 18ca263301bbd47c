"""What may be read of accounts and prices; ``tariff`` hands the engine all it needs for one account.

Only checked sheets count. ``known`` asks what was known at an earlier moment, so that an issued bill
can be computed again with the prices and terms that it used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.billing.classes import SAID
from zhiyuan.billing.models import Account, AccountTerms, CommonMeter, ContractCurve, PriceSheet
from zhiyuan.billing.models.price import CHECKED, WAITING
from zhiyuan.billing.period import NAMES, day_stretches
from zhiyuan.billing.price_rules import PRICES, Entry
from zhiyuan.billing.tariff import HENAN, Components, unit_price
from zhiyuan.billing.terms import Curve, Sheet, Tariff, Terms
from zhiyuan.enterprises.queries import tenancies
from zhiyuan.kernel.errors import NotFound, NotReady
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.span import Span, day_span, month_before, next_month, span_days
from zhiyuan.metering.queries import MeterName, meters
from zhiyuan.park.queries import today, zone


def accounts(site: Any) -> list[Account]:
    """The electricity accounts of a park, by key."""
    return list(Account.objects.filter(site=site).select_related("site", "meter"))


def account(site: Any, key: str) -> Account:
    """One account by its key."""
    found = Account.objects.filter(site=site, key=key).select_related("site", "meter").first()
    if found is None:
        known = ", ".join(a.key for a in accounts(site)) or "none"
        raise NotFound("{site} has no account {key}; it has {known}", site=site, key=key, known=known)
    return found


def terms_of(account: Account, known: datetime | None = None) -> list[AccountTerms]:
    """The terms of an account in order, as they stand or as they were known at a moment."""
    found = AccountTerms.objects.filter(account=account).select_related("entered_by")
    if known is None:
        return list(found.filter(superseded_at__isnull=True).order_by("start"))
    stood = Q(superseded_at__isnull=True) | Q(superseded_at__gt=known)
    return list(found.filter(stood, entered_at__lte=known).order_by("start"))


def terms_on(account: Account, day: date) -> AccountTerms | None:
    """What holds on a day, or None before the first terms."""
    return next((t for t in reversed(terms_of(account)) if t.start <= day), None)


def common_meters(account: Account) -> list[CommonMeter]:
    """How an account's common meters are shared, those that hold longest last."""
    return list(CommonMeter.objects.filter(account=account).order_by("meter", "start"))


def unassigned(account: Account, day: date) -> list[MeterName]:
    """Meters that no tenant has on a day, no common meter names and the account is not counted by.

    What they count is borne by nobody in particular: it is taken for loss until somebody says whose it is.
    """
    held = Q(end=None) | Q(end__gt=day)
    said = set(
        CommonMeter.objects.filter(held, account__site=account.site, start__lte=day).values_list("meter", flat=True)
    )
    said |= {m for stay in tenancies(account.site, day_span(day, zone(account.site))) for m in stay.meters}
    counting = {one.counted_by for one in accounts(account.site)}
    return [m for m in meters(account.site) if not m.virtual and m.key not in said | counting]


def sheets(site: Any, **narrow: Any) -> "QuerySet[PriceSheet]":
    """Price sheets of a park, newest month first, all versions."""
    found = PriceSheet.objects.filter(site=site, **narrow)
    people = ("entered_by", "checked_by", "rejected_by", "corrects")
    return found.select_related(*people).order_by("-start", "customer_class", "mode", "voltage", "-id")


def in_state(found: Any, state: str) -> Any:
    """Sheets or curves that wait, are checked and stand, were rejected or superseded; all for no state."""
    said: dict[str, dict[str, bool]] = {
        "waiting": {"checked_at__isnull": True, "rejected_at__isnull": True},
        "checked": {"checked_at__isnull": False, "superseded_at__isnull": True},
        "rejected": {"rejected_at__isnull": False},
        "superseded": {"superseded_at__isnull": False},
    }
    return found.filter(**said.get(state, {}))


def standing_entries(site: Any) -> list[Entry]:
    """The checked sheets of a park as somebody would enter them: by class, parts, voltage and day."""
    kept = in_state(sheets(site), "checked").order_by("customer_class", "mode", "voltage", "start")
    return [
        Entry(s.customer_class, s.mode, s.voltage, s.start, s.end, {n: getattr(s, n) for n in PRICES}, s.source, s.note)
        for s in kept
    ]


def curves(site: Any, **narrow: Any) -> "QuerySet[ContractCurve]":
    """Market contract curves of a park, newest first, all versions."""
    found = ContractCurve.objects.filter(account__site=site, **narrow)
    return found.select_related("account", "entered_by", "checked_by", "rejected_by", "corrects").order_by("-start")


@dataclass(frozen=True, slots=True)
class Lack:
    """A month whose checked prices an account needs and has not."""

    account: Account
    mode: str
    month: date
    waiting: bool  # entered, and only to be checked


def missing_months(site: Any, back: int = 12) -> list[Lack]:
    """Of this month and those before it, which prices the accounts of a park lack, newest first."""
    months = [today(site).replace(day=1)]
    while len(months) <= back:
        months.append(month_before(months[-1]))
    entered = list(
        PriceSheet.objects.filter(site=site, start__lt=next_month(months[0]), end__gt=months[-1]).order_by("start")
    )
    terms: dict[int, list[AccountTerms]] = {}
    for row in AccountTerms.objects.filter(account__site=site, superseded_at=None).order_by("start"):
        terms.setdefault(row.account_id, []).append(row)
    found = []
    for one in accounts(site):
        for month in months:
            held = [row for row in terms.get(one.pk, ()) if row.start < next_month(month)]
            if held and (lack := _lack(one, held[-1].mode, month, entered)):
                found.append(lack)
    return sorted(found, key=lambda lack: lack.month, reverse=True)


def _lack(account: Account, mode: str, month: date, entered: Sequence[PriceSheet]) -> Lack | None:
    until = next_month(month)
    touching = [s for s in entered if s.prices_for(account, mode) and s.start < until and month < s.end]
    standing = [(s.start, s.end) for s in touching if s.state == CHECKED]
    if not any(_gaps(standing, month, until)):
        return None
    return Lack(account, mode, month, any(s.state == WAITING for s in touching))


def _sheets_of(account: Account, mode: str, first: date, until: date) -> Any:
    return PriceSheet.objects.filter(
        site=account.site, customer_class=account.customer_class, voltage=account.voltage, mode=mode,
        start__lt=until, end__gt=first,
    )  # fmt: skip


def unit_prices(sheet: PriceSheet, page: str = HENAN) -> list[tuple[str, Decimal]]:
    """What a kWh costs by this sheet in each period that its first day has, all decimals kept. [CNY/kWh]

    Where the hours of that month are in no source, nothing is said.
    """
    components = Components(sheet.energy, sheet.loss, sheet.td, sheet.system, sheet.fund)
    try:
        there = {stretch.period for stretch in day_stretches(page, sheet.start, book().digest)}
    except (NotReady, NotFound):
        return []
    return [(name, unit_price(components, name, sheet.start, page=page)) for name in NAMES if name in there]


def prices_on(account: Account, days: Sequence[date]) -> list[dict[str, Decimal]]:
    """What a kWh costs an account in each period on some days by the prices that stand. [CNY/kWh]

    A day before the first terms, of a market account or without prices has none.
    """
    if not days:
        return []
    terms = terms_of(account)
    found = PriceSheet.objects.filter(
        site=account.site, customer_class=account.customer_class, voltage=account.voltage,
        start__lte=max(days), end__gt=min(days),
    )  # fmt: skip
    standing = list(_known(found, None).order_by("start"))
    return [_prices_on(account, day, terms, standing) for day in days]


def _prices_on(
    account: Account, day: date, terms: Sequence[AccountTerms], standing: Sequence[PriceSheet]
) -> dict[str, Decimal]:
    held = next((t for t in reversed(terms) if t.start <= day), None)
    if held is None or held.market:
        return {}
    sheet = next((s for s in standing if s.mode == held.mode and s.start <= day < s.end), None)
    if sheet is None:
        return {}
    if held.tou_elected:
        return dict(unit_prices(sheet, account.page))
    flat = sheet.energy + sheet.loss + sheet.td + sheet.system + sheet.fund
    return dict.fromkeys(NAMES, flat)


def tariff(account: Account, span: Span, known: datetime | None = None) -> Tariff:
    """Terms, checked prices and curves of an account that touch a span.

    Raises
    ------
    NotReady
        Naming the first month without terms, without prices, with prices that nobody checked yet, or
        without a market curve.
    """
    first, until = span_days(span, zone(account.site))
    rows = _terms_over(account, first, until, known)
    used: list[Sheet] = []
    contracted: list[Curve] = []
    for row, start, end in rows:
        used += _covered(account, row, start, end, known)
        if row.market:
            contracted += _curves(account, start, end, known)
    pages = tuple(_terms(row) for row, _, _ in rows)
    return Tariff(
        terms=pages,
        sheets=tuple(used),
        curves=tuple(contracted),
        page=account.page,
        customer_class=account.customer_class,
        voltage=account.voltage,
    )


def _terms_over(
    account: Account, first: date, until: date, known: datetime | None
) -> list[tuple[AccountTerms, date, date]]:
    """The terms that touch the days [first, until), each with the days it holds there."""
    rows = terms_of(account, known)
    ends = [row.start for row in rows[1:]] + [date.max]
    held = [
        (row, max(row.start, first), min(end, until))
        for row, end in zip(rows, ends, strict=False)
        if row.start < until and first < end
    ]
    if not held or held[0][1] > first:
        raise NotReady(
            "{account} has no terms on {day}; enter since when which terms hold", account=account.name, day=first
        )
    return held


def _covered(account: Account, row: AccountTerms, first: date, until: date, known: datetime | None) -> list[Sheet]:
    """The sheets of the account's class over [first, until), cut to those days; no day without."""
    found = _sheets_of(account, row.mode, first, until)
    standing = list(_known(found, known).order_by("start"))
    for gap in _gaps([(s.start, s.end) for s in standing], first, until):
        _say_missing(account, row, gap, found)
    return [_sheet(s, max(s.start, first), min(s.end, until)) for s in standing]


def _curves(account: Account, first: date, until: date, known: datetime | None) -> list[Curve]:
    found = ContractCurve.objects.filter(account=account, start__lt=until, end__gt=first)
    standing = list(_known(found, known).order_by("start"))
    for gap in _gaps([(c.start, c.end) for c in standing], first, until):
        raise NotReady(
            "{account} buys on the market, but no checked contract curve holds on {day}; enter and check it first",
            account=account.name, day=gap,
        )  # fmt: skip
    return [
        Curve(max(c.start, first), min(c.end, until), tuple(Decimal(p) for p in c.hourly), c.label) for c in standing
    ]


def _known(found: Any, known: datetime | None) -> Any:
    """Checked and standing, now or at a moment."""
    if known is None:
        return found.filter(checked_at__isnull=False, superseded_at__isnull=True)
    return found.filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=known), checked_at__isnull=False, checked_at__lte=known
    )


def _gaps(held: list[tuple[date, date]], first: date, until: date) -> Iterator[date]:
    """The first day of each stretch of [first, until) that nothing covers."""
    at = first
    for start, end in held:
        if start > at:
            yield at
        at = max(at, end)
    if at < until:
        yield at


def _say_missing(account: Account, row: AccountTerms, day: date, found: Any) -> None:
    waiting = found.filter(
        start__lte=day, end__gt=day, checked_at__isnull=True, rejected_at__isnull=True, corrects__isnull=True
    )
    said = {
        "month": f"{day:%Y-%m}",
        "customer_class": SAID[account.customer_class],
        "mode": SAID[row.mode],
        "voltage": account.voltage,
    }
    if waiting.exists():
        raise NotReady(
            "the prices of {month} for {customer_class}, {mode}, {voltage} kV are entered but not checked; "
            "another person has to check them first",
            **said,
        )
    raise NotReady(
        "the prices of {month} for {customer_class}, {mode}, {voltage} kV are not entered yet; "
        "enter them and have them checked first",
        **said,
    )


def _terms(row: AccountTerms) -> Terms:
    return Terms(
        start=row.start,
        tou_elected=row.tou_elected,
        mode=row.mode,
        basic=row.basic,
        kva=row.kva,
        contract_kw=row.contract_kw,
        pf_standard=row.pf_standard,
        market=row.market,
    )


def _sheet(row: PriceSheet, start: date, end: date) -> Sheet:
    components = Components(row.energy, row.loss, row.td, row.system, row.fund)
    return Sheet(start, end, components, row.capacity, row.demand, row.label)
