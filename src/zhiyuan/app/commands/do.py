"""``zhiyuan do``: any act that the pages offer, from the command line."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import Malformed


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("act", required=False)
@click.argument("params", nargs=-1, type=click.UNPROCESSED)
@click.option("--target", "said_target", default="", help="What to act on: park.space:KEY, or lighting.override:#ID.")
@click.option("--as", "username", default="", help="Who acts: a user name; the trail will say so.")
@click.option("--list", "listing", is_flag=True, help="Name every act with its parameters.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    act: str, params: tuple[str, ...], said_target: str, username: str, listing: bool, directory: Path, as_json: bool
) -> None:
    """Do ACT as a person: zhiyuan do lighting.override_space --target park.space:A101 --level 0.8 --minutes 60 --as li.

    Parameters of the act are options of the same names; a list is said by repeating one, or as JSON.
    """
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    if listing or not act:
        _list(as_json)
        return
    from zhiyuan.app import doors, overlay
    from zhiyuan.app.actor import named

    overlay.refresh()
    person = named(username)
    done = doors.act(person, act, _target(said_target), values(act, params))
    if as_json:
        print_json(done)
    else:
        result = done["result"]
        click.echo(f"{act}: {result['name'] if isinstance(result, dict) and 'name' in result else 'done'}")


def values(act: str, params: tuple[str, ...]) -> dict[str, Any]:
    """Options as the act's parameters: ``--level 0.8 --minutes 60`` or ``--level=0.8``."""
    from zhiyuan.app import doors

    said: dict[str, list[str]] = defaultdict(list)
    words = list(params)
    while words:
        name, equals, value = words.pop(0).partition("=")
        if not name.startswith("--"):
            raise Malformed("{word}: parameters are --name value", word=name)
        if not equals:
            if not words:
                raise Malformed("{name} has no value", name=name)
            value = words.pop(0)
        said[name.removeprefix("--").replace("-", "_")].append(value)
    fields = doors.params_model(act).model_fields
    return {name: _value(texts, fields[name].annotation if name in fields else str) for name, texts in said.items()}


def _value(texts: list[str], kind: Any) -> Any:
    if kind is str:
        return texts[0]
    plain = [_plain(text) for text in texts]
    listed = getattr(kind, "__origin__", None) is not None and not isinstance(plain[0], list | dict)
    wants_list = (listed and "Sequence" in str(kind)) or str(kind).startswith(("list", "tuple"))
    return plain if len(plain) > 1 or (wants_list and not isinstance(plain[0], list)) else plain[0]


def _plain(text: str) -> Any:
    if text[:1] not in "[{":
        return text  # numbers, days and truth are read by the act's own types
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise Malformed("{text} is not JSON: {fault}", text=text, fault=fault) from fault


def _target(said: str) -> Any:
    from zhiyuan.app.doors import Target

    if not said:
        return None
    kind, colon, name = said.rpartition(":")
    if not colon:
        kind, name = "", said
    return (
        Target(type=kind, id=int(name[1:])) if name[:1] == "#" and name[1:].isdigit() else Target(type=kind, key=name)
    )


def _list(as_json: bool) -> None:
    from zhiyuan.app import doors

    acts = []
    for name in doors.verbs():
        model = doors.target_model(name) if doors.wants_target(name) else None
        said = (doors.verb(name).__doc__ or "").strip().splitlines()[0]
        params = list(doors.params_model(name).model_fields)
        acts.append({"act": name, "target": model._meta.label_lower if model else None, "params": params, "help": said})
    if as_json:
        print_json(acts)
        return
    for one in acts:
        options = " ".join(f"--{p} …" for p in one["params"] or ())
        click.echo(f"{one['act']}  {'--target ' + str(one['target']) + ':KEY' if one['target'] else ''} {options}")
        click.echo(f"    {one['help']}")
