"""A photo as it may be shown: drawn anew from its pixels, so that nothing else of the file survives.

Where it was taken, with which device and when (Exif, XMP, comments) is gone; it stands upright.
"""

import io
from pathlib import Path

LONGEST_SIDE = 1600
QUALITY = 82


def shown(file: Path, longest: int = LONGEST_SIDE) -> bytes:
    """The picture as a JPEG of at most so many pixels a side, without any data about it."""
    from PIL import Image, ImageOps  # loaded with the first picture

    with Image.open(file, formats=["JPEG", "PNG"]) as picture:
        picture.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest, longest))
        bare = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        bare.paste(layer, mask=layer.getchannel("A"))
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
