"""The command line: one sentence out, one sentence of refusal, an honest exit status."""

import json
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from zhiyuan import __version__
from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused, ZhiyuanError

EXIT_STATUS: dict[type[ZhiyuanError], int] = {Malformed: 2, NotFound: 3, Refused: 4, NotReady: 5}


class Commands(click.Group):
    """Finds commands by file name in ``zhiyuan.app.commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The files, as words."""
        folder = Path(__file__).with_name("commands")
        return sorted(p.stem.rstrip("_").replace("_", "-") for p in folder.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is called."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        if iskeyword(name):  # ``import_.py`` holds ``zhiyuan import``: Python keeps some words to itself
            name += "_"
        command: click.Command = import_module(f"zhiyuan.app.commands.{name}").command
        return command


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="zhiyuan")
def zhiyuan() -> None:
    """Zhiyuan 智园: control a park's lighting, prove the saving, keep its promises."""


def main() -> None:
    """Run a command; turn the four kinds of failure into words and a status."""
    try:
        zhiyuan(standalone_mode=False)
    except ZhiyuanError as failure:
        _say(failure)
        sys.exit(EXIT_STATUS[type(failure)])
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(misuse.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


def _say(failure: ZhiyuanError) -> None:
    if "--json" in sys.argv:
        click.echo(json.dumps({"error": type(failure).__name__, "message": str(failure)}, ensure_ascii=False))
    click.echo(f"zhiyuan: {failure}", err=True)


def print_json(value: Any) -> None:
    """What ``--json`` prints, everywhere alike."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
