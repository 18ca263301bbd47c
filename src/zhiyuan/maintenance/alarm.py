"""From facts to alarms: a fact must last before it is raised, and stay away before it is cleared.

Pure. The kinds are figures of the book, ``alarms/kinds``; their delays keep a flickering contact
from filling the list (ISA 18.2 calls them on-delay and off-delay).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book, value

CRITICAL, MAJOR, MINOR, NOTICE = "critical", "major", "minor", "notice"
SEVERITIES = (CRITICAL, MAJOR, MINOR, NOTICE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the book says of one kind of alarm; ``title`` and ``text`` are for people, in English."""

    name: str
    title: str
    severity: str
    on_delay_s: float
    off_delay_s: float
    text: str
    order: str = ""
    """The kind of case that is opened for it; empty where it asks for no work."""

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise Malformed(
                "alarm kind {kind}: severity {severity} is not one of {severities}",
                kind=self.name,
                severity=self.severity,
                severities=", ".join(SEVERITIES),
            )


def kind(name: str, day: date) -> Kind:
    """One kind as it stands in the book on a day.

    >>> kind("lampFailure", date(2026, 3, 1)).severity
    'minor'
    """
    return Kind(name, **value(f"alarms/kinds#{name}", day))


def kinds(day: date) -> tuple[Kind, ...]:
    """Every kind, in the order of the page."""
    return tuple(kind(name, day) for name in book().page("alarms/kinds"))


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """Something observed of an object; the object is named as the park file names it."""

    kind: str
    object_type: str
    object_key: str


@dataclass(slots=True)
class Watch:
    """What has been true or gone for how long. [s of park time]"""

    since: dict[Fact, float] = field(default_factory=dict)
    gone: dict[Fact, float] = field(default_factory=dict)
    raised: set[Fact] = field(default_factory=set)

    def settle(self, present: Iterable[Fact], now: float, day: date) -> tuple[list[Fact], list[Fact]]:
        """Which facts have lasted long enough to raise, and which raised ones stayed away long enough to clear."""
        true = set(present)
        self._remember(true, now)
        up = sorted(f for f in true - self.raised if now - self.since[f] >= kind(f.kind, day).on_delay_s)
        down = sorted(f for f in self.raised - true if now - self.gone[f] >= kind(f.kind, day).off_delay_s)
        self.raised.update(up)
        self.raised.difference_update(down)
        for fact in down:
            self.gone.pop(fact, None)
        return up, down

    def _remember(self, true: set[Fact], now: float) -> None:
        for fact in true:
            self.since.setdefault(fact, now)
            self.gone.pop(fact, None)
        for fact in [f for f in self.since if f not in true]:
            del self.since[fact]
        for fact in self.raised - true:
            self.gone.setdefault(fact, now)
