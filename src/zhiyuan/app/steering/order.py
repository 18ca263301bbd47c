"""What is to be sent to one target: a group's level or a circuit's contactor."""

from dataclasses import dataclass

FIRE, PERSON, RAISE, REST = range(4)
CONTACTOR = "contactor:"


@dataclass(frozen=True, slots=True)
class Order:
    """One target's wanted state. ``urgency`` 0 goes first and is never held back.

    ``level`` is 0..1 for a group, 0 (open) or 1 (closed) for a contactor. ``born`` is when its
    cause arrived, on the monotonic clock. [s] ``until_ms`` is when the device may forget it. [ms]
    """

    target: str
    level: float
    reason: str
    urgency: int
    born: float
    fade_s: float = 0.0
    until_ms: int | None = None
    actor: str = ""
    tries: int = 1

    @property
    def circuit(self) -> str | None:
        """The circuit's key when this is about a contactor."""
        return self.target.removeprefix(CONTACTOR) if self.target.startswith(CONTACTOR) else None


def urgency(reason: str, was: float | None, now: float) -> int:
    """Fire first, then people's wishes, then more light, then less.

    >>> urgency("fire", 0.0, 1.0), urgency("manual", 1.0, 0.5), urgency("occupancy", 0, 1), urgency("daylight", 1, 0.8)
    (0, 1, 2, 3)
    """
    if reason in {"fire", "emergency"}:
        return FIRE
    if reason in {"lock", "maintenance", "manual", "security", "scene", "switch"}:
        return PERSON
    return RAISE if was is None or now > was else REST
