"""Where an installation keeps things: one directory, and what each path in it is."""

import json
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from zhiyuan.kernel.errors import Malformed, NotFound

DEFAULTS: dict[str, Any] = {
    "http": "127.0.0.1:8400",
    "mqtt": "127.0.0.1:18830",
    "nats": "127.0.0.1:14222",
    "site": "",
    "database": "",
    "hosts": "",
    "origins": "",
    "tls": False,
    "backup_hour": None,
    "backup_keep": 7,
    "demo": False,
    "speed": 1.0,
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
    def files(self) -> Path:
        """What people handed in, under the hash of its content."""
        return self.path / "files"

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

    @cached_property
    def clock_file(self) -> Path:
        """The demo's accelerated clock; absent in a real park."""
        return self.path / "clock.json"

    @property
    def log(self) -> Path:
        """What the processes said."""
        return self.path / "log"

    @property
    def run(self) -> Path:
        """The lock of the running tree and the state of its processes."""
        return self.path / "run"

    @property
    def backups(self) -> Path:
        """Nightly backups and those made before an upgrade."""
        return self.path / "backup"

    @property
    def version_file(self) -> Path:
        """Which version of the program last prepared this directory."""
        return self.path / "version.json"

    @property
    def database(self) -> Path:
        """The business data where no PostgreSQL server is named."""
        return self.path / "park.sqlite3"

    def exists(self) -> bool:
        """Whether somebody made an installation here."""
        return self.config_file.exists()

    def address(self, setting: str) -> tuple[str, int]:
        """Host and port of ``http``, ``mqtt`` or ``nats``."""
        value = str(self.config()[setting])
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise Malformed(
                "'{setting}: {value}' in {file} is not host:port; write for example '{setting}: {example}'",
                setting=setting,
                value=value,
                file=self.config_file,
                example=DEFAULTS[setting],
            )
        return host, int(port)

    def environment(self) -> dict[str, str]:
        """What every process of this installation finds in its environment; ``app.settings`` reads it."""
        config = self.config() if self.exists() else DEFAULTS
        wanted = {
            "ZHIYUAN_HOME": str(self.path),
            "ZHIYUAN_DATABASE": config["database"],
            "ZHIYUAN_HOSTS": ",".join(h for h in ("127.0.0.1,localhost,[::1],testserver", config["hosts"]) if h),
            "ZHIYUAN_ORIGINS": config["origins"],
            "ZHIYUAN_TLS": "1" if config["tls"] else "",
        }
        return {name: value for name, value in wanted.items() if value}

    def config(self) -> dict[str, Any]:
        """The installation's settings over the defaults."""
        if not self.config_file.exists():
            raise NotFound("{path} is not an installation; 'zhiyuan init {path}' makes one", path=self.path)
        return DEFAULTS | (yaml.safe_load(self.config_file.read_text("utf-8")) or {})

    def set(self, setting: str, value: str) -> None:
        """Change one setting in the file and leave the rest, comments included, as it is."""
        lines = self.config_file.read_text("utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(f"{setting}:")]
        self.config_file.write_text("\n".join([*kept, f"{setting}: {json.dumps(value)}"]) + "\n", "utf-8")

    def secret(self, name: str) -> Any:
        """One kept secret, as JSON."""
        return json.loads((self.secrets / f"{name}.json").read_text())

    def keep_secret(self, name: str, value: Any) -> None:
        """Keep a secret so that only the owner reads it."""
        self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self.secrets / f"{name}.json"
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(value, file)


def enter(directory: str | Path) -> Home:
    """Make a directory the one this process serves, before Django reads its settings."""
    home = Home(Path(directory).expanduser().resolve())
    os.environ.update({"ZHIYUAN_HOME": str(home.path)})
    for name, value in home.environment().items():
        os.environ.setdefault(name, value)
    return home


def current() -> Home:
    """The installation this process serves: ``ZHIYUAN_HOME``, else the working directory."""
    said = os.environ.get("ZHIYUAN_HOME", ".")
    return _resolved(said) if os.path.isabs(said) else Home(Path(said).resolve())


@lru_cache(maxsize=8)
def _resolved(path: str) -> Home:
    """Asked with every look at the clock; the links of a path are followed once."""
    return Home(Path(path).resolve())
