"""The book that a process reads: what is shipped, with the kinds that the installation published lying over it."""

import logging
from pathlib import Path
from typing import Any

from zhiyuan.app import actor, home, manage
from zhiyuan.cases.overlay import over
from zhiyuan.kernel import reference
from zhiyuan.kernel.errors import ZhiyuanError

log = logging.getLogger(__name__)

_laid: list[tuple[int, str] | None] = [None]


def refresh() -> None:
    """Put what is published by now in use; one short query where nothing changed."""
    from django.db import DatabaseError

    from zhiyuan.cases import queries_kinds

    try:
        newest = queries_kinds.newest()
    except DatabaseError:
        return  # an installation whose database is still to be made
    if newest == _laid[0]:
        return
    own = {key: row.proposal.pages for key, row in queries_kinds.published().items()}
    _laid[0] = newest
    try:
        reference.use(over(reference.shipped(), own))
    except ZhiyuanError as fault:  # published under an older version: the other pages must open all the same
        log.error("kinds of the installation's own are not in use: %s; propose and publish them anew", fault)


def entered(directory: Path, username: str = "") -> Any:
    """Enter an installation for a command about cases, its own kinds in use; who acts, an administrator if unnamed."""
    home.enter(directory)
    manage.ready()
    refresh()
    return actor.actor(username)


def middleware(get_response: Any) -> Any:
    """Before every request: another process may have published."""

    def respond(request: Any) -> Any:
        refresh()
        return get_response(request)

    return respond
