"""包联: the three layers of officers of a firm or project. What each is called is the park's own (来源待补)."""

from collections.abc import Mapping
from datetime import date

from zhiyuan.cases.kind import Words
from zhiyuan.kernel.reference import book

PAGE = "agency/layers"
LAYERS = (1, 2, 3)


def layers(day: date) -> Mapping[int, Words]:
    """Layer → its name on a day.

    >>> layers(date(2026, 3, 2))[1].zh
    '牵头领导'
    """
    found = {figure.name.partition("#")[2]: figure.value for figure in book().figures(PAGE, day)}
    return {layer: Words(**found[f"layer_{layer}"]) for layer in LAYERS}
