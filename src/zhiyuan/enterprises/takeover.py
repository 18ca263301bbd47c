"""A workbook of enterprises and tenancies into the database, all or nothing; the caller holds the transaction.

Enterprises are known by their key, tenancies by enterprise, first day and contract number. Nobody
is removed: what the workbook does not name stays as it is.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from zhiyuan.enterprises import queries, workbook, writes
from zhiyuan.enterprises.models import Enterprise, Tenancy
from zhiyuan.enterprises.workbook import Fault, Row
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

CELL_OF = {
    "the credit code": "uscc",
    "space": "spaces",
    "there is no space": "spaces",
    "meter": "meters",
    "there is no meter": "meters",
    "an area": "area_m2",
    "a tenancy": "end",
}
"""How the message of a rule begins, and the column that it is about."""


def take_over(site: Any, content: bytes) -> list[Enterprise]:
    """Register or amend what the workbook names; answers its enterprises.

    Raises
    ------
    Malformed
        With every row that a rule refuses and its cell; the caller's transaction then keeps nothing.
    """
    rows = workbook.read(content)
    faults: list[Fault] = [*_twice(rows["enterprises"], ("key",)), *_twice(rows["tenancies"], TENANCY_KEY)]
    known = {e.key: e for e in Enterprise.objects.filter(site=site)}
    said = [_tried(row, faults, partial(_enterprise, site, known, row)) for row in rows["enterprises"]]
    for row in rows["tenancies"]:
        _tried(row, faults, partial(_tenancy, known, row))
    workbook.refuse(faults)
    return [enterprise for enterprise in said if enterprise is not None]


TENANCY_KEY = ("enterprise", "start", "contract")


def export(site: Any) -> bytes:
    """The park's enterprises and tenancies as a workbook that reads the same."""
    found = list(queries.of_site(site))
    tenancies = [row for enterprise in found for row in queries.tenancies_of(enterprise).order_by("start", "pk")]
    return workbook.write([[e.key, e.name, e.uscc] for e in found], [_line(row) for row in tenancies])


def _line(row: Tenancy) -> list[Any]:
    spaces, meters = ([thing.key for thing in held.all()] for held in (row.spaces, row.meters))
    named = [row.enterprise.key, row.contract, row.start, row.end, row.area_m2]
    return [*named, ", ".join(spaces), ", ".join(meters)]


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


def _enterprise(site: Any, known: dict[str, Enterprise], row: Row) -> Enterprise:
    key = row.said["key"]
    if not writes.KEY.fullmatch(key):
        raise Malformed("{key} is no key: letters, digits, - and _, at most 60, no other signs", key=repr(key))
    enterprise = known.get(key) or Enterprise(site=site, key=key)
    known[key] = writes.save_enterprise(enterprise, name=row.said["name"], uscc=row.said.get("uscc") or "")
    return known[key]


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
