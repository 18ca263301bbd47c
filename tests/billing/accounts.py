"""Loads and tariffs that the tests of the engine share; unit prices are invented round numbers."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.billing.load import Load
from zhiyuan.billing.tariff import Components
from zhiyuan.billing.terms import Sheet, Tariff, Terms
from zhiyuan.kernel.span import Span, micros
from zhiyuan.telemetry.energy import INTERVAL_US

SHANGHAI = ZoneInfo("Asia/Shanghai")
PRICES = {"energy": "0.37", "td": "0.20", "loss": "0.016", "system": "0.035", "fund": "0.028889375"}
ALWAYS = (date(2022, 12, 1), date(2028, 1, 1))


def span(first: str, last: str, zone: ZoneInfo = SHANGHAI) -> Span:
    """From one local time to another."""
    start, end = (datetime.fromisoformat(t).replace(tzinfo=zone) for t in (first, last))
    return Span(start, end)


def month(first: date, zone: ZoneInfo = SHANGHAI) -> Span:
    """A calendar month of the site."""
    after = (first + timedelta(days=32)).replace(day=1)
    return span(first.isoformat(), after.isoformat(), zone)


def load(over: Span, kwh: int | np.ndarray = 1_000_000, kvarh: int | None = None) -> Load:
    """Measured quarter hours over a span. [µkWh]"""
    start = np.arange(micros(over.start) // INTERVAL_US * INTERVAL_US, micros(over.end), INTERVAL_US, dtype=np.int64)
    energy = np.broadcast_to(np.asarray(kwh, np.int64), start.shape).copy()
    reactive = None if kvarh is None else np.full(len(start), kvarh, np.int64)
    return Load(start, energy, np.zeros(len(start), np.int8), reactive)


def sheet(start: date = ALWAYS[0], end: date = ALWAYS[1], **changed: str) -> Sheet:
    """One price sheet; changed components by name."""
    given = {**PRICES, **changed}
    basic = {name: Decimal(given.pop(name)) for name in ("capacity", "demand") if name in given}
    return Sheet(start, end, Components.read(given, "test"), basic.get("capacity"), basic.get("demand"))


def tariff(*terms: Terms, sheets: tuple[Sheet, ...] = (), page: str = "tariffs/henan_tou") -> Tariff:
    """Terms (single-part by default) and sheets (one for all days by default)."""
    return Tariff(terms or (Terms(ALWAYS[0]),), sheets or (sheet(),), page=page)
