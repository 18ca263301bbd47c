"""The register as a workbook that an import takes, and the rows of an import that were kept apart."""

from collections.abc import Callable, Iterator
from typing import Any

from zhiyuan.enterprises import queries, queries_facts, workbook
from zhiyuan.enterprises.fact import EQUAL, Known
from zhiyuan.enterprises.intake import faults
from zhiyuan.enterprises.intake.columns import COLUMNS, DAY
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import Enterprise, Intake, Tenancy
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.sheet import Column
from zhiyuan.park import queries as park

PARTICULARS = [name for name in COLUMNS if not name.startswith("contact_")]
"""Contacts are personal data: they come in by a workbook and go out by ``disclose_person`` alone."""


def export(site: Any) -> bytes:
    """The park's enterprises with what is known of them today, and tenancies, as a workbook that reads the same."""
    firms = list(queries.of_site(site).prefetch_related("tags"))
    tables = dict(queries_facts.of_enterprises(site, park.today(site)))
    known = metrics(book())
    keys = sorted({key for table in tables.values() for key in table if key[0] in known and not key[2]})
    heads = [Column(name, "day" if COLUMNS[name].form == DAY else "text", 22) for name in PARTICULARS]
    heads += [Column(f"{known[name].field.zh} {period}".strip(), "text", 22) for name, period, _ in keys]
    lines = ([*_particulars(firm), *(_value(tables[firm.pk].get(key)) for key in keys)] for firm in firms)
    lets = [_let(row) for firm in firms for row in queries.tenancies_of(firm).order_by("start", "pk")]
    return workbook.write(heads, lines, lets)


def quarantine(row: Intake, say: Callable[[str], str]) -> bytes:
    """The rows that could not be taken, as they stood, each with what is wrong and where; to be put right and taken."""
    return faults.kept_apart(row.file, row.heads, ((one.cells, one.faults) for one in row.quarantine.all()), say)


def _particulars(firm: Enterprise) -> Iterator[Any]:
    for name in PARTICULARS:
        yield ", ".join(str(tag) for tag in firm.tags.all()) if name == "tags" else getattr(firm, name)


def _value(known: Known | None) -> str:
    if known is None:
        return ""
    said = known.words if known.value is None else f"{known.value.normalize():f}"
    return said if known.relation == EQUAL else f"{known.relation}{said}"


def _let(row: Tenancy) -> list[Any]:
    spaces, meters = ([thing.key for thing in held.all()] for held in (row.spaces, row.meters))
    named = [row.enterprise.key, row.contract, row.start, row.end, row.area_m2]
    return [*named, ", ".join(spaces), ", ".join(meters)]
