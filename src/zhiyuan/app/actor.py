"""Who acts when a command runs: whoever may read the installation's directory is its administrator."""

from typing import Any

from zhiyuan.kernel.errors import NotFound, ZhiyuanError


def actor(username: str = "") -> Any:
    """The person by this name, else the first who administers the whole installation."""
    from zhiyuan.identity.models import Person

    people = Person.objects.filter(is_active=True).prefetch_related("grants").order_by("pk")
    if username:
        found = people.filter(username=username).first()
        if found is None:
            raise NotFound("nobody active is called {username}", username=username)
        return found
    found = people.filter(grants__role="administrator", grants__scope_type="*").first()
    if found is None:
        raise NotFound("this installation has no administrator; 'zhiyuan init' makes one")
    return found


def named(username: str, unsaid: ZhiyuanError | None = None) -> Any:
    """The person who signs in by this name, where an act needs one; ``unsaid`` is raised when no name was given."""
    from zhiyuan.identity.queries import person_named

    found = person_named(username)
    if found is not None:
        return found
    if unsaid is not None and not username:
        raise unsaid
    raise NotFound("nobody signs in as {name!r}; say --as with a user name", name=username)
