"""``zhiyuan export``: write what an installation holds to a file."""

from pathlib import Path

import click

from zhiyuan.app.cli import print_json


@click.group()
def command() -> None:
    """Write what an installation holds to a file."""


@command.command("park")
@click.option("--yaml", "yaml_file", type=click.Path(dir_okay=False, path_type=Path), help="Write YAML here.")
@click.option("--xlsx", "xlsx_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook here.")
@click.option("--site", "key", default="", help="The park's key, where an installation has several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def park(yaml_file: Path | None, xlsx_file: Path | None, key: str, directory: Path, as_json: bool) -> None:
    """Write the park as a file that 'zhiyuan import park' reads; YAML to the screen where no file is named."""
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.park import queries, xlsxfile, yamlfile
    from zhiyuan.park.plain import counts

    found = queries.park_document(queries.site(key))
    if yaml_file:
        yaml_file.write_text(yamlfile.write(found), "utf-8")
    if xlsx_file:
        xlsx_file.write_bytes(xlsxfile.write(found))
    if as_json:
        print_json(counts(found) | {"yaml": yaml_file, "xlsx": xlsx_file})
    elif yaml_file or xlsx_file:
        click.echo(f"{found.site.name} is written to {', '.join(str(f) for f in (yaml_file, xlsx_file) if f)}")
    else:
        click.echo(yamlfile.write(found), nl=False)


@command.command("prices")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--template", is_flag=True, help="Only the heads, to be filled in.")
@click.option("--site", "key", default="", help="The park's key, where an installation has several.")
@click.option("--home", "directory", type=click.Path(path_type=Path), envvar="ZHIYUAN_HOME", default=".")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def prices(file: Path, template: bool, key: str, directory: Path, as_json: bool) -> None:
    """Write the checked price sheets to a workbook FILE (.xlsx) that 'zhiyuan import prices' reads."""
    from zhiyuan.app import home
    from zhiyuan.app.manage import ready

    home.enter(directory)
    ready()
    from zhiyuan.billing import price_template
    from zhiyuan.billing import queries as bills
    from zhiyuan.park import queries

    entries = [] if template else bills.standing_entries(queries.site(key))
    file.write_bytes(price_template.write(entries))
    if as_json:
        print_json({"sheets": len(entries), "xlsx": file})
    else:
        click.echo(f"{len(entries)} price sheets are written to {file}")
