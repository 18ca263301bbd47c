"""What a manual level may not go below while somebody is in the space.

The lamps alone must give what the standard asks; daylight may be gone the next minute.
"""

from collections.abc import Sequence
from datetime import date

from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import value


def required_lx(kind: str, own_lx: float | None, day: date) -> float:
    """The illuminance a space of a kind must have when occupied; its own figure goes first. [lx]

    >>> required_lx("corridor", None, date(2026, 3, 1))
    50.0
    """
    if own_lx is not None:
        return float(own_lx)
    said = value(f"lighting/kinds#{kind}", day)
    if said.get("illuminance_lx") is not None:
        return float(said["illuminance_lx"])
    if not said.get("standard"):
        raise NotFound("kind {kind} names no standard and no illuminance", kind=kind)
    asked = value(said["standard"], day)
    return float(asked["lx"] if isinstance(asked, dict) else asked)


def least_level(asked_lx: float, responses: Sequence[Sequence[float]]) -> float:
    """The one level of all groups that gives every point what is asked. [1]

    Parameters
    ----------
    asked_lx
        Required illuminance. [lx]
    responses
        For each group the illuminance at each point at full output. [lx]

    Examples
    --------
    >>> least_level(300, [[312, 88], [88, 312]])
    0.75
    """
    full = [sum(column) for column in zip(*responses, strict=True)]
    if not full or min(full) <= 0:
        return 1.0
    return min(1.0, asked_lx / min(full))
