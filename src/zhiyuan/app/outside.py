"""Calling systems outside: never inside a transaction, and not while one of them is left alone.

What the breakers remember stands in ``run/<name>.json``, since those who call are short processes.
"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connections

from zhiyuan.adapters.http.breaker import Breaker
from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import Refused


def refuse_in_transaction() -> None:
    """A system that takes its time must not hold a row."""
    if any(c.in_atomic_block for c in connections.all(initialized_only=True)):
        raise Refused("a system outside is never called inside a transaction")


def breakers(home: Home, name: str) -> dict[str, Breaker]:
    """How each system answered lately."""
    file = home.run / f"{name}.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    return {source: _breaker(said) for source, said in kept.items()}


def _breaker(said: dict[str, Any]) -> Breaker:
    since = said["open_since"]
    return Breaker(said["unheard"], datetime.fromisoformat(since) if since else None)


def keep_breakers(home: Home, name: str, kept: dict[str, Breaker]) -> None:
    """Remember it for the next process."""
    home.run.mkdir(exist_ok=True)
    said = {source: asdict(breaker) for source, breaker in kept.items()}
    (home.run / f"{name}.json").write_text(json.dumps(said, default=datetime.isoformat))
