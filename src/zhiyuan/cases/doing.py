"""One act by one person in one case: as the firm where the act or the step is the firm's, else as a desk.

What the page and the command line share, so that both say the same of the same words.
"""

from collections.abc import Mapping
from typing import Any

from zhiyuan.cases import queries, services
from zhiyuan.cases.fold import ACTS, FIRM, STEP
from zhiyuan.cases.kind import APPLICANT
from zhiyuan.identity.verbs import may

LANES = {"green_lane": services.grant_green_lane, "leave_lane": services.end_green_lane}
OF_ONE_DOCUMENT = ("promise", "fulfil", "breach", "rectify", "prolong", "start_work")


def do(person: Any, row: Any, said: Mapping[str, Any]) -> Any:
    """Do ``said["act"]`` with the words that its verb knows; the rules of the kind say no where it may not be."""
    if (lane := LANES.get(str(said.get("act", "")))) is not None:
        return lane(person, row, reason=said.get("reason", ""))
    act, step = str(said.get("act", "")), queries.read(row).kind.step.get(said.get("step", ""))
    who = ACTS[act].who if act in ACTS else ""
    own = who == FIRM or (who == STEP and step is not None and step.by == APPLICANT)
    verb: Any = services.answer_case if own or not may(person, "cases.work_case", row) else services.work_case
    names = verb.__wrapped__.__annotations__
    known = {k: v for k, v in said.items() if k in names and k not in ("person", "case")}
    return verb(person, row, **{**known, "act": act})
