"""How a figure reads, with its sign and unit: ``+7.5%``, ``1000+ 家``, ``≈33,000 kWh/a``, ``第 1 位（共 16）``.

A bound is quoted as it was stated, neither rounded nor grouped below ten thousand: "1000余" is ``1000+``.
"""

from decimal import ROUND_HALF_UP, Decimal

from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.measure import PERCENT
from zhiyuan.indicators.said import ABOUT, EXACT, LEAST, Said
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
        return _rank(fact, language)
    return valued(definition, fact.said, language)


def valued(definition: Definition, said: Said, language: str) -> str:
    """A value with its sign and unit.

    >>> from fractions import Fraction
    >>> from zhiyuan.cases.kind import Words
    >>> firms = Definition("visits", Words("走访", "visits"), "家", "service")
    >>> valued(firms, Said(Fraction(1000), "≥"), "zh"), valued(firms, Said(Fraction(1000), "≥"), "en")
    ('1000+ 家', '1000+ firms')
    """
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
    unit = unit or unit_name(definition.unit, language)
    return f"{text} {unit}" if unit else text


def unit_name(unit: str, language: str) -> str:
    """The unit behind a figure; per cent stands with it already."""
    if unit in ("1", PERCENT, ""):
        return ""
    return UNIT_EN.get(unit, unit) if language == "en" else unit


def exact(said: Said, places: int = 4) -> str:
    """The value for a program: four decimals, no grouping.

    >>> from fractions import Fraction
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


def _rank(fact: Fact, language: str) -> str:
    place = int(fact.value or 0)
    if language == "en":
        return f"No. {place}" + (f" of {fact.out_of}" if fact.out_of else "")
    return f"第 {place} 位" + (f"（共 {fact.out_of}）" if fact.out_of else "")
