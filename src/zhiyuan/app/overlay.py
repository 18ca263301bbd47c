"""The book that a process reads: what is shipped, with what the installation published lying over it."""

import logging
from pathlib import Path
from typing import Any

from zhiyuan.app import actor, home, manage
from zhiyuan.cases.overlay import over
from zhiyuan.enterprises.ladder.draft import read
from zhiyuan.enterprises.ladder.drafted import checked
from zhiyuan.kernel import reference
from zhiyuan.kernel.errors import ZhiyuanError

log = logging.getLogger(__name__)

_laid: list[Any] = [(None, (0, 0))]


def refresh() -> None:
    """Put what is published by now in use; three short queries where nothing changed."""
    from django.db import DatabaseError

    from zhiyuan.cases import queries_kinds
    from zhiyuan.innovation import queries_rules

    try:
        newest = (queries_kinds.newest(), queries_rules.newest())
    except DatabaseError:
        return  # an installation whose database is still to be made
    if newest == _laid[0]:
        return
    own = {key: row.proposal.pages for key, row in queries_kinds.published().items()}
    editions = [(row.proposal.rule, row.proposal.text) for row in queries_rules.published()]
    _laid[0] = newest
    held = reference.shipped()
    try:
        held = over(held, own)
    except ZhiyuanError as fault:  # published under an older version: the other pages must open all the same
        log.error("kinds of the installation's own are not in use: %s; propose and publish them anew", fault)
    for key, text in editions:
        held = _with_edition(held, key, text)
    reference.use(held)


def _with_edition(held: reference.Book, key: str, text: str) -> reference.Book:
    try:
        return checked(held, key, read(text))
    except ZhiyuanError as fault:
        log.error("an edition of %s is not in use: %s; propose and publish it anew", key, fault)
        return held


def entered(directory: Path, username: str = "") -> Any:
    """Enter an installation for a command about cases, its own kinds in use; who acts, an administrator if unnamed."""
    home.enter(directory)
    manage.ready()
    refresh()
    return actor.actor(username)


def entered_park(directory: Path, username: str, site: str, act: str) -> tuple[Any, Any]:
    """Enter an installation for a command about a park (its key, where there are several): who acts, and the park, on
    which they have to be allowed an act."""
    person = entered(directory, username)
    from zhiyuan.identity.verbs import demand
    from zhiyuan.park.queries import site as the_site

    place = the_site(site)
    demand(person, act, place)
    return person, place


def middleware(get_response: Any) -> Any:
    """Before every request: another process may have published."""

    def respond(request: Any) -> Any:
        refresh()
        return get_response(request)

    return respond
