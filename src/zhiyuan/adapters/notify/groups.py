"""Robots of a chat group: 企业微信群机器人 (webhook/send) and 钉钉自定义机器人 (robot/send, 加签).

Both take a text in JSON and answer ``{"errcode": 0}``. The address of a robot is its secret; 钉钉 adds a signature:
Base64 of HMAC-SHA256 over the time in ms and the secret, with the secret as key, not older than an hour.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from zhiyuan.adapters.http.bounded import refuse_unsafe
from zhiyuan.adapters.notify.call import post
from zhiyuan.adapters.notify.letter import Letter, NeverSent, NotSent

TOO_OFTEN = frozenset({45009, 45033, 130101, -1})
"""More than twenty a minute, or the other side is busy: 企业微信 45009, 45033 and -1, 钉钉 130101 and -1."""
JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a group's robot listens; ``secret`` only where it signs. Times in s."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    timeout_s: float = 5.0

    def __post_init__(self) -> None:
        refuse_unsafe(self.url)


class WeCom:
    """A group of 企业微信."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, letter: Letter) -> None:
        """Send one message; see ``letter`` for how it fails."""
        _taken(post(self.settings.url, self.settings.timeout_s, content=text(letter), headers=JSON))


class DingTalk:
    """A group of 钉钉."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.settings, self.now = settings, now

    def send(self, letter: Letter) -> None:
        """Send one message; see ``letter`` for how it fails."""
        url, secret = self.settings.url, self.settings.secret
        if secret:
            at = int(self.now().timestamp() * 1000)
            url += f"{'&' if '?' in url else '?'}timestamp={at}&sign={signature(at, secret)}"
        _taken(post(url, self.settings.timeout_s, content=text(letter), headers=JSON))


def signature(at_ms: int, secret: str) -> str:
    """What 钉钉 wants to see beside the time, ready for an address."""
    made = hmac.new(secret.encode(), f"{at_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return quote_plus(base64.b64encode(made))


def text(letter: Letter) -> bytes:
    """The body: number and link, nothing of people or firms."""
    said = {"msgtype": "text", "text": {"content": f"{letter.number} {letter.link}"}}
    return json.dumps(said, ensure_ascii=False).encode()


def _taken(said: dict[str, Any]) -> None:
    code = said.get("errcode")
    if code == 0:
        return
    reason = f"errcode {code} {str(said.get('errmsg', ''))[:160]}"
    raise (NotSent if code in TOO_OFTEN else NeverSent)(reason)
