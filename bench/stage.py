"""What several measurements begin with: an installation in a fresh folder, its broker running."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


def example() -> Any:
    """The reference park of 2,000 luminaires."""
    from zhiyuan.park import yamlfile

    file = Path(__file__).parents[1] / "examples/science-city/park.yaml"
    return yamlfile.read(file.read_text("utf-8"))


def installation(folder: Path, park: Any, ports: Mapping[str, str], start: datetime) -> tuple[Any, Any]:
    """An installation that holds one park, its clock at ``start``; the site and the running broker.

    The broker writes its log every two minutes: what is measured here is not its disk.
    """
    os.environ["ZHIYUAN_HOME"] = str(folder)
    from zhiyuan.app import clock, gateways, home, init, manage

    here = home.Home(folder)
    here.config_file.write_text("".join(f"{name}: {value}\n" for name, value in ports.items()) + "sync: 2m\n")
    init.make_secrets(here)
    clock.starting(start.timestamp(), 1.0).save(here.clock_file)
    manage.ready()
    from django.core.management import call_command
    from django.db import connection, transaction

    from zhiyuan.park.writes import save_park

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        site = save_park(park)
    connection.close()
    broker = gateways.broker(here)
    broker.start()
    return site, broker
