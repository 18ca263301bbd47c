"""A space or a meter is in one tenancy at a time: the database itself refuses, past all our code."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

import databases
from enterprises.tenants import meters
from small_park import small_park
from zhiyuan.enterprises import guards
from zhiyuan.enterprises.models import Enterprise, Tenancy, TenancyMeter, TenancySpace
from zhiyuan.park.models import Meter, Space

JANUARY, MARCH, JULY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 7, 1)


@contextmanager
def refused(database: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=guards.SAYS), transaction.atomic(using=database):
        yield


def tenancy(enterprise: Any, start: date, end: date | None) -> Any:
    return Tenancy.objects.create(enterprise=enterprise, start=start, end=end, area_m2=Decimal(100))


@pytest.fixture
def two(database: str) -> tuple[Any, Any]:
    """Two tenancies, the first from March to July with a meter and a space, the second from July on."""
    park = small_park()
    meters(park, "m1")
    enterprises = [Enterprise.objects.create(site=park.site, key=k, name=k) for k in ("a", "b")]
    first, second = tenancy(enterprises[0], MARCH, JULY), tenancy(enterprises[1], JULY, None)
    TenancyMeter.objects.create(tenancy=first, meter=Meter.objects.get(key="m1"))
    TenancySpace.objects.create(tenancy=first, space=Space.objects.get(key="o101"))
    return first, second


def test_tenancies_that_follow_each_other_may_share(two: Any, database: str) -> None:
    TenancyMeter.objects.create(tenancy=two[1], meter=Meter.objects.get(key="m1"))
    TenancySpace.objects.create(tenancy=two[1], space=Space.objects.get(key="o101"))


def test_a_meter_cannot_come_to_a_second_tenancy_of_the_same_days(two: Any, database: str) -> None:
    Tenancy.objects.filter(pk=two[1].pk).update(start=date(2026, 6, 30))
    with refused(database):
        TenancyMeter.objects.create(tenancy=two[1], meter=Meter.objects.get(key="m1"))
    with refused(database):
        TenancySpace.objects.create(tenancy=two[1], space=Space.objects.get(key="o101"))


@pytest.mark.parametrize("through", [TenancyMeter, TenancySpace])
def test_the_days_of_a_tenancy_cannot_move_over_anothers(two: Any, database: str, through: Any) -> None:
    thing = (
        {"meter": Meter.objects.get(key="m1")} if through is TenancyMeter else {"space": Space.objects.get(key="o101")}
    )
    through.objects.create(tenancy=two[1], **thing)
    with refused(database):
        Tenancy.objects.filter(pk=two[1].pk).update(start=JANUARY)
    with refused(database):
        Tenancy.objects.filter(pk=two[0].pk).update(end=None)


def test_a_tenancy_does_not_end_before_it_starts(two: Any, database: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using=database):
        Tenancy.objects.filter(pk=two[0].pk).update(end=MARCH)


@pytest.mark.postgres
@pytest.mark.slow
def test_two_who_let_a_meter_at_the_same_moment_cannot_both(postgres_alias: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), databases.only(postgres_alias):
        try:
            park = small_park("race")
            meters(park, "m1")
            rows = []
            for key in ("a", "b"):
                owner = Enterprise.objects.create(site=park.site, key=key, name=key)
                rows.append(tenancy(owner, MARCH, None))
            meter, outcomes, together = Meter.objects.get(key="m1", site=park.site), [], threading.Barrier(2)

            def take(row: Any) -> None:
                try:
                    with transaction.atomic(using=postgres_alias):
                        together.wait()
                        TenancyMeter.objects.create(tenancy=row, meter=meter)
                    outcomes.append("taken")
                except IntegrityError:
                    outcomes.append("refused")
                finally:
                    connections[postgres_alias].close()

            threads = [threading.Thread(target=take, args=(row,)) for row in rows]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(outcomes) == ["refused", "taken"]
        finally:
            call_command("flush", database=postgres_alias, interactive=False, verbosity=0)
