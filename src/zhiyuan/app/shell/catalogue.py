"""Message catalogues: every room keeps its own part, the build merges the parts into one ``django.mo``.

``python -m zhiyuan.app.shell.catalogue`` merges and compiles. It refuses a message that two parts
translate differently, and one whose parameters differ from its translation's. Knows no Django.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"
PARAMETER = re.compile(r"%\(\w+\)[sd]|\{\w+[^}]*\}")


def build(locale: Path = LOCALE) -> int:
    """Compile each language's catalogue; answers how many messages there are."""
    count = 0
    for folder in sorted(locale.glob("*/LC_MESSAGES")):
        catalogue = merge(sorted(folder.glob("parts/*.po")), folder.parent.name)
        count += len(catalogue)
        with folder.joinpath("django.mo").open("wb") as file:
            write_mo(file, catalogue)
    return count


def merge(parts: list[Path], language: str) -> Catalog:
    """One catalogue of all parts."""
    whole = Catalog(locale=language, domain="django", fuzzy=False)
    for part in parts:
        for message in messages(part, language):
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise SystemExit(f"{part.name}: {message.id!r} is {known.string!r} in another part")
            whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def messages(part: Path, language: str) -> Iterator[Message]:
    """What one part says, checked."""
    with part.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    for message in catalogue:
        if message.id:
            _check(part, message)
            yield message


def _check(part: Path, message: Message) -> None:
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    asked = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
    for text in said:
        if text and set(PARAMETER.findall(str(text))) != set(PARAMETER.findall(str(asked))):
            raise SystemExit(f"{part.name}: {asked!r} and its translation have different parameters")


if __name__ == "__main__":
    sys.stdout.write(f"{build()} messages\n")
