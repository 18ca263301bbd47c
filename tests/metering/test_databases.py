"""What people state about meters is kept alike by both databases."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from metering.metered_park import MIDNIGHT, metered_park, span
from small_park import person
from zhiyuan.metering import queries, services
from zhiyuan.metering.models import LossLimit, ManualReading, VirtualDefinition


@pytest.fixture
def stated(database: str, settings: Any, tmp_path: Path) -> Any:
    """A park with a virtual meter, a limit and an entered reading, in the database of the test."""
    settings.HOME = tmp_path
    park, clerk = metered_park(), person("clerk", "bookkeeper")
    services.set_virtual_meter(
        clerk, park.site, key="rest", kind="difference", start=date(2026, 1, 1), meters=["main", "floor1"]
    )
    services.set_loss_limit(clerk, park.site.meter_set.get(key="main"), share=0.05)
    services.enter_readings(
        clerk, park.site, readings=[{"meter": "silent", "at": MIDNIGHT.isoformat(), "value": "12.345"}]
    )
    return park


def test_what_was_stated_reads_back(stated: Any) -> None:
    assert ManualReading.objects.get(sent_at=None).value == Decimal("12.345")
    assert ManualReading.objects.get().at == MIDNIGHT
    assert queries.quarter_hours(stated.site, ["rest"], span(1))["rest"].missing == 4
    assert queries.nodes(stated.site, span(1))[0].limit == 0.05


def test_the_database_refuses_what_cannot_be(stated: Any, database: str) -> None:
    reading, defined = ManualReading.objects.get(), VirtualDefinition.objects.get()
    impossible: list[Any] = [
        lambda: ManualReading.objects.bulk_create([_again(reading)]),
        lambda: LossLimit.objects.update(share=1.5),
        lambda: VirtualDefinition.objects.filter(pk=defined.pk).update(kind="guess"),
    ]
    for act in impossible:
        with pytest.raises(IntegrityError), transaction.atomic(using=database):
            act()


def _again(row: Any) -> Any:
    row.pk = None
    row._state.adding = True
    return row
