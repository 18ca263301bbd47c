"""Files made for tests: real ones of every format, and ones that lie."""

import io
import zipfile
from typing import Any

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), place: bool = False) -> bytes:
    """A picture in one colour; with a place, its Exif says where and when it was taken."""
    from PIL import Image

    made, more = io.BytesIO(), dict[str, Any]()
    if place:
        exif = Image.Exif()
        exif[0x010F], exif[0x0112] = "SecretCamera", 6  # maker; to be turned by a quarter
        exif.get_ifd(0x8825)[2] = (33.0, 0.0, 0.0)
        more["exif"] = exif
    Image.new("RGB", size, "teal").save(made, form, **more)
    return made.getvalue()


def packed(*members: str, size: int = 10) -> bytes:
    """A zip file with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for member in members:
            file.writestr(member, b"0" * size)
    return made.getvalue()
