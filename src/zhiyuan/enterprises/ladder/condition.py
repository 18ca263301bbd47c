"""Conditions of a clause, answered True, False or not decided by what is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from zhiyuan.enterprises.ladder.exact import Truth, all_of, any_of
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.limit import Limit


class Condition(Protocol):
    """Something that a firm meets, does not meet, or is not known to meet."""

    def holds(self, firm: Firm) -> Truth:
        """The answer."""

    def open(self, firm: Firm) -> set[str]:
        """The fields that leave the answer open."""

    def limits(self) -> Iterable[Limit]:
        """The limits in it, in order."""

    def unsettled(self) -> bool:
        """Whether the document's own figure was not found (来源待补)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A field that must be true, or must not."""

    name: str
    wanted: bool = True

    def holds(self, firm: Firm) -> Truth:
        known = firm.flag(self.name)
        return None if known is None else known is self.wanted

    def open(self, firm: Firm) -> set[str]:
        return {self.name} if firm.flag(self.name) is None else set()

    def limits(self) -> Iterable[Limit]:
        return ()

    def unsettled(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A clause whose content was not found: nobody meets it and nobody fails it."""

    def holds(self, firm: Firm) -> Truth:
        return None

    def open(self, firm: Firm) -> set[str]:
        return set()

    def limits(self) -> Iterable[Limit]:
        return ()

    def unsettled(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Several:
    """Every one of several conditions, or at least one of them."""

    conditions: tuple[Condition, ...]
    every: bool

    def holds(self, firm: Firm) -> Truth:
        return (all_of if self.every else any_of)(one.holds(firm) for one in self.conditions)

    def open(self, firm: Firm) -> set[str]:
        unknown = open_of(self.conditions, firm)
        return unknown if unknown and self.holds(firm) is None else set()

    def limits(self) -> Iterable[Limit]:
        return (limit for one in self.conditions for limit in one.limits())

    def unsettled(self) -> bool:
        return any(one.unsettled() for one in self.conditions)


def open_of(conditions: Iterable[Condition], firm: Firm) -> set[str]:
    """The fields that leave any of several conditions open."""
    return set().union(*(one.open(firm) for one in conditions))
