"""The way in for reading how a refused case goes on."""

from dataclasses import dataclass
from typing import Any

from zhiyuan.cases.kind import Words
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case, Onward
from zhiyuan.cases.queries import Read
from zhiyuan.cases.state import REFUSED
from zhiyuan.identity.verbs import may


@dataclass(frozen=True, slots=True)
class Going:
    """How a refused case goes on, and from which one a case came: both None where there is none."""

    then: Case | None
    came_from: Case | None
    offered: Words | None
    """By which kind the reader may go on; None where they may not, or it went on already."""


def onward(found: Read, person: Any) -> Going:
    """What came before and after a case."""
    case, kind = found.case, found.kind
    links = (Onward.objects.filter(before=case) | Onward.objects.filter(case=case)).select_related("before", "case")
    then = next((link.case for link in links if link.before_id == case.pk), None)
    before = next((link.before for link in links if link.case_id == case.pk), None)
    open_ = kind.onward and found.state.phase == REFUSED and then is None and may(person, "cases.continue_case", case)
    return Going(then, before, edition(kind.onward, found.today).title if open_ else None)
