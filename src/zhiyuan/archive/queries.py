"""Giving files back."""

from pathlib import Path
from typing import Any

from django.conf import settings

from zhiyuan.archive.models import StoredFile, Upload
from zhiyuan.archive.picture import shown
from zhiyuan.archive.writes import shelf
from zhiyuan.kernel.errors import NotFound


def path(file: StoredFile) -> Path:
    """Where the content of a file is kept."""
    return shelf().find(file.sha256)


def picture(file: StoredFile) -> bytes:
    """A picture drawn anew without any data about it; what was drawn once is kept at hand."""
    if not file.picture:
        raise NotFound("{file} is no picture", file=file)
    at_hand = Path(settings.PICTURES) / f"{file.sha256}.jpg"
    if not at_hand.is_file():
        made = shown(path(file))
        at_hand.parent.mkdir(parents=True, exist_ok=True)
        part = at_hand.with_suffix(".part")
        part.write_bytes(made)
        part.replace(at_hand)
    return at_hand.read_bytes()


def waiting(person: Any) -> list[Any]:
    """What a person sent that belongs to nothing yet."""
    return list(Upload.objects.filter(person=person).select_related("file").order_by("pk"))
