"""The invented authorities of a demo: one server plays all of them.

It runs in the process that plays the devices. Every start gives it a new port and a new secret, which this
installation keeps like those of real ones; an authority that somebody set up by hand stays. A file
``authorities.yaml`` in the demo's directory scripts what it says and how it misbehaves.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import yaml

from zhiyuan.app import authorities
from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import Malformed
from zhiyuan.simpark.authority import MANNERS, DemoAuthority, Script, Turn

KEY_ID = "demo"
FILE = "authorities.yaml"


@contextmanager
def playing(home: Home) -> Iterator[DemoAuthority]:
    """The authorities answer while this lasts."""
    file, key = home.path / FILE, secrets.token_urlsafe(32)
    script = read(file.read_text("utf-8")) if file.exists() else Script()
    with DemoAuthority(KEY_ID, key.encode(), script) as server:
        by_hand = {source for source, kept in authorities.known(home).items() if kept.key_id != KEY_ID}
        for source in authorities.sources(home):
            if source not in by_hand:
                authorities.keep(home, source, server.url, KEY_ID, key)
        yield server


def read(text: str) -> Script:
    """A script: a list of ``{subject, item, turns: [{answer, manner, open_items, lag_hours, wait_s}]}``."""
    try:
        said = yaml.safe_load(text) or []
        return Script({(one["subject"], one["item"]): [_turn(turn) for turn in one["turns"]] for one in said})
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as why:
        raise Malformed("{file} is a list of subject, item and turns: {why}", file=FILE, why=repr(why)) from why


def _turn(said: dict[str, Any]) -> Turn:
    manner = said.get("manner", "plain")
    if manner not in MANNERS:
        raise Malformed("{manner} is no manner; there are {manners}", manner=manner, manners=", ".join(MANNERS))
    return Turn(
        str(said["answer"]), manner, tuple(said.get("open_items", ())), timedelta(hours=said.get("lag_hours", 0)),
        float(said.get("wait_s", 0)),
    )  # fmt: skip
