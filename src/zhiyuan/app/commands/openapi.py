"""``zhiyuan openapi``: the description of the API."""

import json

import click


@click.command()
def command() -> None:
    """Print the OpenAPI document of this version."""
    from zhiyuan.app.manage import ready

    ready()
    from zhiyuan.app.api import api

    click.echo(json.dumps(api.get_openapi_schema(path_prefix="/api/"), ensure_ascii=False, indent=1, default=str))
