"""How numbers, money and time read: one module, so that every page, sheet and paper says them alike.

Figures come back without a unit, since the unit stands in the column head or beside the figure.
A missing value is "—", a negative one carries a true minus. ``web/src/fmt.ts`` mirrors the part
that islands need; both are tested on ``tests/kernel/fmt_cases.json``.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

NONE = "—"
MINUS = "−"
Number = float | Decimal


def number(value: Number | None, decimals: int = 0) -> str:
    """A figure with thousands separated, rounded half away from zero.

    >>> number(-32558.5), number(None), number(0.125, 2)
    ('−32,559', '—', '0.13')
    """
    if value is None or not math.isfinite(value):
        return NONE
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{decimals}f}"


def kwh(value: Number | None) -> str:
    """Energy [kWh]: whole from a hundred on, one decimal below.

    >>> kwh(32559.4), kwh(99.96), kwh(7)
    ('32,559', '100.0', '7.0')
    """
    return number(value, 0 if value is not None and abs(float(value)) >= 100 else 1)


def kw(value: Number | None) -> str:
    """Power [kW]: two decimals below ten, else one.

    >>> kw(2.374), kw(12.34)
    ('2.37', '12.3')
    """
    return number(value, 1 if value is not None and abs(float(value)) >= 10 else 2)


def money(value: Number | None) -> str:
    """Money [CNY] for a column whose head names the unit: always two decimals."""
    return number(value, 2)


def yuan(value: Number | None) -> str:
    """Money in running text.

    >>> yuan(Decimal("25396.33")), yuan(Decimal("-0.5")), yuan(None)
    ('¥25,396.33', '−¥0.50', '—')
    """
    text = money(value)
    if text == NONE:
        return NONE
    return f"{MINUS}¥{text[1:]}" if text.startswith(MINUS) else f"¥{text}"


def pct(share: Number | None) -> str:
    """A share [1] in percent, one decimal always.

    >>> pct(0.97), pct(-0.53)
    ('97.0%', '−53.0%')
    """
    text = number(None if share is None else share * 100, 1)
    return text if text == NONE else f"{text}%"


def level(share: Number | None) -> str:
    """A luminaire's level [1] in whole percent, as people set it.

    >>> level(0.35)
    '35%'
    """
    text = number(None if share is None else share * 100, 0)
    return text if text == NONE else f"{text}%"


def points(share: Number | None, language: str = "zh-hans") -> str:
    """A difference of two shares, in percentage points.

    >>> points(0.021), points(-0.3, "en")
    ('2.1 百分点', '−30.0 percentage points')
    """
    text = number(None if share is None else share * 100, 1)
    return text if text == NONE else f"{text} {_say(language, '百分点', 'percentage points')}"


def interval(value: Number | None, half: Number | None, unit: str = "kWh", level: int = 90) -> str:
    """A saving with the half width of its band and the band's confidence [%].

    >>> interval(32559, 737)
    '32,559 kWh ± 737(90%)'
    """
    if value is None or half is None:
        return NONE
    return f"{kwh(value)} {unit} ± {kwh(half)}({level}%)"


def big(value: Number | None, language: str = "zh-hans") -> str:
    """A headline figure: from 100,000 on in 万 (Chinese) or k and M (English), one decimal.

    >>> big(123456), big(123456, "en"), big(2_300_000, "en"), big(99_999)
    ('12.3 万', '123.5k', '2.3M', '99,999')
    """
    plain = 0.0 if value is None else float(value)
    if abs(plain) < 100_000:
        return kwh(value)
    if not language.startswith("en"):
        return f"{number(plain / 1e4, 1)} 万"
    return f"{number(plain / 1e6, 1)}M" if abs(plain) >= 1e6 else f"{number(plain / 1e3, 1)}k"


def dur(seconds: Number | None, language: str = "zh-hans") -> str:
    """A length of time in hours and minutes, days named.

    >>> dur(42 * 60), dur(27 * 3600 + 600), dur(27 * 3600 + 600, "en")
    ('0:42', '1 天 3:10', '1 d 3:10')
    """
    if seconds is None:
        return NONE
    minutes = int(abs(float(seconds)) // 60)
    days, rest = divmod(minutes, 1440)
    text = f"{rest // 60}:{rest % 60:02d}"
    sign = MINUS if seconds < 0 and minutes else ""
    return sign + (f"{days} {_say(language, '天', 'd')} {text}" if days else text)


def ago(seconds: Number | None, language: str = "zh-hans") -> str:
    """How long since something was heard; stands beside the exact time, never alone.

    >>> ago(12), ago(200, "en"), ago(None)
    ('12 秒前', '3 min ago', '从未')
    """
    if seconds is None:
        return _say(language, "从未", "never")
    for size, zh, en in ((86400, "天前", "d ago"), (3600, "小时前", "h ago"), (60, "分钟前", "min ago")):
        if seconds >= size:
            return f"{int(seconds // size)} {_say(language, zh, en)}"
    return f"{max(0, int(seconds))} {_say(language, '秒前', 's ago')}"


def day(value: date | None) -> str:
    """``2025-12-31``."""
    return NONE if value is None else value.isoformat()[:10]


def month(value: date | None) -> str:
    """``2025-12``."""
    return NONE if value is None else value.isoformat()[:7]


def moment(value: datetime | None, zone: tzinfo | None = None) -> str:
    """``2025-12-31 10:32`` on the site's clock."""
    return NONE if value is None else f"{value.astimezone(zone):%Y-%m-%d %H:%M}"


def short(value: datetime | None, zone: tzinfo | None = None) -> str:
    """``12-31 10:32``, where the year is plain."""
    return NONE if value is None else f"{value.astimezone(zone):%m-%d %H:%M}"


def clock(value: datetime | None, zone: tzinfo | None = None) -> str:
    """``10:32`` on the site's clock."""
    return NONE if value is None else f"{value.astimezone(zone):%H:%M}"


def weekday(value: date, language: str = "zh-hans") -> str:
    """周三, or Wed."""
    names = _say(language, "周一 周二 周三 周四 周五 周六 周日", "Mon Tue Wed Thu Fri Sat Sun")
    return names.split()[value.weekday()]


def days(first: date, last: date, language: str = "zh-hans") -> str:
    """A range of days, both named; the year once where it is the same.

    >>> days(date(2025, 12, 1), date(2025, 12, 31))
    '2025-12-01 至 12-31'
    """
    end = f"{last:%m-%d}" if first.year == last.year else day(last)
    return day(first) if first == last else f"{day(first)} {_say(language, '至', 'to')} {end}"


def listed(names: Sequence[str], language: str = "zh-hans") -> str:
    """Names in a row, with the comma of the language."""
    return _say(language, "、", ", ").join(names)


def _say(language: str, zh: str, en: str) -> str:
    return en if language.startswith("en") else zh
