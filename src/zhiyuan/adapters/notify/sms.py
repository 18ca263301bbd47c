"""SMS by Alibaba Cloud (SendSms, version 2017-05-25), signed by its signature version 3 (ACS3-HMAC-SHA256).

The operator of the network admits only texts that were approved beforehand, so a template is named and only
``number`` and ``link`` are filled in.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from zhiyuan.adapters.http.bounded import refuse_unsafe
from zhiyuan.adapters.notify.call import post
from zhiyuan.adapters.notify.letter import Letter, NeverSent, NotSent

ALGORITHM = "ACS3-HMAC-SHA256"
ACTION, VERSION = "SendSms", "2017-05-25"
PASSING = ("isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "Throttling", "ServiceUnavailable", "InternalError")
"""Answers that pass by themselves; every other one says that this message is never taken."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Whose account, under which signature and template. Times in s."""

    key_id: str
    key: str = field(repr=False)
    sign_name: str = ""
    template: str = ""
    url: str = "https://dysmsapi.aliyuncs.com/"
    timeout_s: float = 5.0

    def __post_init__(self) -> None:
        refuse_unsafe(self.url)


class Sms:
    """Sends by one account."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.settings, self.now = settings, now

    def send(self, letter: Letter) -> None:
        """Send one message; see ``letter`` for how it fails."""
        of = self.settings
        filled = json.dumps({"number": letter.number, "link": letter.link}, ensure_ascii=False)
        said = {"PhoneNumbers": letter.to, "SignName": of.sign_name, "TemplateCode": of.template,
                "TemplateParam": filled, "OutId": letter.ident}  # fmt: skip
        query, host = canonical_query(said), urlsplit(of.url).netloc
        headers = signed(of.key_id, of.key, host, query, ACTION, VERSION, self.now(), secrets.token_hex(16))
        answer = post(f"{of.url.rstrip('/')}/?{query}", of.timeout_s, headers=headers)
        code = str(answer.get("Code", ""))
        if code != "OK":
            reason = f"{code} {str(answer.get('Message', ''))[:160]}"
            raise (NotSent if code.startswith(PASSING) else NeverSent)(reason)


def canonical_query(said: Mapping[str, str]) -> str:
    """Parameters by name, encoded by RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(said.items()))


def signed(
    key_id: str, key: str, host: str, query: str, action: str, version: str, at: datetime, nonce: str
) -> dict[str, str]:
    """The headers of a POST without a body, its signature among them."""
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": empty,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = f"POST\n/\n{query}\n{lines}\n{names}\n{empty}"
    told = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()
    return headers | {"Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}
