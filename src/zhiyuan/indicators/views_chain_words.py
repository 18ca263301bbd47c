"""The words of chains in the reader's language, and the colours that go with them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from zhiyuan.cases.templatetags.cases import language
from zhiyuan.enterprises.chain.partition import EXTEND, FILL, FIRM, STRENGTHEN, UNTOUCHED, UPSTREAM, Placed

NAMES: dict[str, Any] = {
    FIRM: _later("stands firm"), STRENGTHEN: _later("to strengthen"), FILL: _later("to fill"),
    EXTEND: _later("to extend"), UNTOUCHED: _later("not touched yet"),
}  # fmt: skip
TAGS = {FIRM: "tag-ok", STRENGTHEN: "tag-pri", FILL: "tag-bad", EXTEND: "tag-warn", UNTOUCHED: ""}


def words() -> dict[str, str]:
    """Each word as the reader calls it."""
    return {word: str(name) for word, name in NAMES.items()}


def name(one: Any) -> str:
    """What a chain or a segment is called."""
    return str(one.zh if language() == "zh" else one.en)


def side(one: Placed) -> str:
    """To which side a chain is to be extended; nothing where it is not."""
    if not one.side:
        return ""
    return str(_("upstream") if one.side == UPSTREAM else _("downstream"))
