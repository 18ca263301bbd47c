"""Taking a file in, letting it belong to something, and forgetting what belongs to nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Sum
from django.utils import timezone

from zhiyuan.archive import limits
from zhiyuan.archive.content import check, format_of, plain_name
from zhiyuan.archive.models import StoredFile, Upload
from zhiyuan.archive.shelf import Shelf
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, Refused

KEPT_FOR = timedelta(days=1)


def shelf() -> Shelf:
    """The shelf of this installation."""
    return Shelf(Path(settings.FILES))


def receive(person: Any, name: str, parts: Iterable[bytes]) -> Upload:
    """Take a file in that a person sends, after it was looked at; it belongs to nothing yet.

    Raises
    ------
    Malformed
        When its content is not what its name says, or is damaged.
    Refused
        When it is too large, of a kind that is not taken, or too much waits already.
    """
    now, name = parktime.now(), plain_name(name)
    day = timezone.localdate(now)
    claimed, largest = format_of(name, limits.formats(day)), limits.largest(day)
    waits = Upload.objects.filter(person=person).aggregate(sum=Sum("file__size"))["sum"] or 0
    if waits > limits.waiting(day):
        raise Refused("too many files of yours belong to nothing yet; remove some, or go on tomorrow")
    with shelf().draft(name, parts, largest) as draft:
        check(claimed, name, draft.file, largest)
        with shelf().locked(), transaction.atomic():
            shelf().keep(draft)
            said = {"size": draft.size, "media": claimed.media, "stored": now}
            file, _ = StoredFile.objects.get_or_create(sha256=draft.sha256, defaults=said)
            return Upload.objects.create(file=file, person=person, name=name, at=now)


def claimed(person: Any, upload: int) -> tuple[StoredFile, str]:
    """A file that this person sent and its name, from now on the caller's; nobody claims what another sent."""
    row = Upload.objects.select_related("file").filter(pk=upload, person=person).first()
    if row is None:
        raise NotFound("no file {number} of yours waits; send it again", number=upload)
    row.delete()
    return row.file, row.name


def released(file: StoredFile, person: Any, name: str) -> Upload:
    """A file belongs to nothing any more; it is forgotten after a day unless its sender hands it in."""
    return Upload.objects.create(file=file, person=person, name=name, at=parktime.now())


def forget(now: datetime) -> int:
    """Forget what has belonged to nothing for a day; how many files went."""
    gone = 0
    with shelf().locked():
        old = Upload.objects.filter(at__lt=now - KEPT_FOR)
        digests = set(old.values_list("file", flat=True))
        old.delete()
        for digest in digests:
            try:
                StoredFile.objects.filter(pk=digest).delete()
            except ProtectedError:
                continue
            shelf().drop(digest)
            gone += 1
    return gone
