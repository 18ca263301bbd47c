"""Who hears what a firm is told of its case because the firm lets them act for it: rooms above know the agents.

A room says so once, when it starts (``SPEAKERS``); it is asked with every telling, so a delegation that was revoked
a moment ago tells nobody any more.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

People = Mapping[str, int]
"""Numbers of people by the names that they sign in with."""
Speaker = Callable[[Collection[Any], Any], Mapping[int, People]]
"""From some cases of one park, and the park, to the agents of today by the case's number."""

SPEAKERS: list[Speaker] = []


def agents(cases: Collection[Any], site: Any) -> dict[int, dict[str, int]]:
    """Who acts today for the firm in each of these cases."""
    found: dict[int, dict[str, int]] = {}
    for speaker in SPEAKERS if cases else ():
        for case, people in speaker(cases, site).items():
            found.setdefault(case, {}).update(people)
    return found
