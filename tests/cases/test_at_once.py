"""Two officers click at once: one event, and the other hears that it is done already."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction

import databases
from cases.opened import hall, request
from zhiyuan.cases import services
from zhiyuan.cases.models import Case, Event
from zhiyuan.kernel.errors import Refused


@pytest.fixture
def sqlite_alias(tmp_path: Path, django_db_blocker: Any) -> Any:
    """A SQLite file of its own, as an installation has it: what lies in memory knows no second writer."""
    alias = "file"
    connections.databases[alias] = connections["default"].settings_dict | {
        "NAME": str(tmp_path / "park.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"},
    }
    with django_db_blocker.unblock():
        call_command("migrate", database=alias, verbosity=0)
        yield alias
        connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


@pytest.mark.slow
@pytest.mark.parametrize(
    "alias_of", [pytest.param("sqlite_alias"), pytest.param("postgres_alias", marks=pytest.mark.postgres)]
)
def test_two_who_do_the_same_step_at_once_make_one_event(
    alias_of: str, request: pytest.FixtureRequest, django_db_blocker: Any
) -> None:
    alias = request.getfixturevalue(alias_of)
    with django_db_blocker.unblock(), databases.only(alias):
        try:
            h, cases = _cases(alias)
            for case in cases:
                outcomes = _both(alias, h, case.pk)
                assert sorted(outcomes) == ["done", "refused"]
                assert Event.objects.filter(case=case, act="pass").count() == 1
        finally:
            if connections[alias].vendor == "postgresql":  # the SQLite file is thrown away, and refuses to be emptied
                call_command("flush", database=alias, interactive=False, verbosity=0)


def _cases(alias: str) -> tuple[Any, list[Any]]:
    with transaction.atomic(using=alias):
        h = hall()
        return h, [request(h) for _ in range(8)]


def _both(alias: str, h: Any, pk: int) -> list[str]:
    together, outcomes = threading.Barrier(2), list[str]()

    def click() -> None:
        connections["default"] = connections[alias]  # of this thread: the verb's own transaction is the one that counts
        case = Case.objects.get(pk=pk)
        together.wait()
        try:
            services.work_case(h.desk, case, act="pass", step="reply")
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connections[alias].close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
