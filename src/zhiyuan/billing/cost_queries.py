"""What a verified saving is worth, asked of an account and a month: readings, prices and the savings room together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.billing import queries
from zhiyuan.billing.account_load import account_load
from zhiyuan.billing.bill_queries import close_of, under
from zhiyuan.billing.cost import Band, Cost, cost
from zhiyuan.billing.cost_paper import CostSaid
from zhiyuan.billing.kept_queries import kept_part
from zhiyuan.billing.load import Load
from zhiyuan.billing.models import Account
from zhiyuan.billing.models.bill import ISSUED
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.errors import NotReady, ZhiyuanError
from zhiyuan.kernel.span import Span, days_span, micros, next_month
from zhiyuan.park.queries import today, zone
from zhiyuan.savings import queries as savings
from zhiyuan.savings.counterfactual import Expected
from zhiyuan.savings.money import Money
from zhiyuan.savings.report import Report
from zhiyuan.savings.sufficiency import Weight


@dataclass(frozen=True, slots=True, eq=False)
class MonthCost:
    """The cost of a month's saving of an account over the days [first, until), with the report it rests on.

    ``issued`` says that the month is billed: then energy and prices are those of its bills.
    """

    account: Account
    first: date
    until: date
    cost: Cost
    report: Report
    issued: bool

    @property
    def half_width(self) -> Decimal:
        """What the saving's money may be off by. [CNY]"""
        return self.cost.band.half_width(self.report.total.band.half_width)


def month_cost(account: Account, month: date, *, accept: bool = False) -> MonthCost:
    """The cost of the saving of all measured circuits behind an account in a month.

    Parameters
    ----------
    month
        Its first day; of a month that is not over, the whole days so far.
    accept
        Take missing and suspect quarter hours of the account as they stand, where the month is not billed yet.

    Raises
    ------
    NotReady
        Naming what is missing: a measured circuit, quarter hours of before, prices, readings.
    """
    until = min(next_month(month), today(account.site))
    if until <= month:
        raise NotReady("{month} has no whole day yet", month=f"{month:%Y-%m}")
    return priced_report(account, month_report(account, month, until), accept=accept)


def priced_report(account: Account, report: Report, *, accept: bool = False) -> MonthCost:
    """The cost of the saving that a report over days of one month says. Raises as :func:`month_cost`."""
    refuse_unsound(account, report)
    counted = savings.quarter_hours(account.site, report)
    found, issued = _priced(account, (report.first, report.until), counted, report.gates.confidence, accept)
    return MonthCost(account, report.first, report.until, found, report, issued)


def said(found: MonthCost) -> CostSaid:
    """What is said of it wherever it is printed."""
    site = found.account.site
    return CostSaid(
        site=site.name, account=found.account.name, simulated=site.simulated, first=found.first, until=found.until,
        cost=found.cost, half_width=found.half_width, report=found.report, issued=found.issued,
    )  # fmt: skip


def month_report(account: Account, first: date, until: date) -> Report:
    """What was saved behind an account over [first, until). Raises NotReady where nothing is planned to be measured."""
    circuits = circuits_of(account)
    if not circuits:
        raise NotReady(
            "no circuit behind {account} has a measurement plan; state which days were before the work first",
            account=account.name,
        )
    return savings.report(account.site, first, until, circuits)


def refuse_unsound(account: Account, report: Report) -> None:
    """Nothing is priced where no circuit is soundly measured: NotReady with each one's reason."""
    if not report.counted:
        why = _Reasons(_Lack(c) for c in report.circuits)
        raise NotReady("nothing behind {account} is soundly measured: {why}", account=account.name, why=why)


