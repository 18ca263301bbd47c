"""Judging every firm of a park by every rule and keeping what changed, in a few statements for each two thousand."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections, router

from zhiyuan.enterprises.ladder.exact import Number
from zhiyuan.enterprises.ladder.rule import RuleSet, weigh
from zhiyuan.innovation.answers import Subject, firm
from zhiyuan.innovation.models import Judged
from zhiyuan.innovation.queries import rules_on, subject, subjects
from zhiyuan.kernel import parktime
from zhiyuan.kernel.reference import book
from zhiyuan.park import queries as park

COLUMNS = ("enterprise", "rule", "edition", "verdict", "score_least", "score_most", "unmet", "undecided", "lacking")
Said = tuple[int, str, str, str, Decimal | None, Decimal | None, int, int, list[str]]
"""A verdict as ``COLUMNS`` keep it."""
Progress = Callable[[int], None]


def judge_all(site: Any, day: date, progress: Progress = lambda _: None) -> int:
    """Judge every firm by every rule as of a day; how many verdicts changed."""
    rules, changed, done = rules_on(day), 0, 0
    for part in subjects(site, day):
        changed += keep(part, rules, day)
        done += len(part)
        progress(done)
    return changed


def judge_one(enterprise: Any) -> None:
    """Judge one firm anew, as of today."""
    day = park.today(enterprise.site)
    keep({enterprise.pk: subject(enterprise, day)}, rules_on(day), day)


def keep(known: Mapping[int, Subject], rules: Mapping[str, RuleSet], day: date) -> int:
    """Judge these firms and keep the verdicts that differ from the last ones; how many did."""
    last = Judged.objects.filter(enterprise__in=known, last=True).order_by()
    before = {(firm, rule): (pk, tuple(said)) for pk, firm, rule, *said in last.values_list("pk", *COLUMNS)}
    rows, gone = list[Said](), list[int]()
    for row in _judged(known, rules):
        pk, said = before.get(row[:2], (None, None))
        if row[2:] != said:
            rows.append(row)
            gone += [pk] if pk else []
    Judged.objects.filter(pk__in=gone).update(last=False)
    _insert(rows, day)
    return len(rows)


def _judged(known: Mapping[int, Subject], rules: Mapping[str, RuleSet]) -> Iterator[Said]:
    for pk, one in known.items():
        answers = firm(book(), one)
        for name, rule in rules.items():
            found = weigh(rule, answers)
            least, most = found.score or (None, None)
            unmet, undecided = found.results.count(False), found.results.count(None)
            lacking = rule.lacking(found.results) if unmet or undecided else []
            verdict = str(found.verdict)
            yield pk, name, rule.edition, verdict, _decimal(least), _decimal(most), unmet, undecided, lacking


def _decimal(number: Number | None) -> Decimal | None:
    if isinstance(number, int):
        return Decimal(number)
    if number is None or isinstance(number, float):
        return None
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001"))


def _insert(rows: list[Said], day: date) -> None:
    """Written as rows and not as objects, which would cost more than judging did; many are written in one sweep."""
    connection = connections[router.db_for_write(Judged)]
    fields = {field.attname: field for field in Judged._meta.concrete_fields}
    same = {"day": day, "at": parktime.now(), "last": True}
    ends = tuple(fields[name].get_db_prep_save(value, connection) for name, value in same.items())
    names = ", ".join(f'"{name}"' for name in ("enterprise_id", *COLUMNS[1:], *same))
    written = ((*said, json.dumps(lacking), *ends) for *said, lacking in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {Judged._meta.db_table} ({names}) FROM STDIN") as copy:
                for row in written:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * (names.count(",") + 1))
        cursor.executemany(f"INSERT INTO {Judged._meta.db_table} ({names}) VALUES ({marks})",  # noqa: S608  # names of columns
                           [[str(v) if isinstance(v, Decimal) else v for v in row] for row in written])  # fmt: skip
