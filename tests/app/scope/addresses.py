"""Every address of the installation, from its own table: those at which an administrator finds a planted row."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve
from django.utils.regex_helper import normalize

from zhiyuan.identity.models import Trail

LONGEST_WORD = 24
TRAIL = Trail.objects.exclude(verb="identity.sign_out")  # the one act that anybody may do
KEYS = ("key", "kind", "rule", "chain", "segment")
LEADS_NOWHERE, NO_SUCH_WAY = (401, 404), 405
EVERYWHERE = ("pdf", "xlsx", "yaml", "2026-11-02", "2026-11")


@dataclass(frozen=True)
class Route:
    """One line of the table of addresses: ``land/%(pk)s/`` and the names in it."""

    template: str
    names: tuple[str, ...]
    choices: tuple[str, ...]
    view: Any

    @property
    def is_public(self) -> bool:
        """Whether it says itself that nobody needs to sign in."""
        return not getattr(self.view, "login_required", True)

    @property
    def head(self) -> str:
        """The page of its first name, which is a line of the table of its own: ``land/%(pk)s/`` of what is under it."""
        found = re.match(r".*?%\(\w+\)s/", self.template) if len(self.names) > 1 else None
        return found[0] if found else ""

    def paths(self, pool: Iterable[str], begun: Iterable[str] = ()) -> Iterator[str]:
        """The addresses that these values make and that lead to its view; those under ``begun`` if there are any."""
        heads = list(begun)
        names, rest = (self.names[1:], self.template.removeprefix(self.head)) if heads else (self.names, self.template)
        for head in heads or ["/"]:
            for values in product(pool, repeat=len(names)):
                path = head + rest % dict(zip(names, values, strict=True))
                if self._leads_here(path):
                    yield path

    def _leads_here(self, path: str) -> bool:
        try:
            return resolve(path).func is self.view
        except Resolver404:
            return False

    def words(self) -> list[str]:
        """The short words that its address and its module spell out: the names of acts, tabs and forms."""
        tree = ast.parse(inspect.getsource(inspect.getmodule(inspect.unwrap(self.view)) or inspect))
        said = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        short = {w for w in said if len(w) <= LONGEST_WORD and re.fullmatch(r"[a-z_-]+", w)}
        return sorted(short.union(*(choice.split("|") for choice in self.choices)))


def routes() -> list[Route]:
    """The whole table, the shorter ones first."""
    found = {}
    for regex, view in _walk(get_resolver().url_patterns, ""):
        for template, names in normalize(regex):
            choices = tuple(re.findall(r"\(\?P<\w+>([a-z|]+)\)", regex))
            found.setdefault(template, Route(template, tuple(names), choices, view))
    return sorted(found.values(), key=lambda r: (len(r.names), len(r.template)))


def _walk(patterns: Iterable[Any], before: str) -> Iterator[tuple[str, Any]]:
    for one in patterns:
        regex = before + one.pattern.regex.pattern.removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if hasattr(one, "url_patterns"):
            yield from _walk(one.url_patterns, regex)
        else:
            yield regex, one.callback


class Visitor:
    """Somebody who knocks at addresses; whatever that wrote is taken back, and they stay who they were."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.cookies = client.cookies.output(header="", sep=";")
        self.acts = 0
        """How many lines of the trail the last knock wrote."""

    def answers(self, path: str) -> Iterator[Any]:
        """What is answered, one by one, by each way of asking that the address takes."""
        for ask in (self.client.get, self.client.post, self.client.put, self.client.delete):
            cache.clear()  # of throttles, which are not what is tried here
            with transaction.atomic():
                before = TRAIL.count()
                answer = ask(path)
                self.acts = TRAIL.count() - before
                transaction.set_rollback(True)
            self.client.cookies.load(self.cookies)
            if answer.status_code != NO_SUCH_WAY:
                yield answer


class Reached:
    """The addresses at which an administrator finds something, one or more a line of the table."""

    def __init__(self, visitor: Visitor, rows: Iterable[models.Model]) -> None:
        self.visitor = visitor
        self.numbers = sorted({str(row.pk) for row in rows if isinstance(row.pk, int)})
        self.keys = sorted({str(getattr(row, name, "")) for row in rows for name in KEYS} - {""})
        self.by_route: dict[Route, list[str]] = {}
        self.unreached: list[str] = []
        for route in routes():
            self._try(route)

    def __iter__(self) -> Iterator[tuple[Route, str]]:
        return ((route, path) for route, paths in self.by_route.items() for path in paths)

    def _try(self, route: Route) -> None:
        tried = list(self._candidates(route))
        found = [path for path in tried if self._finds(path)]
        if found:  # where any word will do, a few of them stand for all
            self.by_route[route] = found if len(found) < len(tried) / 2 else found[:3]
        else:
            self.unreached.append(route.template)

    def _finds(self, path: str) -> bool:
        """Whether something is there, by the first way of asking that the address takes."""
        return next(self.visitor.answers(path)).status_code not in LEADS_NOWHERE

    def _candidates(self, route: Route) -> Iterator[str]:
        """Addresses under those that were reached already, where the first name has a page of its own."""
        pool = [*self.numbers, *self.keys, *EVERYWHERE]
        if 0 < len(route.names) < 3:  # of three names none was ever an act
            pool += route.words()
        begun = next((paths for known, paths in self.by_route.items() if route.head == known.template != ""), [])
        return route.paths(pool, begun)
