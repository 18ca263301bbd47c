"""Units that readings come in, and what may be converted into what.

Scale factors are exact decimals; a unit of another quantity is refused, never guessed.
"""

from decimal import Decimal

from zhiyuan.kernel.errors import Refused

_QUANTITIES: dict[str, dict[str, Decimal]] = {
    "energy": {"Wh": Decimal("0.001"), "kWh": Decimal(1), "MWh": Decimal(1000)},
    "reactive energy": {"varh": Decimal("0.001"), "kvarh": Decimal(1), "Mvarh": Decimal(1000)},
    "power": {"W": Decimal("0.001"), "kW": Decimal(1), "MW": Decimal(1000)},
    "illuminance": {"lx": Decimal(1), "klx": Decimal(1000)},
    "share": {"%": Decimal(1), "1": Decimal(100)},
    "state": {"": Decimal(1)},
}
_QUANTITY = {unit: quantity for quantity, units in _QUANTITIES.items() for unit in units}


def scale(given: str, wanted: str) -> Decimal:
    """What to multiply a value in one unit by, to have it in another.

    >>> scale("Wh", "kWh")
    Decimal('0.001')

    Raises
    ------
    Refused
        When the two measure different things, or one is unknown.
    """
    quantity = _QUANTITY.get(given)
    if quantity is None or quantity != _QUANTITY.get(wanted):
        raise Refused("{given} cannot be read as {wanted}", given=given, wanted=wanted)
    units = _QUANTITIES[quantity]
    return units[given] / units[wanted]
