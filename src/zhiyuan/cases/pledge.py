"""有诺必践: what the park promises of itself, outside any case; its entries in order are its whole history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from zhiyuan.cases.kind import Words
from zhiyuan.cases.promise import PARK, Promise, revised

MAKE, REVISE, KEEP, WAIVE, FOLLOW = "make", "revise", "keep", "waive", "follow"
ACT: Mapping[str, Words] = {
    MAKE: Words("作出承诺", "promised"),
    REVISE: Words("变更期限", "another last day"),
    KEEP: Words("履行", "kept"),
    WAIVE: Words("受益方免除", "waived by who it was made to"),
    FOLLOW: Words("逾期未履行，转入整改", "not kept in time: followed up"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to it on a day; ``due`` where a last day was said."""

    act: str
    day: date
    due: date | None = None


def told(entries: Iterable[Entry]) -> Promise:
    """The promise that its entries tell; the first day it was promised for is never another.

    Raises
    ------
    Refused
        When a day is moved after it is over, or after the promise was kept or waived.
    """
    first, *later = entries
    if first.due is None:
        raise ValueError("a promise begins with its last day")
    promise = Promise(PARK, first.day, first.due)
    for entry in later:
        if entry.act == REVISE and entry.due:
            promise = revised(promise, entry.day, entry.due)
        elif entry.act == KEEP:
            promise = replace(promise, kept=entry.day)
        elif entry.act == WAIVE:
            promise = replace(promise, waived=entry.day)
    return promise
