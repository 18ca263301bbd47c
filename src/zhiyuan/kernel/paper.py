"""Documents as PDF, set by Typst from a template and data.

A template reads its data by ``#let data = json(bytes(sys.inputs.data))`` and sets its text in
"Noto Sans SC". Only the fonts that come with Zhiyuan are used and no clock is read, so that the
same template and data give the same bytes on every machine. The compiler is loaded with the first document.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiyuan.kernel.errors import Malformed, NotReady

if TYPE_CHECKING:
    import typst

FONTS = Path(str(files("zhiyuan") / "app" / "fonts"))


def pdf(template_text: str, data: Mapping[str, Any]) -> bytes:
    """Set a document; numbers arrive in the template as numbers, dates as text."""
    import typst

    said = json.dumps(data, ensure_ascii=False, default=str)
    try:
        made: Any = typst.compile(  # type: ignore[type-var]  # its stub wants text and bytes not mixed
            template_text.encode(), font_paths=_fonts(), root=str(FONTS), sys_inputs={"data": said}, timestamp=0
        )
    except typst.TypstError as fault:
        raise Malformed("the document cannot be set: {reason}", reason=fault.message) from fault
    return bytes(made)


@cache
def _fonts() -> "typst.Fonts":
    import typst

    if not any(FONTS.glob("*.ttf")):
        raise NotReady("the fonts for paper are missing in {path}; build the package again", path=FONTS)
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
