"""``zhiyuan import``: take what is in a file over into an installation."""

import base64
from pathlib import Path
from typing import Any

import click

from zhiyuan.app.cli import print_json
from zhiyuan.kernel.errors import Malformed


@click.group()
def command() -> None:
    """Take what is in a file over."""


@command.command("park")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--as", "username", default="", help="Who does it; the first administrator if not given.")
@click.option("--check", is_flag=True, help="Only say whether the file could be taken over.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def park(file: Path, directory: Path, username: str, check: bool, as_json: bool) -> None:
    """Take a park FILE (.yaml or .xlsx) over, all or nothing.

    What is new is added, what is known keeps its history, what the file no longer has is removed.
    """
    counts = _check(file) if check else _take_over(file, directory, username)
    if as_json:
        print_json(counts)
        return
    things = ", ".join(f"{n} {name}" for name, n in counts.items() if isinstance(n, int) and not isinstance(n, bool))
    click.echo(f"{file}: {'could be taken over' if check else 'taken over'}: {counts['name']}, {things}")


@command.command("prices")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "key", default="", help="The park's key, where an installation has several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--as", "username", default="", help="Who enters them; the first administrator if not given.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def prices(file: Path, key: str, directory: Path, username: str, as_json: bool) -> None:
    """Enter the price sheets of a workbook FILE (.xlsx), all or nothing; another person then checks each."""
    from zhiyuan.app import home
    from zhiyuan.app.actor import actor
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.billing import services
    from zhiyuan.park import queries

    text = base64.b64encode(file.read_bytes()).decode()
    made = services.import_prices(actor(username), queries.site(key), text=text)
    if as_json:
        print_json([{"id": sheet.pk, "sheet": str(sheet), "state": sheet.state} for sheet in made])
        return
    click.echo(f"{file}: {len(made)} price sheets entered; each waits for another person's check")


@command.command("indicators")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--targets", "are_targets", is_flag=True, help="The numbers are targets, not figures.")
@click.option("--site", "key", default="", help="The park's key, where an installation has several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--as", "username", default="", help="Who states them; the first administrator if not given.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def indicators(file: Path, are_targets: bool, key: str, directory: Path, username: str, as_json: bool) -> None:
    """State the figures of a workbook or YAML FILE, all or nothing; what is known already is not stated twice."""
    from zhiyuan.app.overlay import entered

    person = entered(directory, username)
    from zhiyuan.indicators import services
    from zhiyuan.park import queries

    form = _form(file)
    text = _text(file) if form == "yaml" else base64.b64encode(file.read_bytes()).decode()
    take: Any = services.import_targets if are_targets else services.import_facts
    rows = take(person, queries.site(key), text=text, format=form)
    if as_json:
        print_json([{"id": row.pk, "indicator": row.key} for row in rows])
        return
    click.echo(f"{file}: {len(rows)} {'targets are set' if are_targets else 'figures are stated'}")


@command.command("enterprises")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "key", default="", help="The park's key, where an installation has several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--as", "username", default="", help="Who does it; the first administrator if not given.")
@click.option("--only-good", is_flag=True, help="Take the good rows and keep the others apart.")
@click.option("--quarantine", "apart", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the rows kept apart, with the reasons, to this workbook.")  # fmt: skip
@click.option("--check", is_flag=True, help="Only say what would come of it.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def enterprises(
    file: Path, key: str, directory: Path, username: str, only_good: bool, apart: Path | None, check: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Take enterprises, what is known of them and their tenancies over from a workbook FILE (.xlsx).

    All or nothing, unless --only-good; what its columns mean is guessed, or as chosen on the page before.
    """
    from zhiyuan.app.overlay import entered

    person = entered(directory, username)
    from zhiyuan.enterprises import queries_workbook, services, writes_intake
    from zhiyuan.park import queries

    site, content = queries.site(key), file.read_bytes()
    if check:
        done = writes_intake.preview(site, content, file=file.name)
        faults = [f"{fault.where}: {fault.message}" for fault in done.faults]
        _say_counts(f"{file}: would be taken over", done.counts(), faults, as_json)
        if faults:
            raise Malformed("{file} has faults: {count}", file=file, count=len(faults))
        return
    text = base64.b64encode(content).decode()
    row = services.import_enterprises(person, site, workbook=text, file=file.name, only_good=only_good)
    if apart and row.quarantine.exists():
        apart.write_bytes(queries_workbook.quarantine(row, str))
    _say_counts(f"{file}: taken over", row.counts, [], as_json)


def _say_counts(said: str, counts: dict[str, int], faults: list[str], as_json: bool) -> None:
    if as_json:
        print_json(counts | {"problems": faults})
        return
    click.echo("\n".join([f"{said}: {', '.join(f'{n} {name}' for name, n in counts.items())}", *faults]))


def _check(file: Path) -> dict[str, object]:
    from zhiyuan.park import xlsxfile, yamlfile
    from zhiyuan.park.plain import counts

    form = _form(file)
    return counts(yamlfile.read(_text(file)) if form == "yaml" else xlsxfile.read(file.read_bytes()))


def _take_over(file: Path, directory: Path, username: str) -> dict[str, object]:
    from zhiyuan.app import gateways, home
    from zhiyuan.app.actor import actor
    from zhiyuan.app.manage import ready

    installation = home.enter(directory)
    ready()
    from zhiyuan.park import queries, services
    from zhiyuan.park.plain import counts

    form = _form(file)
    text = _text(file) if form == "yaml" else base64.b64encode(file.read_bytes()).decode()
    before = gateways.known(installation)
    site = services.import_park(actor(username), None, text=text, format=form)
    after = gateways.known(installation)
    passwords = {"new gateway passwords": len(after - before), "gateway passwords removed": len(before - after)}
    return counts(queries.park_document(site)) | passwords


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed(
            "{file} is not UTF-8 text (byte {byte}); save it as UTF-8", file=file, byte=fault.start
        ) from None


def _form(file: Path) -> str:
    form = {".yaml": "yaml", ".yml": "yaml", ".xlsx": "xlsx"}.get(file.suffix.lower())
    if form is None:
        raise Malformed("{file}: such a file ends in .yaml or .xlsx", file=file)
    return form
