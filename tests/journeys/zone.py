"""Run inside an installation: the account's figures, three years of invented ones, and people who read them."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhiyuan.app.manage import ready

ACCOUNT = Path(__file__).parents[2] / "examples" / "high-tech-zone" / "facts.yaml"
TARGETS = ACCOUNT.with_name("targets.yaml")


def fill(password: str) -> None:
    """The people sign in with this password."""
    from zhiyuan.enterprises.services import place_firm, register_enterprise
    from zhiyuan.identity.models import Person
    from zhiyuan.identity.services import add_person
    from zhiyuan.indicators import services
    from zhiyuan.park.queries import site

    admin: Any = Person.objects.get(username="administrator")
    for name in ("officer", "leader"):
        add_person(admin, None, username=name, password=password, grants=[name])
    officer: Any = Person.objects.get(username="officer")
    services.import_facts(officer, site(), text=ACCOUNT.read_text("utf-8"), format="yaml")
    services.import_targets(officer, site(), text=TARGETS.read_text("utf-8"), format="yaml")
    for year in (2024, 2025):
        for month in range(1, 13):
            services.enter_fact(
                officer, site(), indicator="industrial_output", period=f"{year}-{month:02d}", source="月报（模拟）",
                value=Decimal(80 + month + (year - 2024) * 6) / 10, as_of=date(2026, 1, 15),
            )  # fmt: skip
    invented = (("lens", "模拟透镜", "element"), ("scope", "模拟整机", "device"), ("lenses", "模拟镜头", ""))
    for key, name, segment in invented:
        firm = register_enterprise(officer, site(), key=key, name=name, industry="C4040")
        if segment:
            place_firm(officer, firm, chain="optics", segment=segment, product=name)


ready()
fill(sys.argv[1])
