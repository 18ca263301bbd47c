"""What may be handed in, by the book: how large a file may be, and of which formats."""

from datetime import date

from zhiyuan.archive.content import FORMATS
from zhiyuan.archive.shelf import MB
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import value

PAGE = "archive/files"


def largest(day: date) -> int:
    """The largest file that is taken. [B]"""
    return int(value(f"{PAGE}#largest", day)) * MB


def waiting(day: date) -> int:
    """How much a person may have sent that belongs to nothing yet. [B]"""
    return int(value(f"{PAGE}#waiting", day)) * MB


def formats(day: date) -> tuple[str, ...]:
    """The formats that are taken."""
    said = tuple(value(f"{PAGE}#formats", day))
    if unknown := sorted(set(said) - set(FORMATS)):
        raise Malformed("{names} cannot be checked; formats that can: {known}", names=", ".join(unknown),
                        known=", ".join(FORMATS))  # fmt: skip
    return said


def accept(day: date) -> str:
    """The formats as a file dialog wants them: the endings, one after another."""
    return ",".join(ending for key in formats(day) for ending in FORMATS[key].endings)
