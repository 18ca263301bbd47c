"""Who may connect to the broker: our own processes, and every gateway of the park with its own password.

A gateway's password is made when the gateway first appears and kept in a file of its own; when the
park changes, the broker's list is rewritten and the broker told, and a gateway that is gone is cut off.
"""

import json
import os
import signal
from collections.abc import Iterable

from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import NotFound
from zhiyuan.telemetry.broker import Broker, Limits, User, core_user, gateway_user, new_token

FOLDER = "gateways"


def broker(home: Home) -> Broker:
    """The installation's broker, its configuration written for the gateways known now."""
    config = home.config()
    made = Broker(home.broker, nats=config["nats"], mqtt=config["mqtt"])
    made.write_config(users(home), Limits())
    return made


def users(home: Home) -> list[User]:
    """Ourselves first, then every gateway that has a password."""
    kept = sorted((home.secrets / FOLDER).glob("*.json"))
    known = [json.loads(file.read_text()) for file in kept]
    gateways = [gateway_user(k["site"], k["gateway"], k["password"]) for k in known]
    return [core_user(home.secret("broker")), *gateways]


def password(home: Home, gateway: str, site: str = "") -> tuple[str, str]:
    """User name and password of a gateway, to be entered in it."""
    pattern = f"{site or '*'}.{gateway}.json"
    found = sorted((home.secrets / FOLDER).glob(pattern))
    if not found:
        raise NotFound("no gateway {gateway} has a password here; 'zhiyuan import park' enters it", gateway=gateway)
    kept = json.loads(found[0].read_text())
    return f"{kept['site']}.{kept['gateway']}", str(kept["password"])


def known(home: Home) -> set[str]:
    """The gateways that have a password, as ``site.gateway``."""
    return {file.stem for file in (home.secrets / FOLDER).glob("*.json")}


def sync(home: Home, gateways: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Give new gateways a password, take it from those that are gone; how many of each.

    ``gateways`` are all (site, gateway) keys of the park. The running broker takes the list up at once.
    """
    wanted = {f"{site}.{gateway}": (site, gateway) for site, gateway in gateways}
    there = known(home)
    for name in wanted.keys() - there:
        site, gateway = wanted[name]
        home.keep_secret(f"{FOLDER}/{name}", {"site": site, "gateway": gateway, "password": new_token()})
    for name in there - wanted.keys():
        (home.secrets / FOLDER / f"{name}.json").unlink()
    if there != wanted.keys():
        broker(home)
        tell_broker(home)
    return len(wanted.keys() - there), len(there - wanted.keys())


def replace(home: Home, gateway: str, site: str = "") -> tuple[str, str]:
    """Give a gateway another password; the old one ends at once."""
    name, _ = password(home, gateway, site)
    kept = home.secret(f"{FOLDER}/{name}")
    home.keep_secret(f"{FOLDER}/{name}", kept | {"password": new_token()})
    broker(home)
    tell_broker(home)
    return password(home, gateway, site)


def tell_broker(home: Home) -> None:
    """Let the running broker read its list of users again."""
    try:
        state = json.loads((home.run / "tree.json").read_text())
        os.kill(state["processes"]["broker"]["pid"], signal.SIGHUP)
    except (OSError, KeyError, TypeError, ValueError):
        return  # it does not run; it reads the list when it starts


def from_park() -> list[tuple[str, str]]:
    """All gateways of all parks in the database, as (site, gateway) keys."""
    from django.apps import apps

    rows = apps.get_model("park", "Gateway").objects.order_by("site__key", "key")
    return [(site, gateway) for site, gateway in rows.values_list("site__key", "key")]
