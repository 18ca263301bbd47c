"""A workbook on its way: brought, its columns chosen, taken or discarded. The caller holds the transaction."""

from collections.abc import Sequence
from typing import Any

from zhiyuan.enterprises import writes_intake
from zhiyuan.enterprises.intake import faults
from zhiyuan.enterprises.intake import page as pages
from zhiyuan.enterprises.intake.columns import AT, COLUMNS
from zhiyuan.enterprises.metric import metrics
from zhiyuan.enterprises.models import ChosenColumns, Intake, IntakeFile, QuarantinedRow
from zhiyuan.enterprises.models.intake import DISCARDED, STAGED, TAKEN
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import book

LONGEST_NAME = 200


def stage(person: Any, site: Any, content: bytes, file: str) -> Intake:
    """Remember that a workbook was brought, and what its columns mean as far as can be said."""
    page = read(content)
    return Intake.objects.create(
        site=site,
        by=person,
        at=parktime.now(),
        file=file[:LONGEST_NAME] or "Excel",
        layout=page.layout,
        heads=list(page.heads),
        columns=writes_intake.chosen(site, page),
    )


def read(content: bytes) -> pages.Page:
    """The sheet of a workbook that speaks of enterprises."""
    return pages.page(pages.opened(content), metrics(book()))


def keep(row: Intake, content: bytes) -> Intake:
    """Keep the workbook itself until it is taken or discarded."""
    IntakeFile.objects.create(intake=row, content=content)
    return row


def content(row: Intake) -> bytes:
    """The workbook itself, while nothing has come of it."""
    _refuse_over(row)
    return bytes(IntakeFile.objects.get(intake=row).content)


def choose(row: Intake, columns: Sequence[str]) -> Intake:
    """Let the columns of this workbook, and of those with the same heads to come, mean this."""
    _refuse_over(row)
    known = metrics(book())
    if len(columns) != len(row.heads):
        raise Malformed("the sheet has {count} columns, not {said}", count=len(row.heads), said=len(columns))
    said = [meaning for meaning in columns if meaning]
    for meaning in said:
        if meaning not in COLUMNS and meaning.partition(AT)[0] not in known:
            raise Malformed("a column cannot mean {meaning}", meaning=repr(meaning))
        if said.count(meaning) > 1:
            raise Malformed("two columns cannot both mean {meaning}", meaning=meaning)
    row.columns = list(columns)
    row.save(update_fields=["columns"])
    ChosenColumns.objects.update_or_create(site=row.site, layout=row.layout, defaults={"columns": row.columns})
    return row


def take(row: Intake, content: bytes, only_good: bool) -> Intake:
    """Take a workbook over, and keep the rows that could not be taken apart."""
    done = writes_intake.take(row.site, content, file=row.file, only_good=only_good, columns=row.columns)
    QuarantinedRow.objects.bulk_create(
        QuarantinedRow(intake=row, number=left.number, cells=left.shown, faults=faults.plain(left.faults))
        for left in done.left
    )
    IntakeFile.objects.filter(intake=row).delete()
    row.state, row.counts = TAKEN, done.counts()
    row.save(update_fields=["state", "counts"])
    return row


def discard(row: Intake) -> Intake:
    """Forget the workbook and the rows kept apart; that it was brought stays."""
    if row.state == DISCARDED:
        raise Refused("{file} is discarded already", file=row)
    IntakeFile.objects.filter(intake=row).delete()
    row.quarantine.all().delete()
    row.state = DISCARDED
    row.save(update_fields=["state"])
    return row


def _refuse_over(row: Intake) -> None:
    if row.state != STAGED:
        raise Refused("{file} is taken or discarded already; bring it once more", file=row)
