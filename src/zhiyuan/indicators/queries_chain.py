"""The chains of a park with what other rooms know: who stands high on the ladder, and which leads are to fill a gap."""

from collections.abc import Mapping
from typing import Any

from zhiyuan.enterprises import queries_chain as chains
from zhiyuan.enterprises.chain.graph import Chain
from zhiyuan.enterprises.queries_chain import Stands
from zhiyuan.innovation import queries as innovation
from zhiyuan.kernel.reference import value
from zhiyuan.park.queries import today
from zhiyuan.projects import queries as projects


def stands(site: Any, key: str) -> Stands:
    """How a chain stands today."""
    return chains.stands(site, key, high(site))


def all_stand(site: Any) -> list[Stands]:
    """How every chain of a park stands today."""
    return chains.all_stand(site, high(site))


def would_stand(site: Any, chain: Chain) -> Stands:
    """How a chain would stand that is only proposed, with the firms that have a place on it already."""
    return chains.would_stand(site, chain, high(site))


def high(site: Any) -> frozenset[int]:
    """The firms of a park that stand high on the ladder today, by the rules that the book names for it."""
    day = today(site)
    return innovation.standing_high(site, day, value("industry/chains#high", day))


def leads(person: Any, site: Any, key: str) -> Mapping[str, list[projects.Stands]]:
    """By segment of a chain, the leads and projects that were entered for it and that a person may see."""
    found: dict[str, list[projects.Stands]] = {}
    for one in projects.for_chain(person, site, key):
        found.setdefault(one.project.segment, []).append(one)
    return found
