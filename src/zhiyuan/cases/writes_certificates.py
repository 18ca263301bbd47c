"""What cases issued, kept beside their logs to be found by; and what an earlier case stands for in a new one."""

from typing import Any

from zhiyuan.cases.certificate import certificates
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case, Certificate, Paper
from zhiyuan.cases.state import State
from zhiyuan.kernel import parktime


def lay(case: Case, kind: Kind, before: State | None, after: State) -> None:
    """Lay what a case issued by its log, where an event changed it; all of it where nothing is said of before."""
    now = certificates(kind, after)
    if before is not None and now == certificates(kind, before):
        return
    Certificate.objects.filter(case=case).exclude(doc__in=[one.doc for one in now]).delete()
    for one in now:
        last = one.last if one.began is None else None
        said = {"issued": one.issued, "last": last.day if last else None, "prolonged": one.prolonged,
                "provisional": bool(last and last.provisional), "began": one.began}  # fmt: skip
        Certificate.objects.update_or_create(case=case, doc=one.doc, defaults=said)


def carry(case: Case, kind: Kind, person: Any, by: Certificate) -> dict[str, Any]:
    """What goes into the first event of a case for which something issued earlier stands: which case, until when,
    which documents. The files that were looked at then come with it."""
    docs = kind.covered.docs if kind.covered else ()
    old = by.case.papers.filter(doc__in=docs, seq__isnull=False).select_related("file")
    Paper.objects.bulk_create(
        Paper(case=case, doc=one.doc, file=one.file, name=one.name, origin=one.origin, valid_from=one.valid_from,
              valid_last=one.valid_last, uploader=person, at=parktime.now())
        for one in old
    )  # fmt: skip
    return {"case": by.case.number, "last": by.last, "docs": list(docs)}
