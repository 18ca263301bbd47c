"""Where an installation keeps things: one directory, and what each path in it is."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zhiyuan.kernel.errors import NotFound

DEFAULTS: dict[str, Any] = {
    "http": "127.0.0.1:8400",
    "mqtt": "127.0.0.1:18830",
    "nats": "127.0.0.1:14222",
    "site": "",
    "database": "",
    "demo": False,
}


@dataclass(frozen=True)
class Home:
    """The directory of one installation."""

    path: Path

    @property
    def config_file(self) -> Path:
        """Ports, site, database: what an administrator may edit."""
        return self.path / "zhiyuan.yaml"

    @property
    def historian(self) -> Path:
        """The Delta tables of readings and energy."""
        return self.path / "historian"

    @property
    def quarantine(self) -> Path:
        """What could not be admitted, with the reason (SQLite)."""
        return self.path / "quarantine.sqlite3"

    @property
    def broker(self) -> Path:
        """The broker's generated configuration and its durable stream."""
        return self.path / "broker"

    @property
    def secrets(self) -> Path:
        """Keys and passwords, readable by the owner only."""
        return self.path / "secrets"

    @property
    def clock_file(self) -> Path:
        """The demo's accelerated clock; absent in a real park."""
        return self.path / "clock.json"

    @property
    def log(self) -> Path:
        """What the processes said."""
        return self.path / "log"

    def config(self) -> dict[str, Any]:
        """The installation's settings over the defaults."""
        if not self.config_file.exists():
            raise NotFound("{path} is not an installation; 'zhiyuan init {path}' makes one", path=self.path)
        return DEFAULTS | (yaml.safe_load(self.config_file.read_text("utf-8")) or {})

    def secret(self, name: str) -> Any:
        """One kept secret, as JSON."""
        return json.loads((self.secrets / f"{name}.json").read_text())

    def keep_secret(self, name: str, value: Any) -> None:
        """Keep a secret so that only the owner reads it."""
        self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self.secrets / f"{name}.json"
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(value, file)


def current() -> Home:
    """The installation this process serves: ``ZHIYUAN_HOME``, else the working directory."""
    return Home(Path(os.environ.get("ZHIYUAN_HOME", ".")).resolve())
