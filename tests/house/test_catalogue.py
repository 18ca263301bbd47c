"""The rooms' message parts make one catalogue: no message is translated in two ways."""

from pathlib import Path

from zhiyuan.app.shell.catalogue import LOCALE, merge


def test_the_parts_of_each_language_merge() -> None:
    for folder in LOCALE.glob("*/LC_MESSAGES"):
        parts: list[Path] = sorted(folder.glob("parts/*.po"))
        assert len(merge(parts, folder.parent.name)) > 0
