"""Sends what people were told by the ways that an installation has opened: mail, SMS, groups of 企业微信 and 钉钉.

Each way's settings stand in ``secrets/notifications/<way>.json``. Nothing is sent while a transaction is open. Whoever
is killed between sending and noting it leaves a delivery that is sent once more, under the same name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from zhiyuan.adapters.http.breaker import REST, Breaker
from zhiyuan.adapters.notify import groups, mail, sms
from zhiyuan.adapters.notify.letter import Letter, MaybeSent, NeverSent, NotSent, Port
from zhiyuan.app import clock, outside
from zhiyuan.app.home import Home
from zhiyuan.identity import outbox
from zhiyuan.identity.notification import CHINESE, DIGEST, GROUPS, MAIL, SMS, spoken
from zhiyuan.kernel.errors import Malformed, NotFound

FOLDER = "notifications"
WAYS: Mapping[str, tuple[Callable[..., Any], Callable[[Any], Port]]] = {
    MAIL: (mail.Settings, mail.Mail),
    SMS: (sms.Settings, sms.Sms),
    "wecom": (groups.Settings, groups.WeCom),
    "dingtalk": (groups.Settings, groups.DingTalk),
}
"""Way → what it has to know, and who sends."""
LONGEST_RUN = 500


def keep(home: Home, way: str, **said: Any) -> None:
    """Open a way; what would not do is refused before anything is kept."""
    home.keep_secret(f"{FOLDER}/{_known(way)}", asdict(WAYS[way][0](**said)))


def close(home: Home, way: str) -> None:
    """Close a way: nothing leaves by it any more."""
    (home.secrets / FOLDER / f"{_known(way)}.json").unlink(missing_ok=True)


def _known(way: str) -> str:
    if way not in WAYS:
        raise NotFound("{way} is no way out; there are {ways}", way=way, ways=", ".join(WAYS))
    return way


def ports(home: Home) -> dict[str, Port]:
    """The ways that are open."""
    return {way: port(home, way) for way in WAYS if (home.secrets / FOLDER / f"{way}.json").exists()}


def port(home: Home, way: str) -> Port:
    """One way that is open."""
    settings, sender = WAYS[_known(way)]
    try:
        return sender(settings(**home.secret(f"{FOLDER}/{way}")))
    except FileNotFoundError as why:
        raise NotFound("{way} is not open; 'zhiyuan notify set {way}' opens it", way=way) from why
    except TypeError as why:
        raise Malformed("the settings of {way} cannot be read; set it up anew", way=way) from why


def send(home: Home) -> dict[str, int]:
    """Hand over what was told, and send what is due; how many deliveries came to what."""
    from zhiyuan.identity import writes_outbox

    outside.refuse_in_transaction()
    now, known = clock.read(home.clock_file).now, ports(home)
    breakers, said = outside.breakers(home, FOLDER), {"handed": writes_outbox.hand_over(known, now())}
    for _ in range(LONGEST_RUN):
        if not (rows := writes_outbox.claimed(known, now())):
            break
        way, real = rows[0].way, datetime.now(UTC)
        breaker = breakers.get(way, Breaker())
        if not breaker.lets(real):
            writes_outbox.release(rows, now() + REST)
            continue
        outcome, error = _tried(known[way], letter(home, rows))
        writes_outbox.note(rows, outcome, error, now())
        breakers[way] = breaker.after(outcome in (outbox.ARRIVED, outbox.NEVER_SENT), datetime.now(UTC))
        outside.keep_breakers(home, FOLDER, breakers)
        said[outcome] = said.get(outcome, 0) + len(rows)
    return said


def _tried(by: Port, written: Letter) -> tuple[str, str]:
    try:
        by.send(written)
    except NeverSent as why:
        return outbox.NEVER_SENT, str(why)
    except NotSent as why:
        return outbox.NOT_SENT, str(why)
    except MaybeSent as why:
        return outbox.MAYBE_SENT, str(why)
    return outbox.ARRIVED, ""


def letter(home: Home, rows: Sequence[Any]) -> Letter:
    """What leaves: one notification, or a digest of several, in its reader's language; groups read Chinese."""
    from django.utils import timezone

    from zhiyuan.identity.writes_outbox import address

    first = rows[0]
    row, person = first.notification, first.notification.person
    to_group = first.way in GROUPS
    language, base = CHINESE if to_group else person.language, address_of_pages(home)
    to = "" if to_group else address(person, first.way)
    if not first.digest:
        said = spoken(row.kind, row.params, language, timezone.localdate(row.at))
        return Letter(_ident(first), to, said.title, said.text, str(row.params.get("number", "")), base + row.path)
    each = [(d.notification, spoken(d.notification.kind, d.notification.params, language,
                                    timezone.localdate(d.notification.at))) for d in rows]  # fmt: skip
    lines = [f"{said.title}\n{said.text}\n{base}{one.path}" for one, said in each]
    whole = spoken(DIGEST, {"count": len(rows)}, language, timezone.localdate(first.due))
    return Letter(_ident(first), to, whole.title, "\n\n".join(lines), str(len(rows)), f"{base}/inbox/")


def _ident(first: Any) -> str:
    """The same whenever a delivery is sent again."""
    return f"zhiyuan-{first.pk}-{int(first.notification.at.timestamp())}"


def address_of_pages(home: Home) -> str:
    """Where people find the pages: the first origin that is set, else where they are served."""
    config = home.config()
    return str(config["origins"]).split(",")[0].strip().rstrip("/") or f"http://{config['http']}"
