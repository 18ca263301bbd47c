"""The sheet of tenancies into the database; the caller holds the transaction.

Tenancies are known by enterprise, first day and contract number. Nobody is removed: what the workbook
does not name stays as it is.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from zhiyuan.enterprises import writes
from zhiyuan.enterprises.models import Enterprise, Tenancy
from zhiyuan.enterprises.workbook import Fault, Row
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

CELL_OF = {
    "space": "spaces",
    "there is no space": "spaces",
    "meter": "meters",
    "there is no meter": "meters",
    "an area": "area_m2",
    "a tenancy": "end",
}
"""How the message of a rule begins, and the column that it is about."""
TENANCY_KEY = ("enterprise", "start", "contract")


def let(site: Any, rows: list[Row]) -> list[Fault]:
    """Open or amend the tenancies that rows name; the faults of those that a rule refuses."""
    faults = _twice(rows, TENANCY_KEY)
    known = {
        e.key: e for e in Enterprise.objects.filter(site=site, key__in={row.said.get("enterprise") for row in rows})
    }
    for row in rows:
        _tried(row, faults, partial(_tenancy, known, row))
    return faults


def _twice(rows: list[Row], columns: tuple[str, ...]) -> list[Fault]:
    seen: set[tuple[Any, ...]] = set()
    faults = []
    for row in rows:
        named = tuple(row.said.get(column) for column in columns)
        if named in seen:
            fault = Malformed("{name} stands here twice", name=" ".join(str(n) for n in named if n))
            faults.append(Fault(row.at(columns[0]), fault))
        seen.add(named)
    return faults


def _tried(row: Row, faults: list[Fault], act: Callable[[], Any]) -> Any:
    """What a row becomes, or None and a fault at the cell that the rule speaks of."""
    try:
        return act()
    except ZhiyuanError as failure:
        column = next((c for begins, c in CELL_OF.items() if failure.template.startswith(begins)), "")
        faults.append(Fault(row.at(column), failure))
        return None


def _tenancy(known: dict[str, Enterprise], row: Row) -> Tenancy:
    said = row.said
    enterprise = known.get(said["enterprise"])
    if enterprise is None:
        raise Malformed("there is no enterprise {key}; name it on the sheet enterprises first", key=said["enterprise"])
    contract = said.get("contract") or ""
    found = Tenancy.objects.filter(enterprise=enterprise, start=said["start"], contract=contract).first()
    return writes.save_tenancy(
        found or Tenancy(enterprise=enterprise),
        start=said["start"],
        end=said.get("end"),
        area_m2=said["area_m2"],
        spaces=said.get("spaces") or (),
        meters=said.get("meters") or (),
        contract=contract,
    )
