"""Handing everything over in one act when somebody leaves. The caller holds the transaction."""

from datetime import date, timedelta
from typing import Any

from zhiyuan.agency import queries
from zhiyuan.agency.models import Assignment, HandOver
from zhiyuan.agency.writes import active
from zhiyuan.cases import queries as cases
from zhiyuan.cases import writes as log
from zhiyuan.identity.models import Person
from zhiyuan.identity.standing import today
from zhiyuan.identity.verbs import those
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused


def handed_over(by: Any, officer: Person, username: str, reason: str) -> HandOver:
    """Every open step that an officer holds, and every firm and project of theirs, goes to a colleague from today.

    What firms delegated to them as their agent stays with the firm to decide.

    Raises
    ------
    Refused
        When there is nothing to hand over, or the colleague may not work one of the cases.
    """
    to, day, reason = active(username), today(), reason.strip()[:200]
    if not reason:
        raise Malformed("say why")
    if to == officer:
        raise Refused("nobody hands over to themselves")
    turns = list(cases.held_by(officer))
    assigned = [row for row in queries.assignments_of(officer) if row.last is None or row.last >= day]
    if not turns and not assigned:
        raise Refused("{officer} has no open step, no firm and no project", officer=officer)
    able = {case.pk for case in those(to, "cases.work_case", [turn.case for turn in turns])}
    if barred := [turn.case.number for turn in turns if turn.case_id not in able]:
        raise Refused("{to} may not work {cases}: give them the role at that desk first", to=to,
                      cases=", ".join(barred))  # fmt: skip
    row = HandOver(officer=officer, to=to, day=day, reason=reason, at=parktime.now(), by=by)
    row.steps = [{"case": t.case_id, "number": t.case.number, "step": t.what} for t in turns]
    row.assignments = [{"of": str(one.of), "layer": one.layer} for one in assigned]
    row.save()
    for turn in turns:
        data = {"to": to.username, "reason": reason, "from": officer.username}
        log.append(turn.case, "transfer", by.username, step=turn.what, data=data)
    for one in assigned:
        _move(by, one, to, day)
    return row


def _move(by: Any, one: Assignment, to: Person, day: date) -> None:
    """The officer has it until yesterday, the colleague from today; what has not begun begins with the colleague."""
    first, last = max(one.first, day), one.last
    twice = [r for r in queries.assignments_of(to) if r.of == one.of and (r.last is None or r.last >= first)]
    if one.first < day:
        one.last = day - timedelta(days=1)
        one.save(update_fields=["last"])
    else:
        one.delete()
    if not twice:
        Assignment.objects.create(
            officer=to, enterprise=one.enterprise, project=one.project, layer=one.layer, first=first, last=last,
            entered=parktime.now(), entered_by=by,
        )  # fmt: skip