def circuits_of(account: Account) -> list[str]:
    """Keys of the circuits with a measurement plan whose meters are all behind an account.

    Behind the only account of a park are all of them, else those below its meter in the tree.
    """
    behind = under(account) if Account.objects.filter(site=account.site).count() > 1 else None
    meters: dict[str, set[str]] = {}
    for circuit, key in account.site.meter_set.exclude(circuit=None).values_list("circuit__key", "key"):
        meters.setdefault(circuit, set()).add(key)
    planned = [study.circuit for study in savings.studies(account.site)]
    return [c for c in planned if meters.get(c) and (behind is None or meters[c] <= behind)]


def _priced(
    account: Account, days: tuple[date, date], counted: Sequence[Expected], confidence: float, accept: bool
) -> tuple[Cost, bool]:
    """The cost of some circuits' saving over days of one month, and whether it is that of issued bills."""
    place = zone(account.site)
    span = days_span(*days, place)
    load, tariff, issued, accepted = _billed_by(account, days[0], span, accept)
    part = [c.between(micros(span.start), micros(span.end)) for c in counted]
    return cost(load, tariff, span, place, part, accepted, confidence), issued


def _billed_by(account: Account, month: date, span: Span, accept: bool) -> tuple[Load, Tariff, bool, tuple[Span, ...]]:
    """Quarter hours and tariff: those of the issued bills where there are, else those known now."""
    close = close_of(account.site, account.key, month.replace(day=1))
    if close is not None and close.state == ISSUED:
        kept = kept_part(close.basis, ())
        return kept.master, kept.tariff, True, (span,) if kept.accepted else ()
    drafted = close is not None and close.drafted_at is not None  # its gaps were accepted by a person
    accepted = (span,) if accept or drafted else ()
    return account_load(account, span), queries.tariff(account, span), False, accepted


class _Lack:
    """A circuit and what disqualifies it, in the reader's language."""

    def __init__(self, circuit: Any) -> None:
        self.name, self.findings = circuit.plan.name, circuit.findings

    def render(self, translate: Any) -> str:
        heavy = [f.render(translate) for f in self.findings if f.weight is Weight.DISQUALIFIES]
        return f"{self.name}: " + ("; ".join(heavy) or translate("not measured"))


class _Reasons(tuple[_Lack, ...]):
    """Several of them as one sentence."""

    def render(self, translate: Any) -> str:
        return "; ".join(lack.render(translate) for lack in self)


def report_money(site: Any, report: Report) -> Money:
    """What the saving of a report is worth: the sum of its months over all accounts, each kWh in its own period."""
    behind = {a: circuits_of(a) for a in queries.accounts(site)}
    by_circuit = {c: a for a in sorted(behind, key=lambda a: -len(behind[a])) for c in behind[a]}  # the nearest counts
    if homeless := [c.plan.name for c in report.counted if c.plan.circuit not in by_circuit]:
        why = NotReady("no electricity account pays for {circuits}", circuits=", ".join(homeless))
        return Money(waits=why)
    total, band = Decimal(0), Band(0.0, 0.0, 0.0)
    pages = []
    try:
        counted = savings.quarter_hours(site, report)
        for account in dict.fromkeys(by_circuit[c.circuit] for c in counted):
            own = [c for c in counted if by_circuit[c.circuit] == account]
            for days in _months(report.first, report.until):
                # What is unknown of the rest of the account moves no kWh of these circuits to another price.
                found, _ = _priced(account, days, own, report.gates.confidence, accept=True)
                total, band = total + found.effects.saving, band + found.band
                pages.append((f"{days[0]:%Y-%m} · {account.name}", page_of(account, days[0])))
    except ZhiyuanError as why:
        return Money(waits=why)
    return Money(total, band.half_width(report.total.band.half_width), pages=tuple(pages))


def page_of(account: Account, month: date) -> str:
    """Where the cost of a month's saving is shown."""
    return f"/accounts/{account.pk}/cost-of-savings/?month={month:%Y-%m}"


def _months(first: date, until: date) -> list[tuple[date, date]]:
    found = []
    while first < until:
        end = min(next_month(first.replace(day=1)), until)
        found.append((first, end))
        first = end
    return found
