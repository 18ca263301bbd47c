"""``zhiyuan notify``: open the ways by which notifications leave, try one, see what did not arrive, send it again."""

from pathlib import Path
from typing import Any

import click

from zhiyuan.adapters.notify.letter import Letter, MaybeSent, NotSent
from zhiyuan.adapters.notify.mail import SECURITY, STARTTLS
from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import NotFound, NotReady

HOME = click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@click.group()
def command() -> None:
    """Notifications outside the pages: mail, SMS, groups of 企业微信 and 钉钉."""


@command.group("set")
def opened() -> None:
    """Open a way; its settings and secrets stay in this installation."""


@opened.command("mail")
@click.option("--host", required=True)
@click.option("--port", type=int, default=587, show_default=True)
@click.option("--security", type=click.Choice(SECURITY), default=STARTTLS, show_default=True)
@click.option("--sender", required=True, help="In whose name: 'Park <park@example.org>'.")
@click.option("--user", default="")
@click.option("--password", default="", help="Asked for when a user is named.")
@click.option("--ca-file", default="", help="A certificate authority of your own.")
@click.option("--timeout", "timeout_s", default=10.0, show_default=True)
@HOME
def mail(directory: Path, **said: Any) -> None:
    """A mail server."""
    if said["user"] and not said["password"]:
        said["password"] = click.prompt("Password", hide_input=True)
    _keep(directory, "mail", **said)


@opened.command("sms")
@click.option("--key-id", required=True)
@click.option("--key", prompt=True, hide_input=True)
@click.option("--sign-name", required=True, help="短信签名 as approved.")
@click.option("--template", required=True, help="The code of a template with number and link.")
@click.option("--url", default="https://dysmsapi.aliyuncs.com/", show_default=True)
@HOME
def sms(directory: Path, **said: Any) -> None:
    """An account for SMS at Alibaba Cloud."""
    _keep(directory, "sms", **said)


@opened.command("wecom")
@click.option("--url", prompt=True, hide_input=True, help="The robot's address; it is a secret.")
@HOME
def wecom(directory: Path, url: str) -> None:
    """The robot of a group of 企业微信."""
    _keep(directory, "wecom", url=url)


@opened.command("dingtalk")
@click.option("--url", prompt=True, hide_input=True, help="The robot's address; it is a secret.")
@click.option("--secret", prompt=True, hide_input=True, default="", help="加签; empty where the robot does not sign.")
@HOME
def dingtalk(directory: Path, url: str, secret: str) -> None:
    """The robot of a group of 钉钉."""
    _keep(directory, "dingtalk", url=url, secret=secret)


@command.command("close")
@click.argument("way")
@HOME
def closed(way: str, directory: Path) -> None:
    """Close a way: nothing leaves by it any more."""
    from zhiyuan.app import notifications

    notifications.close(_home(directory), way)
    click.echo(f"{way}: closed")


@command.command("list")
@HOME
@JSON
def listed(directory: Path, as_json: bool) -> None:
    """Which ways are open; no secret is shown."""
    from zhiyuan.app import notifications

    known = notifications.ports(_home(directory))
    rows = {way: way in known for way in notifications.WAYS}
    if as_json:
        print_json(rows)
        return
    for way, is_open in rows.items():
        click.echo(f"{way:10}{'open' if is_open else 'not set up'}")


@command.command("try")
@click.argument("way")
@click.argument("to", default="")
@HOME
def tried(way: str, to: str, directory: Path) -> None:
    """Send one message at once: zhiyuan notify try mail somebody@example.org."""
    from zhiyuan.app import notifications

    home = _home(directory)
    words = "智园测试 Zhiyuan test"
    try:
        notifications.port(home, way).send(Letter("zhiyuan-test", to, words, words, words,
                                                  notifications.address_of_pages(home)))  # fmt: skip
    except (NotSent, MaybeSent) as why:
        raise NotReady("{way} did not take it: {why}", way=way, why=why) from why
    click.echo(f"{way}: taken")


@command.command("send")
@HOME
@JSON
def sent(directory: Path, as_json: bool) -> None:
    """Send now what is due; jobs does it by itself otherwise."""
    from zhiyuan.app import notifications

    said = notifications.send(_ready(directory))
    if as_json:
        print_json(said)
    else:
        click.echo(", ".join(f"{name} {count}" for name, count in said.items()))


@command.command("failed")
@HOME
@JSON
def failed(directory: Path, as_json: bool) -> None:
    """What could not be delivered, with the reason."""
    from zhiyuan.identity import queries_notifications

    _ready(directory)
    rows = [
        {"id": row.pk, "way": row.way, "to": str(row.notification.person), "kind": row.notification.kind,
         "number": row.notification.params.get("number"), "tries": row.tries, "error": row.error}
        for row in queries_notifications.deliveries("failed")
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))


@command.command("resend")
@click.argument("number", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Everything that failed.")
@click.option("--as", "username", default="", help="Who acts; an administrator otherwise.")
@HOME
def resent(number: int | None, everything: bool, username: str, directory: Path) -> None:
    """Let what failed be tried anew."""
    from zhiyuan.app.actor import actor
    from zhiyuan.identity import queries_notifications, services

    _ready(directory)
    rows = [row for row in queries_notifications.deliveries("failed") if everything or row.pk == number]
    if not rows and not everything:
        raise NotFound("no delivery {number} has failed; 'zhiyuan notify failed' lists them", number=number or "–")
    for row in rows:
        services.resend_delivery(actor(username), row)
    click.echo(f"{len(rows)} to be sent again")


def _keep(directory: Path, way: str, **said: Any) -> None:
    from zhiyuan.app import notifications

    notifications.keep(_home(directory), way, **said)
    click.echo(f"{way}: open; 'zhiyuan notify try {way}' sends one message")


def _home(directory: Path) -> Any:
    from zhiyuan.app import home

    found = home.enter(directory)
    found.config()  # refuses what is not an installation
    return found


def _ready(directory: Path) -> Any:
    from zhiyuan.app.manage import ready

    found = _home(directory)
    ready()
    return found
