"""Sending a file over HTTP: what it belongs to is said afterwards, by the verb that takes its number."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from zhiyuan.archive import queries, writes
from zhiyuan.identity.verbs import may_somewhere
from zhiyuan.kernel.errors import Refused

router = Router(tags=["archive"])


class UploadOut(Schema):
    """A file that was sent and belongs to nothing yet; it is forgotten after a day. ``size`` in bytes."""

    id: int
    name: str
    sha256: str
    size: int
    media: str
    at: datetime


@router.post("/upload", response=UploadOut)
def upload(request: HttpRequest, file: UploadedFile = File(...)) -> Any:  # noqa: B008  # ninja's way of saying it
    """Send one file as multipart form data under the name ``file``; its content must be what its name says."""
    _demand(request.user)
    return _out(writes.receive(request.user, file.name or "", file.chunks()))


@router.get("/waiting", response=list[UploadOut])
def waiting(request: HttpRequest) -> Any:
    """What you sent that belongs to nothing yet."""
    return [_out(row) for row in queries.waiting(request.user)]


def _demand(person: Any) -> None:
    if not may_somewhere(person, "archive.upload"):
        raise Refused("{person} may not send files; ask an administrator for a role that may", person=person)


def _out(row: Any) -> UploadOut:
    return UploadOut(
        id=row.pk, name=row.name, sha256=row.file.sha256, size=row.file.size, media=row.file.media, at=row.at
    )
