"""A question to the ladder, as JSON: a whole entry that names its edition, or only a firm.

An entry is ``{"name", "rule", "input"}`` and may carry the expected ``score``, ``verdict`` and ``reasons``;
its ``rule`` is rule and edition, 科技型中小企业/115号-2017, and fixes the edition.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.firm import Firm, read
from zhiyuan.enterprises.ladder.rule import RuleSet
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import book

KEYS = ("name", "rule", "input", "score", "verdict", "reasons")
LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """Which edition, and which firm."""

    rules: RuleSet
    firm: Firm
    name: str = ""


def parse(text: bytes) -> Any:
    """JSON without surprises: decimals as written, no NaN, no field twice.

    Raises
    ------
    Malformed
        Saying what is not JSON.
    """
    if len(text) > LARGEST_BYTES:
        raise Malformed("a firm is described in at most {most} bytes", most=LARGEST_BYTES)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise Malformed("the input is nested too deeply") from None
    except (ValueError, ArithmeticError) as broken:
        raise Malformed("the input is not JSON: {why}", why=broken) from broken


def _no_number(said: str) -> NoReturn:
    raise Malformed("{said} is no number; write null for what is not known", said=said)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise Malformed("{field} stands twice in the input", field=repr(twice))
    return table


def question(said: object, rule: str = "", day: date | None = None) -> Question:
    """What is asked, by the input and by what was said beside it.

    ``rule`` is 科技型中小企业, or with its edition; ``day`` is the day of filing.

    Raises
    ------
    Malformed
        The input does not say what it must, or neither it nor ``rule`` and ``day`` choose an edition.
    NotFound
        There is no such rule, or no edition on that day.
    Refused
        ``rule`` or ``day`` contradicts the edition that the input fixes.
    """
    if not isinstance(said, Mapping):
        raise Malformed("the input is a firm, or an entry with rule and input; not {kind}", kind=type(said).__name__)
    if "rule" not in said and "input" not in said:
        return Question(_chosen(rule, day), read(said, fields(book())))
    if strange := [key for key in said if key not in KEYS]:
        raise Malformed("an entry has no {strange}; it has {known}",
                        strange=", ".join(map(repr, strange)), known=", ".join(KEYS))  # fmt: skip
    fixed, firm, name = (said.get(key) for key in ("rule", "input", "name"))
    if not isinstance(fixed, str) or "/" not in fixed or firm is None:
        raise Malformed("an entry has a 'rule' with its edition, like 科技型中小企业/115号-2017, and an 'input'")
    rules = editions.named(fixed)
    _agrees(rules, rule, day)
    return Question(rules, read(firm, fields(book())), str(name or ""))


def _chosen(rule: str, day: date | None) -> RuleSet:
    if "/" in rule:
        rules = editions.named(rule)
        _agrees(rules, "", day)
        return rules
    if not rule or day is None:
        raise Malformed("say --rule and --on, the day of filing: they choose the edition")
    return editions.on(rule, day)


def _agrees(rules: RuleSet, rule: str, day: date | None) -> None:
    if rule and rule not in (rules.rule, rules.name):
        known(rule)
        raise Refused("the input is for {fixed}, not for {rule}", fixed=rules.name, rule=rule)
    if day is not None and day < rules.since:
        raise Refused("{fixed} does not hold on {day}: it holds from {since}", fixed=rules.name, day=day,
                      since=rules.since)  # fmt: skip
    if day is not None and rules.until is not None and day >= rules.until:
        raise Refused("{fixed} does not hold on {day}: it ended before {until}", fixed=rules.name, day=day,
                      until=rules.until)  # fmt: skip


def known(rule: str) -> None:
    """Refuse a rule, or an edition of one, that the book does not have."""
    if "/" in rule:
        editions.named(rule)
    else:
        editions.editions(rule)
