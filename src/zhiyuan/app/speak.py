"""Words for the command line, without Django: the same catalogue as the pages."""

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiyuan.kernel.errors import ZhiyuanError

LOCALE = Path(__file__).with_name("locale")
LANGUAGES = {"zh": "zh_Hans", "en": ""}


def translation(language: str) -> Callable[[str], str]:
    """How a language says a message; English, the message itself, where there is no catalogue."""
    if not LANGUAGES[language]:
        return str
    return gettext.translation("django", LOCALE, [LANGUAGES[language]], fallback=True).gettext


@contextmanager
def refusing_in(language: str) -> Iterator[None]:
    """Let what is refused inside be refused in this language."""
    try:
        yield
    except ZhiyuanError as failure:
        raise type(failure)("{said}", said=failure.render(translation(language))) from failure
