"""From a file to the database and back: equal, all or nothing, and what is known keeps its number."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from park.parks import small, small_document
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park import queries, writes, yamlfile
from zhiyuan.park.models import Circuit, Luminaire, Point, Site

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def save(*changes: tuple[str, str]) -> Any:
    with transaction.atomic():
        return writes.save_park(small_document(*changes))


@pytest.mark.parametrize("name", ["science-city", "worst-case"])
def test_an_example_comes_back_byte_for_byte(database: str, name: str) -> None:
    text = (EXAMPLES / name / "park.yaml").read_text("utf-8")
    site = writes.save_park(yamlfile.read(text))
    assert yamlfile.write(queries.park_document(site)) == text


def test_the_small_park_comes_back_and_comes_back_again(database: str) -> None:
    park = small_document(("hold_min: 4", "illuminance_lx: 75, background_lx: 12.5, hold_min: 4"))
    exported = queries.park_document(writes.save_park(park))
    assert exported == park
    assert queries.park_document(writes.save_park(exported)) == park


def test_a_second_import_keeps_every_number(database: str) -> None:
    site = save()
    before = set(Point.objects.values_list("key", "pk")) | set(Luminaire.objects.values_list("key", "pk"))
    assert save(("rated_w: 20", "rated_w: 25")) == site
    assert set(Point.objects.values_list("key", "pk")) | set(Luminaire.objects.values_list("key", "pk")) == before
    assert queries.park_document(site).types["panel"].rated_w == 25


def test_what_the_file_no_longer_has_is_gone_and_its_point_sleeps(database: str) -> None:
    site = save()
    sensor = "  - {key: p1, kind: presence, gateway: g1, space: o1}\n"
    save((sensor, ""))
    assert queries.park_document(site) == small_document((sensor, ""))
    assert not Point.objects.get(key="sensor/p1/presence").active
    number = Point.objects.get(key="sensor/p1/presence").pk
    save()
    assert queries.point_ids(site)["sensor/p1/presence"] == number


def test_two_luminaires_may_swap_their_addresses(database: str) -> None:
    save()
    swapped = (("address: 1", "address: 9"), ("address: 2", "address: 1"), ("address: 9", "address: 2"))
    site = save(*swapped)
    assert queries.park_document(site) == small_document(*swapped)


def test_a_contactor_may_move_to_the_other_circuit(database: str) -> None:
    """In the new file all is well, so every step on the way must be too."""
    save()
    moved = (
        ("kind: office, building: b1, contactor: true, gateway: g1", "kind: office, building: b1"),
        ("kind: public, building: b1", "kind: public, building: b1, contactor: true, gateway: g1"),
        ("floor: f1, circuit: c2", "floor: f1, circuit: c1"),
        ("type: panel, circuit: c2, x: 15", "type: panel, circuit: c1, x: 15"),
    )
    site = save(*moved)
    assert queries.park_document(site) == small_document(*moved)
    assert set(Circuit.objects.filter(contactor=True).values_list("key", flat=True)) == {"c2"}


def test_half_an_import_is_no_import(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site = save()
    monkeypatch.setattr(writes, "save_points", lambda *_: 1 / 0)  # the last step fails
    with pytest.raises(ZeroDivisionError), transaction.atomic(using=database):
        writes.save_park(small_document(("name: 小园区", "name: 大园区"), ("key: L2", "key: L9")))
    assert queries.park_document(Site.objects.get(pk=site.pk)) == small_document()


def test_two_parks_live_side_by_side(database: str) -> None:
    one, other = save(), save(("key: small", "key: other"))
    assert queries.park_document(one) == small_document()
    assert queries.park_document(other) == small_document(("key: small", "key: other"))
    with pytest.raises(NotFound, match="name one of"):
        queries.site()


def test_points_come_as_values_with_their_settings(database: str) -> None:
    points = {p.key: p for p in queries.telemetry_points(save())}
    energy = points["meter/m1/energy"]
    assert (energy.kind, energy.unit, energy.decimals, energy.source) == ("register", "kWh", 2, "m1-g")
    assert (energy.multiplier, energy.rollover, energy.max_rate) == (40.0, 10000.0, 100.0)
    assert points["lum/L1/level"].maximum == 100
    assert "lum/E1/level" not in points, "an emergency luminaire has no address, so nothing of it is read"
    assert points["circuit/c1/closed"].source == "g1"
    assert "circuit/c2/closed" not in points


def test_small_is_what_it_says() -> None:
    assert "小园区" in small()
