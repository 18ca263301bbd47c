"""The places of the park about which a person may open a case."""

from typing import Any

from django.apps import apps

from zhiyuan.cases.subject import LABELS, PLACE
from zhiyuan.park import queries as park


def places(person: Any, named: str, act: str = "cases.open_case_about") -> dict[str, Any]:
    """Parks, buildings and floors by ``label:number``, and the one that is named, such as park.space:12."""
    models = (apps.get_model(label) for label in ("park.Site", "park.Building", "park.Floor"))
    found = {_said(row): row for model in models for row in park.visible(model, person, act)}
    if found and named not in found and (row := _place(person, named, act)):
        found[named] = row
    return found


def _said(row: Any) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _place(person: Any, said: str, act: str) -> Any:
    """One place by its ``label:number``, if the person may open a case about it; else None."""
    label, _, number = said.partition(":")
    if LABELS.get(label) != PLACE or not number.isdecimal():
        return None
    return park.visible(apps.get_model(label), person, act).filter(pk=int(number)).first()
