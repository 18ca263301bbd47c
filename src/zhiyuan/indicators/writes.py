"""Stating a fact: newer rows supersede older ones of the same figure, and nothing is changed."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.factfile import Given
from zhiyuan.indicators.models import Fact
from zhiyuan.indicators.said import EXACT
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.park.queries import today

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
    if before is not None:
        if all(getattr(before, name) == value for name, value in said.items()):
            return before
        if given.as_of < before.as_of:
            raise Refused(
                "{as_of} is before {known}, as of which the figure is known already", as_of=given.as_of,
                known=before.as_of,
            )  # fmt: skip
    figure = dict(zip(("key", "subject", "start", "end"), same, strict=True))
    return Fact(
        site=site, **figure, **said, unit=definition.unit, supersedes=before, entered_by=person,
        entered_at=parktime.now(),
    )  # fmt: skip


def kept(row: Fact) -> Fact:
    """Save a row that is new."""
    if row.pk is None:
        row.save()
    return row


def _fits(definition: Definition, given: Given, day: date) -> None:
    if definition.query:
        raise Refused("{indicator} is asked of a room; it is not entered", indicator=definition.title)
    if not given.source:
        raise Malformed("say where the value is from")
    for name, most in LENGTHS.items():
        if len(getattr(given, name)) > most:
            raise Malformed("{field} has at most {most} characters", field=name, most=most)
    if given.as_of > day or given.period.last > day:
        raise Malformed("{day} is not over yet: only what happened is entered", day=max(given.as_of, given.period.last))
    _fits_kind(definition, given)


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
    if abs(given.value) >= LARGEST or given.value != given.value.quantize(PLACES):
        raise Malformed("a value has at most 14 digits before the point and six after: {value}", value=given.value)
    if definition.kind == "rank":
        _fits_rank(given)
    elif given.out_of is not None:
        raise Malformed("only a rank is one of so many")


def _fits_rank(given: Given) -> None:
    if given.value is None or given.value < 1 or given.value != given.value.to_integral():
        raise Malformed("a rank is a whole number from 1 on")
    if given.relation != EXACT or (given.out_of is not None and given.out_of < given.value):
        raise Malformed("a rank is exact, and not beyond how many there are")
