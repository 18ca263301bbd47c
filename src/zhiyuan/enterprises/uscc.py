"""统一社会信用代码, the unified social credit code of every legal person in China: GB 32100-2015.

Eighteen symbols: registering department and category (1–2), region (3–8), organisation (9–17, whose
last symbol is the check of GB 11714), and a check over the seventeen before it.
"""

from zhiyuan.kernel.errors import Malformed

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 symbols; I, O, S, V and Z are left out because they look like digits or each other."""
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_symbol(first17: str) -> str:
    """The eighteenth symbol: (31 - Σ cᵢ·3^i mod 31) mod 31. GB 32100-2015, 附录 A.

    >>> check_symbol("91440300192203821")
    '6'
    """
    total = sum(SYMBOLS.index(symbol) * weight for symbol, weight in zip(first17, WEIGHTS, strict=True))
    return SYMBOLS[(31 - total) % 31]


def organisation_check(first8: str) -> str:
    """The ninth symbol of an organisation code: 11 - Σ cᵢ·wᵢ mod 11, 10 written X, 11 written 0. GB 11714.

    >>> organisation_check("19220382")
    '1'
    """
    rest = 11 - sum(int(c, 36) * w for c, w in zip(first8, ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def checked(code: str) -> str:
    """The code as it is written, in capitals and without blanks.

    Raises
    ------
    Malformed
        Naming what is wrong with it.
    """
    said = "".join(code.split()).upper()
    if len(said) != 18:
        raise Malformed("the credit code {code} has {length} characters, not 18", code=said, length=len(said))
    strange = sorted({symbol for symbol in said if symbol not in SYMBOLS})
    if strange:
        raise Malformed(
            "the credit code {code} has {symbols}: I, O, S, V and Z are not used, nor anything but digits and capitals",
            code=said,
            symbols=", ".join(strange),
        )
    if not said[2:8].isdigit():
        raise Malformed("the credit code {code}: characters 3 to 8 are a region in digits", code=said)
    if said[16] != organisation_check(said[8:16]):
        raise Malformed(
            "the credit code {code}: its organisation check (character 17) does not fit; look for a typing error",
            code=said,
        )
    if said[17] != check_symbol(said[:17]):
        raise Malformed("the credit code {code}: its last character does not fit; look for a typing error", code=said)
    return said
