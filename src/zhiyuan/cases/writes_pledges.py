"""What the park promises of itself: entries are added, never changed. The caller holds the transaction."""

from dataclasses import replace
from datetime import date
from typing import Any

from zhiyuan.archive.writes import claimed
from zhiyuan.cases import pledge as pure
from zhiyuan.cases import writes
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Pledge, PledgeEntry
from zhiyuan.cases.promise import BROKEN, KEPT, LATE, STATE, WAIVED, revised
from zhiyuan.cases.queries import for_the_firm
from zhiyuan.cases.queries_pledges import promise
from zhiyuan.cases.subject import subject
from zhiyuan.enterprises.queries import of_site
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today

FOLLOW_UP = "broken_pledge"
LONGEST = 400


def made(by: Any, site: Any, text: str, due: date, enterprise: str) -> Pledge:
    """A promise to an enterprise, by its key, or to the public, with its last day.

    Raises
    ------
    Malformed
        When nothing is promised, or for a day that is over.
    """
    text, firm = " ".join(text.split()), None
    if not text or len(text) > LONGEST:
        raise Malformed("say what is promised, in at most {most} characters", most=LONGEST)
    if due < today(site):
        raise Malformed("{day} is over: promise for today or later", day=due)
    if enterprise and (firm := of_site(site).filter(key=enterprise).first()) is None:
        raise NotFound("there is no enterprise {key}", key=enterprise)
    row = Pledge.objects.create(site=site, enterprise=firm, text=text)
    return _entered(row, pure.MAKE, by, due=due)


def moved(by: Any, row: Pledge, due: date, reason: str) -> Pledge:
    """Another last day, said before the one in force is over; what was first promised stays in the ledger."""
    if not (reason := reason.strip()):
        raise Malformed("say why")
    held = _locked(row)
    revised(held, today(row.site), due)
    return _entered(row, pure.REVISE, by, due=due, said=reason)


def kept(by: Any, row: Pledge, evidence: str, upload: int | None) -> Pledge:
    """It was kept, today; what shows it, in words and by a file."""
    if not (evidence := evidence.strip()):
        raise Malformed("say what shows that it was kept")
    _refuse_settled(_locked(row), row)
    file, name = claimed(by, upload) if upload is not None else (None, "")
    return _entered(row, pure.KEEP, by, said=evidence, file=file, file_name=name)


def waived(by: Any, row: Pledge, reason: str) -> Pledge:
    """Whoever it was made to asks for it no longer; nobody else may say that, and for the public nobody."""
    if row.enterprise is None:
        raise Refused("a promise to the public is waived by nobody")
    if not for_the_firm(by, row.enterprise):
        raise Refused("nobody waives what was promised to {firm} but {firm}", firm=row.enterprise)
    _refuse_settled(_locked(row), row)
    return _entered(row, pure.WAIVE, by, said=reason.strip())


def follow_up(site: Any) -> int:
    """Open a case for every promise of a park whose day is over and which was not kept, once; how many there were."""
    opened, day = 0, today(site)
    for row in Pledge.objects.filter(site=site).exclude(entries__act__in=(pure.KEEP, pure.WAIVE, pure.FOLLOW)):
        told = _locked(row)
        if told.state(day) != BROKEN:
            continue
        about = replace(subject(site, row.text[:100]), enterprise=row.enterprise)
        case = writes.opened(edition(FOLLOW_UP, day), about)
        form = {"promised": row.text, "due": told.due(day).isoformat(), "to": str(row.enterprise or "公众")}
        writes.append(case, "submit", writes.NOBODY, data={"form": form, "docs": []})
        _entered(row, pure.FOLLOW, None, case=case)
        opened += 1
    return opened


def _locked(row: Pledge) -> Any:
    """The promise as it stands, while nobody else adds to it."""
    return promise(Pledge.objects.select_for_update(of=("self",)).get(pk=row.pk))


def _refuse_settled(held: Any, row: Pledge) -> None:
    if (state := held.state(today(row.site))) in (KEPT, LATE, WAIVED):
        raise Refused("it was {state} already", state=STATE[state])


def _entered(row: Pledge, act: str, by: Any, **more: Any) -> Pledge:
    PledgeEntry.objects.create(
        pledge=row, seq=row.entries.count() + 1, act=act, at=parktime.now(), day=today(row.site), by=by, **more
    )
    return row
