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


LOOK_ALIKE = ("0ODQ", "1IL", "2Z", "5S", "6G", "8B", "UV", "CG", "PR")
"""Symbols that are mistaken for each other when a code is read from paper."""


def fits(code: str) -> bool:
    """Whether eighteen symbols have the form of a code and both check symbols."""
    return (
        len(code) == 18
        and set(code) <= set(SYMBOLS)
        and code[2:8].isdigit()
        and code[16] == organisation_check(code[8:16])
        and code[17] == check_symbol(code[:17])
    )


def meant(code: str) -> list[tuple[int, str]]:
    """Codes that fit and are one likely slip away: a look-alike, two neighbours swapped, else any one symbol of 9–17.

    >>> meant("9144030071526726XO"), meant("914403001922038126")
    ([], [(16, '914403001922038216')])

    Returns
    -------
    list of (place of the slip, counted from 1; code)
    """
    likely = [
        (place, code[:place] + symbol + code[place + 1 :])
        for place, written in enumerate(code)
        for group in LOOK_ALIKE
        if written in group
        for symbol in group
        if symbol != written
    ]
    likely += [(n, code[:n] + code[n + 1] + code[n] + code[n + 2 :]) for n in range(len(code) - 1)]
    found = [(place + 1, other) for place, other in likely if other != code and fits(other)]
    if not found:
        rest = ((n, code[:n] + symbol + code[n + 1 :]) for n in range(8, min(17, len(code))) for symbol in SYMBOLS)
        found = [(place + 1, other) for place, other in rest if fits(other)]
    return found


def checked(code: str) -> str:
    """The code as it is written, in capitals and without blanks.

    Raises
    ------
    Malformed
        Naming what is wrong with it, and where one slip would explain it, the place and the code that was meant.
    """
    said = "".join(code.split()).upper()
    if len(said) != 18:
        raise Malformed("the credit code {code} has {length} characters, not 18", code=said, length=len(said))
    for place, symbol in enumerate(said, start=1):
        if symbol not in SYMBOLS:
            raise Malformed(
                "the credit code {code} has {symbol} as its character {place}: I, O, S, V and Z are not used, "
                "nor anything but digits and capitals{hint}",
                code=said,
                symbol=symbol,
                place=place,
                hint=_hint(said),
            )
    if not said[2:8].isdigit():
        raise Malformed(
            "the credit code {code}: characters 3 to 8 are a region in digits{hint}", code=said, hint=_hint(said)
        )
    if said[16] != organisation_check(said[8:16]):
        raise Malformed(
            "the credit code {code}: its organisation check (character 17) does not fit characters 9 to 16{hint}",
            code=said,
            hint=_hint(said),
        )
    if said[17] != (last := check_symbol(said[:17])):
        raise Malformed(
            "the credit code {code}: its last character does not fit; by the other seventeen it would be {last}{hint}",
            code=said,
            last=last,
            hint=_hint(said),
        )
    return said


def _hint(code: str) -> Malformed | str:
    found = meant(code)
    if len(found) != 1:
        return ""
    return Malformed("; look at character {place}: is it {code}?", place=found[0][0], code=found[0][1])
