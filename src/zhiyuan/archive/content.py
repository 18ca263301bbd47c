"""What a file is by its content, whatever its name says. Pure: reads bytes, keeps nothing."""

import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from zhiyuan.kernel.errors import Malformed, Refused

LONGEST_NAME = 120
MOST_PIXELS = 60_000_000
UNPACKED_TIMES = 40
"""A packed file that would unpack to so many times the largest file is none of a person's."""
MACROS = ("vbaproject.bin", "/macrosheets/", "/activex/")


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files, by how its bytes begin and what it must contain.

    ``opening`` are the first bytes; ``inside`` the member that a packed document has (ECMA-376, GB/T 33190-2016).
    """

    key: str
    media: str
    endings: tuple[str, ...]
    opening: bytes
    inside: str = ""

    @property
    def picture(self) -> bool:
        """Whether it can be looked at as a picture."""
        return self.media.startswith("image/")


PACKED = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = {
    one.key: one
    for one in (
        Format("pdf", "application/pdf", (".pdf",), b"%PDF-"),
        Format("jpeg", "image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff"),
        Format("png", "image/png", (".png",), b"\x89PNG\r\n\x1a\n"),
        Format("ofd", "application/ofd", (".ofd",), PACKED, "OFD.xml"),
        Format("docx", f"{OFFICE}wordprocessingml.document", (".docx",), PACKED, "word/document.xml"),
        Format("xlsx", f"{OFFICE}spreadsheetml.sheet", (".xlsx",), PACKED, "xl/workbook.xml"),
    )
}


def plain_name(said: str) -> str:
    """The name of a file without folders, control characters or marks that turn the reading direction.

    >>> plain_name("C:\\\\scans\\\\营业执照\\u202egpj.exe"), plain_name("../../etc/passwd")
    ('营业执照gpj.exe', 'passwd')
    """
    last = said.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    stem, ending = kept[: -len(_ending(kept))] if _ending(kept) else kept, _ending(kept)
    return (stem[: LONGEST_NAME - len(ending)] + ending) or "file"


def format_of(name: str, allowed: Iterable[str]) -> Format:
    """The format that a name claims, among those that are taken.

    Raises
    ------
    Refused
        When files of that ending are not taken; says which are.
    """
    known = [FORMATS[key] for key in allowed]
    for one in known:
        if _ending(name) in one.endings:
            return one
    endings = ", ".join(ending for one in known for ending in one.endings)
    raise Refused("{name} is of a kind that is not taken here; take one of {endings}", name=name, endings=endings)


def check(claimed: Format, name: str, file: IO[bytes], largest: int) -> None:
    """Refuse a file that is not what its name says, is cut off, or carries macros. ``largest`` in bytes. [B]

    Raises
    ------
    Malformed
        When the content is not of the claimed format, or is damaged.
    Refused
        When it carries macros, or would unpack or open to an enormous size.
    """
    file.seek(0)
    if not file.read(len(claimed.opening)) == claimed.opening:
        raise Malformed(
            "{name} is called {ending}, but its content is something else; save it as {ending} and choose it again",
            name=name,
            ending=_ending(name),
        )
    if claimed.inside:
        _check_packed(claimed, name, file, largest)
    elif claimed.picture:
        _check_picture(claimed, name, file)
    elif b"%%EOF" not in _last(file):
        raise Malformed("{name} is cut off or damaged; save it again and choose it again", name=name)


def _check_packed(claimed: Format, name: str, file: IO[bytes], largest: int) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Malformed("{name} is cut off or damaged; save it again and choose it again", name=name) from fault
    names = [member.filename for member in members]
    if claimed.inside not in names:
        raise Malformed(
            "{name} is called {ending}, but its content is something else; save it as {ending} and choose it again",
            name=name,
            ending=_ending(name),
        )
    if any(mark in member.lower() for member in names for mark in MACROS):
        raise Refused("{name} carries macros, which are not taken; save it without macros", name=name)
    if sum(member.file_size for member in members) > UNPACKED_TIMES * largest:
        raise Refused("{name} would unpack to an enormous size and is not taken", name=name)


def _check_picture(claimed: Format, name: str, file: IO[bytes]) -> None:
    from PIL import Image, UnidentifiedImageError  # loaded with the first picture

    file.seek(0)
    try:
        with Image.open(file, formats=[claimed.key.upper()]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("{name} has too many pixels; make it smaller", name=name)
            picture.draft("RGB", (512, 512))
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise Malformed("{name} is cut off or damaged; save it again and choose it again", name=name) from fault


def _last(file: IO[bytes], size: int = 2048) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - size))
    return file.read()


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
