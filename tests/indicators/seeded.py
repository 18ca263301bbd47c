"""A small park that knows what the account of the High-tech Zone said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from small_park import person, small_park
from zhiyuan.indicators import services
from zhiyuan.kernel import parktime

ACCOUNT = Path(__file__).parents[2] / "examples" / "high-tech-zone" / "facts.yaml"
NOW = datetime(2026, 9, 28, 2, tzinfo=UTC)


@dataclass
class Zone:
    """The rows by the names the tests use."""

    site: Any
    officer: Any
    leader: Any


def zone() -> Zone:
    """A park with an officer and a leader, and no figure."""
    parktime.use(lambda: NOW)
    return Zone(small_park().site, person("officer", "officer"), person("leader", "leader"))


def seeded() -> Zone:
    """A park whose officer took the account over."""
    z = zone()
    services.import_facts(z.officer, z.site, text=ACCOUNT.read_text("utf-8"), format="yaml")
    return z
