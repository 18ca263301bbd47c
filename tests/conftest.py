"""The real servers that tests of several folders stand on: databases and a broker.

``database`` is SQLite, and PostgreSQL where that is asked for: here and nowhere else, for a session's
fixture that two folders define is two servers under one name.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import databases
from ports import free_port
from zhiyuan.kernel import parktime
from zhiyuan.telemetry.broker import Broker, core_user, gateway_user


@pytest.fixture(autouse=True, scope="session")
def _files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests hand in is kept in a folder of the run."""
    from django.conf import settings

    settings.FILES, settings.PICTURES = (tmp_path_factory.getbasetemp() / name for name in ("files", "pictures"))


@pytest.fixture(scope="session")
def postgres_alias(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """A migrated PostgreSQL database, one for the whole run."""
    with django_db_blocker.unblock(), databases.postgres(tmp_path_factory.mktemp("postgres")) as alias:
        yield alias


@pytest.fixture(
    params=[
        pytest.param("default", marks=pytest.mark.django_db),
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ]
)
def database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """All queries of the test go to this database and are rolled back at its end."""
    alias = request.param
    request.getfixturevalue("db" if alias == "default" else "postgres_alias")
    with django_db_blocker.unblock(), databases.only(alias), transaction.atomic(using=alias):
        yield alias
        transaction.set_rollback(True, using=alias)


@pytest.fixture
def park_time() -> Iterator[Callable[[datetime], None]]:
    """Sets the park's clock to one moment; real time again when the test is over."""
    yield lambda moment: parktime.use(lambda: moment)
    parktime.use(lambda: datetime.now(UTC))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A started broker with the users core and park.gw1 … park.gw4 (passwords: secret)."""
    server = Broker(tmp_path / "broker", f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    gateways = [gateway_user("park", f"gw{i}", "secret") for i in range(1, 5)]
    server.write_config([core_user("secret"), *gateways])
    with (tmp_path / "broker.log").open("wb") as log:
        server.start(log)
        yield server
        server.stop()
