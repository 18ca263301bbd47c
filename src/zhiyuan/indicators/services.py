"""What may be done with figures: state one or set its target, many from a file, propose and publish definitions."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.indicators import factfile, pages, queries, writes
from zhiyuan.indicators.definition import Register
from zhiyuan.indicators.factfile import Given
from zhiyuan.indicators.models import Fact, Proposal, Publication, Target
from zhiyuan.indicators.period import parse
from zhiyuan.indicators.said import EXACT
from zhiyuan.indicators.said import relation as sign
from zhiyuan.indicators.writes import A
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused, ZhiyuanError
from zhiyuan.kernel.sheetread import from_base64
from zhiyuan.park.queries import sites, today
from zhiyuan.park.shape import Problems


@verb
def enter_fact(
    person: Person, site: Any, *, indicator: str, period: str, source: str, as_of: date, value: Decimal | None = None,
    relation: str = "=", text: str = "", subject: str = "", out_of: int | None = None,
) -> Fact:  # fmt: skip
    """State a figure of the park: a period like 2024-Q3, a sign (= ≥ > ≤ < ≈), where it is from and as of which day."""
    known = queries.register(today(site))
    key = factfile.indicator(indicator.strip(), known)
    given = Given(key, parse(period), value, sign(relation), text.strip(), subject.strip(), out_of, source.strip(),
                  as_of, "")  # fmt: skip
    return writes.kept(writes.stated(person, site, known[key], given, writes.newest(site, [key])))


@verb
def import_facts(person: Person, site: Any, *, text: str, format: Literal["xlsx", "yaml"] = "xlsx") -> list[Fact]:
    """Take the facts of a workbook (as base64) or of YAML text over, all of them or none."""
    known = queries.register(today(site))
    given = _read(text, format, known)
    there = writes.newest(site, {one.key for one in given})
    return _all_of_them(given, lambda one: writes.stated(person, site, known[one.key], one, there))


@verb
def set_target(
    person: Person, site: Any, *, indicator: str, period: str, source: str, as_of: date, value: Decimal | None = None,
) -> Target:  # fmt: skip
    """Set what an indicator should reach in a period, as decided on a day; without a value the target is withdrawn."""
    known = queries.register(today(site))
    key = factfile.indicator(indicator.strip(), known)
    given = Given(key, parse(period), value, EXACT, "", "", None, source.strip(), as_of, "")
    return writes.kept(writes.targeted(person, site, known[key], given, writes.newest_targets(site, [key])))


@verb
def import_targets(person: Person, site: Any, *, text: str, format: Literal["xlsx", "yaml"] = "xlsx") -> list[Target]:
    """Take the targets of a workbook (as base64) or of YAML text over, all of them or none."""
    known = queries.register(today(site))
    given = _read(text, format, known)
    there = writes.newest_targets(site, {one.key for one in given})
    return _all_of_them(given, lambda one: writes.targeted(person, site, known[one.key], one, there))


@verb
def propose_definitions(person: Person, target: None, *, text: str) -> Proposal:
    """Propose a page of indicators of the installation's own, over those of the book; another person publishes it."""
    pages.with_own(text, _day())
    digest = hashlib.sha256(text.encode()).hexdigest()
    if Proposal.objects.filter(digest=digest).exists():
        raise Refused("this page was proposed already")
    return Proposal.objects.create(digest=digest, text=text, proposed_by=person, at=parktime.now())


@verb
def publish_definitions(person: Person, proposal: Proposal) -> Publication:
    """Let a proposed page hold from now on."""
    if proposal.proposed_by_id == person.pk:
        raise Refused("another person publishes what you proposed")
    if Publication.objects.filter(proposal=proposal).exists():
        raise Refused("this page is published already")
    pages.with_own(proposal.text, _day())
    return Publication.objects.create(proposal=proposal, published_by=person, at=parktime.now())


def _read(text: str, format: str, known: Register) -> list[Given]:
    return factfile.read(from_base64(text), known) if format == "xlsx" else factfile.read_yaml(text, known)


def _all_of_them(given: list[Given], row: Callable[[Given], A]) -> list[A]:
    """The rows of what a file gives, saved when all of them can be; every complaint with its place."""
    rows, faults = [], []
    for one in given:
        try:
            rows.append(row(one))
        except ZhiyuanError as fault:
            faults.append(Malformed("{where}: {problem}", where=one.where, problem=fault))
    if faults:
        raise Malformed(
            "nothing was taken over. Problems found: {count}\n{problems}", count=len(faults), problems=Problems(faults)
        )
    return [writes.kept(row) for row in rows]


def _day() -> date:
    return max((today(site) for site in sites()), default=parktime.now().date())
