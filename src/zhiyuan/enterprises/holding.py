"""Who else holds something about a natural person: rooms above the register say it when they start.

So that giving out and erasing (个人信息保护法 第四十五条, 第四十七条) reach all that the park holds, by one act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Said = Mapping[str, str]
"""What a person is known by: ``phone``, ``email``, or both."""


@dataclass(frozen=True, slots=True)
class Holder:
    """From a park and a person to all that is held about them; and erasing it, with how much it was."""

    held: Callable[[Any, Said], dict[str, Any]]
    erase: Callable[[Any, Said], dict[str, int]]


HOLDERS: list[Holder] = []


def held_elsewhere(site: Any, said: Said) -> dict[str, Any]:
    """What the rooms above hold; empty where they hold nothing."""
    return {name: rows for holder in HOLDERS for name, rows in holder.held(site, said).items()}


def erase_elsewhere(site: Any, said: Said) -> dict[str, int]:
    """Erase what the rooms above hold."""
    return {name: count for holder in HOLDERS for name, count in holder.erase(site, said).items()}
