"""Placing firms on chains, stating what the park makes and needs, describing a chain of its own."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from zhiyuan.enterprises import queries_chain
from zhiyuan.enterprises.chain.graph import parse
from zhiyuan.enterprises.key import KEY
from zhiyuan.enterprises.models import ChainPage, Enterprise, LocalFigure, Placement
from zhiyuan.enterprises.placementfile import Given
from zhiyuan.enterprises.workbook import Fault, refuse
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today

LARGEST = Decimal(10) ** 12
LONGEST = 100_000  # characters of a page


def place(enterprise: Enterprise, chain: str, segment: str, product: str, output: Decimal | None) -> Placement:
    """Put a firm into a segment; said again it replaces product and output."""
    _segment(enterprise.site, chain, segment)
    product = product.strip()
    if not product or len(product) > 80:
        raise Malformed("say in at most 80 characters which product it is")
    _amount(output)
    row, _ = Placement.objects.update_or_create(
        enterprise=enterprise, chain=chain, segment=segment, defaults={"product": product, "output": output}
    )
    return row


def remove(enterprise: Enterprise, chain: str, segment: str) -> None:
    """Take a firm out of a segment."""
    if not enterprise.placements.filter(chain=chain, segment=segment).delete()[0]:
        raise NotFound("{enterprise} does not stand in {segment}", enterprise=enterprise.name, segment=segment)


def place_all(site: Any, given: Sequence[Given]) -> list[Placement]:
    """Put firms into segments, all or nothing; each is found by key or credit code."""
    said = {one.enterprise for one in given}
    rows = Enterprise.objects.filter(Q(key__in=said) | Q(uscc__in=said, uscc__gt=""), site=site)
    known = {name: row for row in rows for name in (row.key, row.uscc) if name}
    segments = {chain.key: set(chain.segments) for chain in queries_chain.of_park(site).values()}
    faults = []
    for one in given:
        if one.enterprise not in known:
            faults.append(Fault(one.where, NotFound("there is no enterprise {key}", key=one.enterprise)))
        elif one.segment not in segments.get(one.chain, ()):
            fault = NotFound("there is no segment {segment} in {chain}", segment=one.segment, chain=one.chain)
            faults.append(Fault(one.where, fault))
    refuse(faults)
    return [_kept(known[one.enterprise], one) for one in given]


def _kept(enterprise: Enterprise, one: Given) -> Placement:
    return Placement.objects.update_or_create(
        enterprise=enterprise, chain=one.chain, segment=one.segment,
        defaults={"product": one.product, "output": one.output},
    )[0]  # fmt: skip


def local(site: Any, chain: str, segment: str, supply: Decimal, demand: Decimal, unit: str, source: str, as_of: date
          ) -> LocalFigure:  # fmt: skip
    """State what the park makes of a segment's products and needs of them."""
    _segment(site, chain, segment)
    for amount in (supply, demand):
        _amount(amount)
    if not unit.strip() or len(unit) > 20:
        raise Malformed("supply and demand have one unit")
    if not source.strip() or len(source) > 200:
        raise Malformed("say where the value is from")
    if as_of > today(site):
        raise Malformed("{day} is not over yet: only what happened is entered", day=as_of)
    return LocalFigure.objects.create(site=site, chain=chain, segment=segment, supply=supply, demand=demand,
                                      unit=unit.strip(), source=source.strip(), as_of=as_of)  # fmt: skip


def propose(person: Any, site: Any, key: str, text: str) -> ChainPage:
    """Describe a chain; it holds from when another person publishes it."""
    if not KEY.fullmatch(key) or len(key) > 40:
        raise Malformed("a chain has a key of letters, digits, - and _")
    if len(text) > LONGEST:
        raise Malformed("the page has {count} characters; at most {most} are read", count=len(text), most=LONGEST)
    _described(site, key, text)
    return ChainPage.objects.create(site=site, key=key, text=text, at=parktime.now(), proposed_by=person)


def publish(person: Any, row: ChainPage) -> ChainPage:
    """Let a proposed chain hold; where firms came into it since, none of them may be lost."""
    _refuse_published(row)
    if row.proposed_by_id == person.pk:
        raise Refused("another person publishes what you proposed")
    _described(row.site, row.key, row.text)
    row.published_at, row.published_by = parktime.now(), person
    row.save(update_fields=["published_at", "published_by"])
    return row


def withdraw(row: ChainPage) -> None:
    """Take a proposed chain back."""
    _refuse_published(row)
    ChainPage.objects.filter(pk=row.pk).delete()


def _refuse_published(row: ChainPage) -> None:
    if ChainPage.objects.select_for_update().get(pk=row.pk).published_at is not None:
        raise Refused("this page is published already")


def _described(site: Any, key: str, text: str) -> None:
    """Refuse what is no chain, and one that has lost a segment in which a firm stands."""
    described = parse(key, text, today(site))
    there = Placement.objects.filter(enterprise__site=site, chain=key).values_list("segment", flat=True)
    if lost := sorted(set(there) - described.segments.keys()):
        raise Malformed("firms stand in {segments}, which the chain no longer has", segments=", ".join(lost))


def _segment(site: Any, chain: str, segment: str) -> None:
    known = queries_chain.chain(site, chain).segments
    if segment not in known:
        raise NotFound("the chain {chain} has no segment {segment}; it has {known}", chain=chain, segment=segment,
                       known=", ".join(known))  # fmt: skip


def _amount(amount: Decimal | None) -> None:
    if amount is not None and (amount < 0 or amount != round(amount, 2) or amount >= LARGEST):
        raise Malformed("an amount is not below zero and has at most two decimals: {amount}", amount=amount)
