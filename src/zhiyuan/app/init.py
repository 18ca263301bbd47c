"""Make an installation: a directory with settings, secrets, a migrated database and a first administrator."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhiyuan.app import upgrade
from zhiyuan.app.home import DEFAULTS, Home, enter
from zhiyuan.kernel.errors import Refused

CONFIG = """\
# The settings of this installation. Change, then start again.
http: "{http}"      # where the pages are served
mqtt: "{mqtt}"     # where gateways connect; 0.0.0.0:1883 lets them come from other machines
nats: "{nats}"     # between our own processes; keep it on this machine
database: "{database}"          # empty: SQLite in this directory; else postgresql://user:password@host:port/name
hosts: ""             # further names the pages are reached by, separated by commas
origins: ""           # https://park.example where a proxy ends TLS, separated by commas
tls: false            # true where all pages come over HTTPS: secure cookies
backup_hour: null     # hour of the site's day for a nightly backup, for example 2
backup_keep: 7        # how many nightly backups stay
demo: {demo}
"""


@dataclass(frozen=True)
class Made:
    """What a new installation tells the one who made it."""

    path: Path
    address: str
    administrator: str
    password: str


def make(
    directory: Path,
    *,
    administrator: str = "admin",
    password: str = "",
    http: str = DEFAULTS["http"],
    mqtt: str = DEFAULTS["mqtt"],
    nats: str = DEFAULTS["nats"],
    database: str = "",
    demo: bool = False,
) -> Made:
    """Make a new installation; refuses a directory that has anything in it."""
    home = Home(directory.expanduser().resolve())
    refuse_unless_empty(home.path)
    home.path.mkdir(parents=True, exist_ok=True, mode=0o750)
    values = {"http": http, "mqtt": mqtt, "nats": nats, "database": database, "demo": str(demo).lower()}
    with os.fdopen(os.open(home.config_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(CONFIG.format(**values))
    for setting in ("http", "mqtt", "nats"):
        home.address(setting)
    make_secrets(home)
    enter(home.path)
    upgrade.migrate()
    chosen = password or secrets.token_urlsafe(12)
    add_person(administrator, chosen, "administrator", "系统管理员")
    upgrade.stamp(home)
    return Made(home.path, http, administrator, chosen)


def refuse_unless_empty(path: Path) -> None:
    """Never write into a directory that somebody uses for something else."""
    if path.exists() and any(path.iterdir()):
        raise Refused("{path} is not empty; name a directory that does not exist yet", path=path)


def make_secrets(home: Home) -> None:
    """Keys of the pages and of our own processes; each installation has its own."""
    home.keep_secret("broker", secrets.token_urlsafe(32))
    with os.fdopen(os.open(home.secrets / "django", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))


def add_person(username: str, password: str, role: str, name: str, scope: tuple[str, str] = ("*", "")) -> Any:
    """Enter a person with one role, with a line in the trail; an administrator can do the rest on the pages."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from zhiyuan.identity import trail

    with transaction.atomic():
        person = get_user_model().objects.create_user(username, password=password, display_name=name)
        person.grants.create(role=role, scope_type=scope[0], scope_id=scope[1])
        params = {"role": role, "scope": list(scope)}
        trail.add(person=None, verb="app.init", target=person, params=params, before={}, after={"username": username})
    return person
