"""A circuit that feeds what must stay on can never have a contactor: the database itself refuses.

Every test goes past all our code, straight at the tables, on SQLite and on PostgreSQL.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

import databases
from park.parks import small_document
from zhiyuan.park import guards, writes
from zhiyuan.park.models import Circuit, Gateway, Luminaire, Sensor


@pytest.fixture
def site(database: str) -> Any:
    """The small park: circuit c1 has a contactor, c2 feeds an emergency luminaire and a gateway."""
    return writes.save_park(small_document())


@contextmanager
def refused(database: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=guards.SAYS), transaction.atomic(using=database):
        yield


def circuit(key: str) -> Any:
    return Circuit.objects.get(key=key)


def test_a_circuit_with_an_emergency_luminaire_gets_no_contactor(site: Any, database: str) -> None:
    Gateway.objects.update(circuit=None)
    with refused(database):
        Circuit.objects.filter(key="c2").update(contactor=True)


def test_a_circuit_with_an_explosion_proof_luminaire_gets_no_contactor(site: Any, database: str) -> None:
    Gateway.objects.update(circuit=None)
    Luminaire.objects.filter(key="E1").update(duty="explosion_proof")
    with refused(database):
        Circuit.objects.filter(key="c2").update(contactor=True)


def test_a_circuit_with_a_gateway_gets_no_contactor(site: Any, database: str) -> None:
    Luminaire.objects.filter(key="E1").delete()
    with refused(database):
        Circuit.objects.filter(key="c2").update(contactor=True)


def test_a_circuit_with_a_sensor_gets_no_contactor(site: Any, database: str) -> None:
    Luminaire.objects.filter(key="E1").delete()
    Gateway.objects.update(circuit=None)
    Sensor.objects.filter(key="p1").update(circuit=circuit("c2"))
    with refused(database):
        Circuit.objects.filter(key="c2").update(contactor=True)


@pytest.mark.parametrize(
    "move",
    [
        lambda: Luminaire.objects.filter(key="E1").update(circuit=circuit("c1")),
        lambda: Luminaire.objects.filter(key="E1").update(circuit=circuit("c1"), duty="explosion_proof"),
        lambda: Sensor.objects.filter(key="p1").update(circuit=circuit("c1")),
        lambda: Gateway.objects.filter(key="g1").update(circuit=circuit("c1")),
    ],
    ids=["emergency luminaire", "explosion-proof luminaire", "sensor", "gateway"],
)
def test_what_must_stay_on_is_not_moved_to_a_switched_circuit(
    site: Any, database: str, move: Callable[[], object]
) -> None:
    with refused(database):
        move()


@pytest.mark.parametrize("duty", ["emergency", "explosion_proof"])
def test_a_luminaire_on_a_switched_circuit_does_not_change_its_duty(site: Any, database: str, duty: str) -> None:
    with refused(database):
        Luminaire.objects.filter(key="L1").update(duty=duty, group=None, gateway=None, address=None)


@pytest.mark.parametrize("duty", ["emergency", "explosion_proof"])
def test_what_must_stay_on_is_not_added_to_a_switched_circuit(site: Any, database: str, duty: str) -> None:
    like = Luminaire.objects.get(key="E1")
    with refused(database):
        Luminaire.objects.create(
            site=site, key="E2", space=like.space, type=like.type, circuit=circuit("c1"), x=1, y=1, duty=duty
        )


def test_a_sensor_or_gateway_is_not_added_to_a_switched_circuit(site: Any, database: str) -> None:
    gateway = Gateway.objects.get(key="g1")
    with refused(database):
        Sensor.objects.create(site=site, key="p9", kind="presence", gateway=gateway, circuit=circuit("c1"))
    with refused(database):
        Gateway.objects.create(site=site, key="g9", floor=gateway.floor, circuit=circuit("c1"))


def test_not_even_in_one_statement_for_many(site: Any, database: str) -> None:
    with refused(database):
        Circuit.objects.update(contactor=True)


@pytest.mark.parametrize("kind", ["emergency", "explosion_proof", "controls"])
def test_a_circuit_for_what_must_stay_on_has_no_contactor_even_while_empty(site: Any, database: str, kind: str) -> None:
    with pytest.raises(IntegrityError, match="circuit_never_switched"), transaction.atomic(using=database):
        Circuit.objects.create(site=site, key="new", building=circuit("c1").building, kind=kind, contactor=True)


def test_an_uncontrollable_luminaire_has_no_address(site: Any, database: str) -> None:
    with pytest.raises(IntegrityError, match="luminaire_uncontrollable"), transaction.atomic(using=database):
        Luminaire.objects.filter(key="E1").update(gateway=Gateway.objects.get(key="g1"), address=9)


def test_what_is_harmless_is_allowed(site: Any, database: str) -> None:
    Gateway.objects.update(circuit=None)
    Luminaire.objects.filter(key="E1").delete()
    assert Circuit.objects.filter(key="c2").update(contactor=True) == 1
    assert Luminaire.objects.filter(key="L3").update(circuit=circuit("c1")) == 1
    assert Circuit.objects.filter(key="c1").update(contactor=False) == 1


def test_the_guards_survive_that_sqlite_remakes_a_table(site: Any, database: str) -> None:
    for statement in guards.lift(connections[database].vendor):
        with connections[database].cursor() as cursor:
            cursor.execute(statement)
    call_command("migrate", "park", database=database, verbosity=0)  # nothing to do but to lay them again
    with refused(database):
        Circuit.objects.update(contactor=True)


@pytest.mark.postgres
@pytest.mark.slow
def test_two_transactions_cannot_each_miss_what_the_other_does(postgres_alias: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), databases.only(postgres_alias):
        writes.save_park(small_document())
        try:
            Gateway.objects.update(circuit=None)
            Luminaire.objects.filter(key="E1").delete()
            assert _race(postgres_alias) == ["refused"]
        finally:
            with connections[postgres_alias].cursor() as cursor:
                cursor.execute("TRUNCATE park_site CASCADE")


def _race(alias: str) -> list[str]:
    """One gives c2 a contactor and waits; the other brings a sensor there meanwhile."""
    outcome: list[str] = []

    def bring() -> None:
        try:
            Sensor.objects.filter(key="p1").update(circuit=circuit("c2"))
            outcome.append("let through")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connections[alias].close()

    other = threading.Thread(target=bring)
    with transaction.atomic(using=alias):
        Circuit.objects.filter(key="c2").update(contactor=True)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it waits for the circuit's row"
    other.join(10)
    return outcome


def test_the_default_database_of_the_tests_is_sqlite(db: None) -> None:
    assert connection.vendor == "sqlite"
