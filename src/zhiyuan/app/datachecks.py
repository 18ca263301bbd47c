"""Asks authorities what open cases wait for; ``jobs`` does it, outside any transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhiyuan.app import authorities, clock
from zhiyuan.app.home import Home
from zhiyuan.kernel.datacheck import DataCheck, Question


def ask_due(home: Home) -> Mapping[str, int]:
    """Ask what is due now, and bring each answer into its cases before the next is asked; how many were heard."""
    from zhiyuan.cases import queries_checks, writes_checks  # here, since they need Django to be ready

    wanted = queries_checks.to_ask(clock.read(home.clock_file).now())

    @transaction.atomic
    def remember(check: DataCheck) -> Any:
        return writes_checks.hear(check, wanted[Question(check.subject, check.item, check.source)])

    found = authorities.ask(home, wanted, remember)
    return {"asked": len(found), "heard": sum(check.heard for check in found)}
