"""``zhiyuan demo``: an invented park, running."""

from pathlib import Path

import click


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default="demo")
@click.option("--speed", default=60.0, show_default=True, help="How many times as fast as real time the park lives.")
@click.option("--days", default=730, show_default=True, type=click.IntRange(28), help="Length of the invented past.")
@click.option("--port", default=None, type=int, help="Port of the pages, where 8400 is taken.")
@click.option("--mqtt", default="", help="host:port of the broker's MQTT door.")
@click.option("--nats", default="", help="host:port between our own processes.")
def command(directory: Path, speed: float, days: int, port: int | None, mqtt: str, nats: str) -> None:
    """Make and run the demo in DIRECTORY until Ctrl-C; a second start keeps the data."""
    from zhiyuan.app import demo

    if speed <= 0:
        raise click.BadParameter("must be more than 0", param_hint="--speed")
    ports = {"http": f"127.0.0.1:{port}" if port else "", "mqtt": mqtt, "nats": nats}
    demo.run(directory, speed=speed, days=days, ports=ports, say=lambda sentence: click.echo(f"zhiyuan: {sentence}"))
