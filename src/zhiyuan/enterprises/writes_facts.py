"""Facts into the database, many at a time, a few statements for each five hundred. The caller holds the transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from zhiyuan.enterprises.fact import Key, Known
from zhiyuan.enterprises.models import Enterprise, Fact
from zhiyuan.enterprises.queries_facts import known
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotReady, Refused
from zhiyuan.park import queries as park

PART = 500


def record(site: Any, said: Sequence[tuple[Enterprise, Known]]) -> list[Fact]:
    """Keep what is said, each superseding what was said of the same before; what is said again is not kept twice.

    Raises
    ------
    Malformed
        When one thing is said twice, or of a day to come.
    Refused
        When something is known as of a later day already, or there is nothing to withdraw.
    NotReady
        When somebody else is recording the same at this moment.
    """
    _refuse_twice(site, said)
    last = _last(site, said)
    now, rows = parktime.now(), []
    for subject, new in said:
        before = last.get((subject.pk, new.key))
        rows.append(before if before and known(before) == new else _row(site, subject, new, before, now))
    try:
        with transaction.atomic():
            Fact.objects.bulk_create([row for row in rows if row.pk is None], batch_size=PART)
    except IntegrityError as failure:
        raise NotReady("somebody else is recording the same facts; look at them and try again") from failure
    return rows


def _refuse_twice(site: Any, said: Sequence[tuple[Enterprise, Known]]) -> None:
    seen, today = set(), park.today(site)
    for subject, new in said:
        named = (subject.pk, new.key)
        if named in seen:
            raise Malformed("{metric} {period} is said twice of {subject}",
                            metric=new.metric, period=new.period, subject=subject)  # fmt: skip
        seen.add(named)
        if new.as_of > today:
            raise Malformed("{day} is a day to come; say as of which day it was known", day=new.as_of)


def _last(site: Any, said: Sequence[tuple[Enterprise, Known]]) -> dict[tuple[int, Key], Fact]:
    firms = [subject.pk for subject, _ in said]
    rows = Fact.objects.filter(site=site, successor=None, metric__in={new.metric for _, new in said})
    found: list[Fact] = []
    for start in range(0, len(firms), PART):
        found += rows.filter(enterprise__in=firms[start : start + PART])
    return {(row.enterprise_id, (row.metric, row.period, row.basis)): row for row in found}


def _row(site: Any, subject: Enterprise, new: Known, before: Fact | None, now: Any) -> Fact:
    if new.withdrawn and (before is None or known(before).withdrawn):
        raise Refused("nothing is known of {metric} {period} that could be withdrawn",
                      metric=new.metric, period=new.period)  # fmt: skip
    if before and before.as_of > new.as_of:
        raise Refused("{metric} {period} is known as of {day} already; what was known on an earlier day stays",
                      metric=new.metric, period=new.period, day=before.as_of)  # fmt: skip
    fields = {name: getattr(new, name) for name in Known.__dataclass_fields__}
    return Fact(site=site, enterprise=subject, recorded=now, supersedes=before, **fields)
