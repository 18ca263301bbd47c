"""What the desk sees of whether the firm has read: the receipts of its case, from what its people and agents opened."""

from zhiyuan.cases.queries import Read
from zhiyuan.cases.receipt import Notice, Seen, notices, to_be_read
from zhiyuan.cases.telling import key
from zhiyuan.identity import queries_notifications


def receipts(found: Read) -> list[Notice]:
    """The one-time notices and the decision of a case, each with who was told and who has read it."""
    wanted = to_be_read(found.log, found.state)
    places = {key(found.case.pk, event.seq, kind): (event.seq, kind) for event, kind in wanted}
    told: dict[tuple[int, str], list[Seen]] = {}
    for one in queries_notifications.receipts(places) if places else ():
        told.setdefault(places[one.key], []).append(Seen(one.person, one.agent, one.read))
    return notices(wanted, told)
