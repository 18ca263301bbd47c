"""Should an account elect time of use? Its bill both ways, and the difference.

商业用户 and 非居民照明用户 may choose (豫发改价管〔2024〕283号). A lamp that burns late at night is cheaper by
time of use, one that goes out at midnight is cheaper flat; only the account's own hours tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from zhiyuan.billing.account import draft_account
from zhiyuan.billing.bill import Bill
from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.span import Span, days, span_days


@dataclass(frozen=True, slots=True)
class Advice:
    """The same span billed by time of use and at the flat price."""

    tou: Bill
    flat: Bill

    @property
    def cheaper(self) -> Literal["tou", "flat", "same"]:
        """Which way costs less."""
        if self.tou.total == self.flat.total:
            return "same"
        return "tou" if self.tou.total < self.flat.total else "flat"

    @property
    def by(self) -> Decimal:
        """How much less it costs. [CNY]"""
        return abs(self.tou.total - self.flat.total)


def advice(load: Load, tariff: Tariff, span: Span, zone: ZoneInfo, accepted: Sequence[Span] = ()) -> Advice:
    """Bill a span both ways; all else of the terms stays.

    Raises
    ------
    Refused
        When the account buys by a market contract: no administered period holds for it.
    """
    for day in days(*span_days(span, zone)):
        if tariff.terms_on(day).market:
            raise Refused("on {day} the account buys by a market contract: there are no periods to elect",
                          day=day)  # fmt: skip
    tou, flat = (draft_account(load, elected(tariff, by_time), span, zone, accepted) for by_time in (True, False))
    return Advice(tou, flat)


def elected(tariff: Tariff, tou: bool) -> Tariff:
    """The tariff with time of use elected, or left, throughout."""
    return replace(tariff, terms=tuple(replace(terms, tou_elected=tou) for terms in tariff.terms))
