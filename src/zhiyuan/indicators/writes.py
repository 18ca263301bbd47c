"""Stating a fact, setting a target: newer rows supersede older ones of the same number, and nothing is changed."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.factfile import Given
from zhiyuan.indicators.models import Fact, Row, Target
from zhiyuan.indicators.said import EXACT
from zhiyuan.indicators.target import may_have
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.park.queries import today

A = TypeVar("A", bound=Row)
LARGEST = Decimal(10) ** 14
PLACES = Decimal("0.000001")
LENGTHS = {"subject": 120, "text": 400, "source": 200}


def newest(site: Any, keys: Collection[str]) -> dict[tuple[Any, ...], Fact]:
    """The row that holds of every figure of some indicators."""
    rows = Fact.objects.filter(site=site, key__in=keys, superseded_by=None)
    return {(row.key, row.subject, row.start, row.end): row for row in rows}


def stated(person: Any, site: Any, definition: Definition, given: Given, known: dict[tuple[Any, ...], Fact]) -> Fact:
    """The row of a fact over what is known (``newest``), still to be saved; said again it is the row that is there.

    Raises
    ------
    Malformed, Refused
        When it cannot be what the definition is about, is of a day to come, or is older than what is known.
    """
    _fits(definition, given, today(site))
    same = (given.key, given.subject, given.period.start, given.period.end)
    said = {
        "value": given.value, "relation": given.relation, "text": given.text, "out_of": given.out_of,
        "source": given.source, "as_of": given.as_of,
    }  # fmt: skip
    before = known.get(same)
    if before is not None and not _newer(before, said):
        return before
    figure = dict(zip(("key", "subject", "start", "end"), same, strict=True))
    return Fact(**_entered(person, site, definition, before), **figure, **said)


def newest_targets(site: Any, keys: Collection[str]) -> dict[tuple[Any, ...], Target]:
    """The row that holds of every target of some indicators."""
    rows = Target.objects.filter(site=site, key__in=keys, superseded_by=None)
    return {(row.key, row.start, row.end): row for row in rows}


def targeted(
    person: Any, site: Any, definition: Definition, given: Given, known: dict[tuple[Any, ...], Target]
) -> Target:
    """The row of a target over what is known (``newest_targets``), still to be saved; set again it is the row that is
    there. Without a value the target is withdrawn.

    Raises
    ------
    Malformed, Refused
        When the indicator can have none, it is more than a number, or it is older than what is known.
    """
    may_have(definition)
    if given.relation != EXACT or given.subject or given.text or given.out_of is not None:
        raise Malformed("a target is one number for the park as a whole, without a sign or words")
    _fits_any(given, today(site))
    before = known.get(same := (given.key, given.period.start, given.period.end))
    if given.value is None and (before is None or before.value is None):
        raise Refused("{indicator} has no target for {period} that could be withdrawn", indicator=definition.title,
                      period=str(given.period))  # fmt: skip
    if given.value is not None:
        _fits_size(given.value)
    if given.value is not None and definition.kind == "rank":
        _fits_rank(given)
    said = {"value": given.value, "source": given.source, "as_of": given.as_of}
    if before is not None and not _newer(before, said):
        return before
    number = dict(zip(("key", "start", "end"), same, strict=True))
    return Target(**_entered(person, site, definition, before), **number, **said)


def kept(row: A) -> A:
    """Save a row that is new."""
    if row.pk is None:
        row.save()
    return row


def _newer(before: Row, said: Mapping[str, Any]) -> bool:
    """Whether something else is said than before, and not of an earlier day."""
    if all(getattr(before, name) == value for name, value in said.items()):
        return False
    if said["as_of"] < before.as_of:
        raise Refused(
            "{as_of} is before {known}, as of which the figure is known already", as_of=said["as_of"],
            known=before.as_of,
        )  # fmt: skip
    return True


def _entered(person: Any, site: Any, definition: Definition, before: Row | None) -> dict[str, Any]:
    return {
        "site": site, "unit": definition.unit, "supersedes": before, "entered_by": person,
        "entered_at": parktime.now(),
    }  # fmt: skip


def _fits(definition: Definition, given: Given, day: date) -> None:
    if definition.query:
        raise Refused("{indicator} is asked of a room; it is not entered", indicator=definition.title)
    _fits_any(given, day)
    if given.period.last > day:
        raise Malformed("{day} is not over yet: only what happened is entered", day=given.period.last)
    _fits_kind(definition, given)


def _fits_any(given: Given, day: date) -> None:
    if not given.source:
        raise Malformed("say where the value is from")
    for name, most in LENGTHS.items():
        if len(getattr(given, name)) > most:
            raise Malformed("{field} has at most {most} characters", field=name, most=most)
    if given.as_of > day:
        raise Malformed("{day} is not over yet: only what happened is entered", day=given.as_of)


def _fits_size(value: Decimal) -> None:
    if abs(value) >= LARGEST or value != value.quantize(PLACES):
        raise Malformed("a value has at most 14 digits before the point and six after: {value}", value=value)


def _fits_kind(definition: Definition, given: Given) -> None:
    words = definition.kind in ("words", "day")
    if words and (given.value is not None or not given.text):
        raise Malformed("{indicator} is said in words, not in numbers", indicator=definition.title)
    if definition.kind == "day":
        try:
            date.fromisoformat(given.text)
        except ValueError:
            raise Malformed("{found} is no day; write it like 2026-03-17", found=repr(given.text)) from None
    if words:
        return
    if given.value is None:
        raise Malformed("{indicator} needs a value", indicator=definition.title)
    _fits_size(given.value)
    if definition.kind == "rank":
        _fits_rank(given)
    elif given.out_of is not None:
        raise Malformed("only a rank is one of so many")


def _fits_rank(given: Given) -> None:
    if given.value is None or given.value < 1 or given.value != given.value.to_integral():
        raise Malformed("a rank is a whole number from 1 on")
    if given.relation != EXACT or (given.out_of is not None and given.out_of < given.value):
        raise Malformed("a rank is exact, and not beyond how many there are")
