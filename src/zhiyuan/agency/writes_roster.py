"""A roster on its way in: brought, looked at, taken or discarded. The caller holds the transaction."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiyuan.agency.layer import layers
from zhiyuan.agency.models import DISCARDED, STAGED, TAKEN, Assignment, Roster
from zhiyuan.agency.rostersheet import Page, Row, read
from zhiyuan.agency.writes import days_in_order
from zhiyuan.enterprises.intake import faults
from zhiyuan.enterprises.queries import of_site
from zhiyuan.enterprises.workbook import refuse
from zhiyuan.identity.models import Person
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today
from zhiyuan.projects import queries as projects

LONGEST_NAME, PART = 200, 500


@dataclass(slots=True)
class Outcome:
    """What comes of a roster: assignments to enter, those that are there already, and rows that cannot be taken."""

    page: Page
    new: list[Assignment] = field(default_factory=list)
    same: list[Assignment] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """In numbers."""
        return {"new": len(self.new), "same": len(self.same), "left": len(self.left)}


def staged(by: Any, site: Any, content: bytes, file: str) -> Roster:
    """Keep a workbook that somebody brought, once it could be read."""
    read(content, layers(today(site)))
    return Roster.objects.create(
        site=site, by=by, at=parktime.now(), file=file[:LONGEST_NAME] or "Excel", content=content
    )


def outcome(by: Any, row: Roster) -> Outcome:
    """What would come of a roster now; nothing is written. So many rows cost as many statements as one."""
    _refuse_over(row)
    done = Outcome(read(bytes(row.content), layers(today(row.site))))
    known = _Known(by, row.site, done.page)
    for line in done.page.rows:
        made = None if line.faults else known.assignment(line)
        if line.faults or made is None:
            done.left.append(line)
        elif made.pk:
            done.same.append(made)
        else:
            done.new.append(made)
    return done


def taken(by: Any, row: Roster, only_good: bool) -> Roster:
    """Enter the assignments of a roster; rows that cannot be taken are kept apart, or nothing is taken.

    Raises
    ------
    Malformed
        When a row cannot be taken and not only the good ones are wanted: every fault with its cell.
    """
    done = outcome(by, row)
    if not only_good:
        refuse([fault for line in done.left for fault in line.faults])
    Assignment.objects.bulk_create(done.new, batch_size=PART)
    row.state, row.counts, row.content, row.heads = TAKEN, done.counts(), None, done.page.heads
    row.left = [{"cells": line.shown, "faults": faults.plain(line.faults)} for line in done.left]
    row.save(update_fields=["state", "counts", "content", "heads", "left"])
    return row


def discarded(row: Roster) -> Roster:
    """Forget the workbook and the rows kept apart; that it was brought stays, and so does what was taken."""
    if row.state == DISCARDED or (row.state == TAKEN and not row.left):
        raise Refused("of {file} nothing is left to discard", file=row)
    row.state, row.content, row.left = DISCARDED if row.state == STAGED else TAKEN, None, []
    row.save(update_fields=["state", "content", "left"])
    return row


class _Known:
    """Whom and what the rows of a roster name, read once; assignments that rows before a row make count as well."""

    def __init__(self, by: Any, site: Any, page: Page) -> None:
        self.by, self.now = by, parktime.now()
        named = {name: {row.said[name] for row in page.rows if row.said.get(name)} for name in _NAMES}
        self.people = {p.username: p for p in Person.objects.filter(username__in=named["officer"], is_active=True)}
        self.of: Mapping[str, Mapping[str, Any]] = {
            "enterprise": {firm.key: firm for firm in of_site(site).filter(key__in=named["enterprise"])},
            "project": {
                one.key: one
                for one in projects.visible(by, "projects.view").filter(site=site, key__in=named["project"])
            },
        }
        self.held: dict[tuple[int, str, int], list[Assignment]] = defaultdict(list)
        for one in Assignment.objects.filter(officer__in=self.people.values()):
            model = "enterprise" if one.enterprise_id else "project"
            self.held[one.officer_id, model, one.enterprise_id or one.project_id].append(one)

    def assignment(self, row: Row) -> Assignment | None:
        """The assignment that a row says, new or there already; None after a fault is entered in the row."""
        model, of = self._of(row)
        who = self.people.get(row.said["officer"])
        if who is None:
            row.blame("officer", NotFound("nobody signs in as {username}", username=row.said["officer"]))
        if of is None or who is None:
            return None
        made = Assignment(**{model: of}, officer=who, layer=row.said["layer"], first=row.said["first"],
                          last=row.said.get("last"), entered=self.now, entered_by=self.by)  # fmt: skip
        return self._entered(row, made, self.held[who.pk, model, of.pk])

    def _of(self, row: Row) -> tuple[str, Any]:
        said = [model for model in ("enterprise", "project") if row.said.get(model)]
        if len(said) != 1:
            row.blame("officer", Malformed("the row names no firm or project, or both; fill in one of the two keys"))
            return "", None
        (model,) = said
        found = self.of[model].get(row.said[model])
        if found is None:
            words = "there is no enterprise {key}" if model == "enterprise" else "there is no project {key}"
            row.blame(model, NotFound(words, key=row.said[model]))
        return model, found

    def _entered(self, row: Row, made: Assignment, others: list[Assignment]) -> Assignment | None:
        for other in others:
            if (other.layer, other.first, other.last) == (made.layer, made.first, made.last) and other.pk:
                return other
            if other.meets(made.first, made.last):
                row.blame("officer", Refused("{officer} is officer of {target} already, since {first}",
                                             officer=made.officer, target=made.of, first=other.first))  # fmt: skip
                return None
        try:
            days_in_order(made.first, made.last)
        except Malformed as problem:
            row.blame("last", problem)
            return None
        others.append(made)
        return made


_NAMES = ("enterprise", "project", "officer")


def _refuse_over(row: Roster) -> None:
    if row.state != STAGED:
        raise Refused("{file} is taken or discarded already; bring it once more", file=row)
