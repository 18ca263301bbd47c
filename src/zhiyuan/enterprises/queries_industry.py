"""How many firms of a park are of which industry, at every level of GB/T 4754."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from zhiyuan.enterprises import queries
from zhiyuan.enterprises.industry import CLASS, DIVISION, SECTION, Level, levels
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import today


@dataclass(frozen=True, slots=True)
class Tally:
    """An industry with how many firms are of it, and how many of those have a tenancy today."""

    level: Level
    firms: int
    here: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """The industries one level below a code; ``coarse`` firms are known no finer than that code, or not at all."""

    path: tuple[Level, ...]
    below: tuple[Tally, ...]
    coarse: int
    coarse_here: int


def below(person: Any, site: Any, code: str = "") -> Tallies:
    """Firms by the industries one level below a code, the most first; two statements whatever the register holds.

    Raises
    ------
    NotFound
        When there is no such code.
    """
    known = levels(book(), today(site))
    if code and code not in known:
        raise NotFound("GB/T 4754 has no {code}", code=repr(code))
    firms, here = _counted(person, site, code)
    length = {0: SECTION, SECTION: DIVISION}.get(len(code), len(code) + 1)
    finer = [Tally(level, firms[key], here[key]) for key, level in known.items()
             if len(key) == length and key.startswith(code) and firms[key]]  # fmt: skip
    path = tuple(known[code[:n]] for n in range(SECTION, len(code) + 1) if code[:n] in known)
    rest, rest_here = (many[code] - sum(many[tally.level.code] for tally in finer) for many in (firms, here))
    return Tallies(path, tuple(sorted(finer, key=lambda t: (-t.firms, t.level.code))), rest, rest_here)


def _counted(person: Any, site: Any, code: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many firms stand at each code or below it, and how many of them are here."""
    found = queries.visible(person).filter(site=site, industry__startswith=code).order_by()
    inside = Q(pk__in=queries.present(site))
    firms: Counter[str] = Counter()
    here: Counter[str] = Counter()
    counts = found.values_list("industry").annotate(many=Count("pk"), inside=Count("pk", filter=inside))
    for of, many, of_those in counts:
        for length in (0, SECTION, *range(DIVISION, CLASS + 1)):
            if length <= len(of):
                firms[of[:length]] += many
                here[of[:length]] += of_those
    return firms, here
