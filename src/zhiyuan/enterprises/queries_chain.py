"""The chains of a park: who is in which segment, and which word each segment has today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Q

from zhiyuan.enterprises.chain.graph import Chain, Segment, chains
from zhiyuan.enterprises.chain.partition import Firm, Local, Placed, Rules, partition, targets
from zhiyuan.enterprises.models import ChainPage, Enterprise, LocalFigure, Placement
from zhiyuan.enterprises.queries import visible
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book, value
from zhiyuan.park.queries import today

MOST_SUGGESTED, MOST_LOOKED_AT = 5, 2_000


@dataclass(frozen=True, slots=True)
class Stands:
    """A chain as it stands: the word of every segment, the targets, and the rules they follow from."""

    chain: Chain
    rules: Rules
    placed: Mapping[str, Placed]
    targets: tuple[Placed, ...]


def of_park(site: Any) -> dict[str, Chain]:
    """The chains of a park: those of the book, its own over them."""
    published = ChainPage.objects.filter(site=site, published_at__isnull=False)
    own = {row.key: row.text for row in published.order_by("published_at", "pk")}
    return chains(book(), today(site), own)


def chain(site: Any, key: str) -> Chain:
    """One chain."""
    known = of_park(site)
    if key not in known:
        raise NotFound("there is no chain {chain}; there are {known}", chain=key, known=", ".join(known))
    return known[key]


def proposals(site: Any) -> list[ChainPage]:
    """The chains that wait for a second person, the oldest first."""
    found = ChainPage.objects.filter(site=site, published_at=None).select_related("proposed_by")
    return list(found.order_by("pk"))


def proposal(site: Any, number: int) -> ChainPage:
    """One that waits, by its number."""
    found = {row.pk: row for row in proposals(site)}
    if number not in found:
        raise NotFound("no proposed chain has the number {number}", number=number)
    return found[number]


def stands(site: Any, key: str, high: Collection[int]) -> Stands:
    """How a chain stands today; ``high`` are the numbers of the firms that stand high on the ladder."""
    return would_stand(site, chain(site, key), high)


def would_stand(site: Any, chain: Chain, high: Collection[int]) -> Stands:
    """How a chain stands today, one that is only proposed as well."""
    return _stands(site, chain, _rows(site, chain.key), high)


def all_stand(site: Any, high: Collection[int]) -> list[Stands]:
    """How every chain of a park stands today."""
    rows = _rows(site)
    return [_stands(site, one, [r for r in rows if r.chain == key], high) for key, one in of_park(site).items()]


def _rows(site: Any, key: str = "") -> list[Placement]:
    rows = Placement.objects.filter(enterprise__site=site).select_related("enterprise")
    return list(rows.filter(chain=key) if key else rows)


def _stands(site: Any, chain: Chain, rows: list[Placement], high: Collection[int]) -> Stands:
    day = today(site)
    rules = Rules(int(value("industry/chains#hops", day)), Fraction(value("industry/chains#firm_from", day)))
    firms: dict[str, list[Firm]] = {}
    for row in rows:
        output = None if row.output is None else Fraction(row.output)
        firm = Firm(row.enterprise_id, row.enterprise.name, output, row.enterprise_id in high)
        firms.setdefault(row.segment, []).append(firm)
    placed = partition(chain, firms, rules, _local(site, chain.key))
    return Stands(chain, rules, placed, tuple(targets(placed)))


def _local(site: Any, key: str) -> dict[str, Local]:
    rows = LocalFigure.objects.filter(site=site, chain=key).order_by("as_of", "pk")
    return {row.segment: Local(Fraction(row.supply), Fraction(row.demand)) for row in rows}


def places(enterprises: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Where firms are placed, as ``optics.glass``, by their numbers."""
    found: dict[int, tuple[str, ...]] = {}
    rows = Placement.objects.filter(enterprise__in=enterprises).order_by("pk")
    for pk, chain, segment in rows.values_list("enterprise", "chain", "segment"):
        found[pk] = (*found.get(pk, ()), f"{chain}.{segment}")
    return found


def placements(enterprise: Enterprise) -> list[tuple[Placement, Chain, Segment]]:
    """Where a firm stands in the chains that its park still has."""
    known = of_park(enterprise.site)
    return [
        (row, known[row.chain], known[row.chain].segments[row.segment])
        for row in enterprise.placements.all()
        if row.chain in known and row.segment in known[row.chain].segments
    ]


def suggested(person: Any, site: Any, found: Stands) -> dict[str, list[Enterprise]]:
    """By segment without a firm: those whose industry it is, a few of each; one query for the whole chain."""
    empty = [found.chain.segments[one.key] for one in found.placed.values() if not one.firms]
    of = Q(pk__in=[])
    for segment in empty:
        for code in segment.codes:
            of |= Q(industry__startswith=code)
    rows = list(visible(person).filter(of, site=site).order_by("name")[:MOST_LOOKED_AT])
    return {
        segment.key: [row for row in rows if row.industry.startswith(segment.codes)][:MOST_SUGGESTED]
        for segment in empty
        if segment.codes
    }
