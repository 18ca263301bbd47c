"""How a figure reads, with its sign and unit: ``+7.5%``, ``1000+ 家``, ``≈33,000 kWh/a``, ``第 1 位（共 16）``.

A bound is quoted as it was stated, neither rounded nor grouped below ten thousand: "1000余" is ``1000+``.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from zhiyuan.cases.kind import Words
from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.measure import PERCENT
from zhiyuan.indicators.period import Period
from zhiyuan.indicators.said import ABOUT, EXACT, LEAST, Said
from zhiyuan.indicators.target import DOWN, Aim, Target
from zhiyuan.indicators.worth import Fact, Worth
from zhiyuan.kernel import fmt

UNIT_EN = {
    "家": "firms", "家次": "visits", "条": "items", "件": "cases", "个": "", "处": "places", "栋": "buildings",
    "户": "households", "座": "parks", "证": "certificates", "项": "",
}  # fmt: skip
SCALED_EN = {"亿元": (100, "million CNY"), "万元": (10_000, "CNY")}  # English counts money in other steps
SMALL = 10_000


def figure(worth: Worth, language: str) -> str:
    """The figure with sign and unit in the reader's language ("zh" or "en"); "—" where there is none."""
    if worth.fact is not None:
        return stated(worth.definition, worth.fact, language)
    return valued(worth.definition, worth.said, language) if worth.said is not None else fmt.NONE


def stated(definition: Definition, fact: Fact, language: str) -> str:
    """A fact as it was stated."""
    if fact.said is None:
        return fact.text
    if definition.kind == "rank":
        return _place(int(fact.value or 0), fact.out_of, language)
    return valued(definition, fact.said, language)


def valued(definition: Definition, said: Said, language: str) -> str:
    """A value with its sign and unit.

    >>> firms = Definition("visits", Words("走访", "visits"), "家", "service")
    >>> valued(firms, Said(Fraction(1000), "≥"), "zh"), valued(firms, Said(Fraction(1000), "≥"), "en")
    ('1000+ 家', '1000+ firms')
    """
    text, unit = _parts(definition, said, language)
    return f"{text} {unit}" if unit else text


def parted(worth: Worth, language: str) -> tuple[str, str]:
    """The figure and its unit apart, for where the unit is drawn smaller; the unit is empty where it has none."""
    definition, fact = worth.definition, worth.fact
    if worth.said is None or (fact is not None and definition.kind == "rank"):
        return figure(worth, language), ""
    return _parts(definition, worth.said, language)


def _parts(definition: Definition, said: Said, language: str) -> tuple[str, str]:
    times, unit = SCALED_EN.get(definition.unit, (1, "")) if language == "en" else (1, "")
    text = _number(definition, Said(said.value * times, said.relation))
    if definition.kind == "growth" and said.value > 0:
        text = f"+{text}"
    if definition.unit == PERCENT:
        text = f"{text}%"
    if said.relation == LEAST:
        text = f"{text}+"
    elif said.relation != EXACT:
        text = f"{said.relation}{text}"
    return text, unit or unit_name(definition.unit, language)


AS_OF = Words("截至 {day}", "as of {day}")
FROM_TO = Words("{first} 至 {last}", "{first} to {last}")
AIMED = Words("目标 {wanted}", "target {wanted}")
AIMED_BY = Words("{period} 目标 {wanted}", "target {wanted} for {period}")
AIMED_SO_FAR = Words(
    "序时目标 {wanted}（{period} 目标 {whole} 的 {share}%）",
    "target so far {wanted} ({share}% of {whole} for {period})",
)


def targeted(definition: Definition, target: Target, language: str) -> str:
    """A target as it was set; a dash where it was withdrawn."""
    return fmt.NONE if target.value is None else _aim(definition, Fraction(target.value), language)


def aimed(definition: Definition, aim: Aim, language: str) -> str:
    """What a figure is held against, in the reader's language ("zh" or "en").

    >>> growth = Definition("gdp", Words("增速", "growth"), "%", "economy", kind="growth", better="up")
    >>> aimed(growth, Aim(Fraction(7), None), "en")
    'target +7.0%'
    """
    wanted = aim.wanted
    if aim.elapsed is not None:  # a share of days is no round number
        wanted = round(wanted, _decimals(definition, Decimal("0.5")))
    said = {"wanted": _aim(definition, wanted, language)}
    if aim.target is None:
        return str(getattr(AIMED, language)).format(**said)
    said["period"] = period_text(aim.target.period, language)
    if aim.elapsed is None:
        return str(getattr(AIMED_BY, language)).format(**said)
    whole = _aim(definition, Fraction(aim.target.value or 0), language)
    share = fmt.number(float(aim.elapsed * 100), 1)
    return str(getattr(AIMED_SO_FAR, language)).format(**said, whole=whole, share=share)


def _aim(definition: Definition, wanted: Fraction, language: str) -> str:
    """A target reads as a value; where less is better it is the most that may be, and of a rank the place."""
    if definition.kind == "rank":
        return _place(int(wanted), None, language)
    text = valued(definition, Said(wanted), language)
    return f"≤ {text}" if definition.better == DOWN else text


def period_text(period: Period | None, language: str) -> str:
    """A period as people say it; a day is how things stood.

    >>> from zhiyuan.indicators.period import parse
    >>> period_text(parse("2024-01..2024-09"), "zh"), period_text(parse("2025-01-08"), "en")
    ('2024-01 至 09', 'as of 2025-01-08')
    """
    if period is None:
        return fmt.NONE
    if (period.end - period.start).days == 1:
        return str(getattr(AS_OF, language)).format(day=fmt.day(period.start))
    first, dots, last = str(period).partition("..")
    if not dots:
        return first
    last = last[5:] if first[:4] == last[:4] else last
    return str(getattr(FROM_TO, language)).format(first=first, last=last)


def unit_name(unit: str, language: str) -> str:
    """The unit behind a figure; per cent stands with it already."""
    if unit in ("1", PERCENT, ""):
        return ""
    return UNIT_EN.get(unit, unit) if language == "en" else unit


def exact(said: Said, places: int = 4) -> str:
    """The value for a program: four decimals, no grouping.

    >>> exact(Said(Fraction(43, 40)))
    '1.0750'
    """
    value = Decimal(said.value.numerator) / Decimal(said.value.denominator)
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _number(definition: Definition, said: Said) -> str:
    value = Decimal(said.value.numerator) / Decimal(said.value.denominator)
    bound = said.relation not in (EXACT, ABOUT)
    if bound and value == value.to_integral() and abs(value) < SMALL:
        return str(int(value)).replace("-", fmt.MINUS)
    return fmt.number(value, _decimals(definition, value))


def _decimals(definition: Definition, value: Decimal) -> int:
    if definition.decimals is not None:
        return definition.decimals
    if definition.unit == PERCENT:
        return 1
    return 0 if value == value.to_integral() else 2


def _place(place: int, out_of: int | None, language: str) -> str:
    if language == "en":
        return f"No. {place}" + (f" of {out_of}" if out_of else "")
    return f"第 {place} 位" + (f"（共 {out_of}）" if out_of else "")
