"""The way in for reading: which cases a person may see, whose turn it is, and where one stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases import writes
from zhiyuan.cases.clock import due
from zhiyuan.cases.event import Event, first_broken
from zhiyuan.cases.fold import folded
from zhiyuan.cases.greenlane import AFTER, FIRST
from zhiyuan.cases.kind import APPLICANT, ISSUED, Document, Kind, Step, Words
from zhiyuan.cases.models import Case, Edition, Order, Paper, Reach, Turn, Until
from zhiyuan.cases.models import Event as Line
from zhiyuan.cases.names import ACT, title
from zhiyuan.cases.queries_found import Merged, few_or_many, many
from zhiyuan.cases.queries_words import of_words
from zhiyuan.cases.reading import LEGAL, LOOK_BACK, PROMISED, Measured, Running, clocks, measured
from zhiyuan.cases.state import ENDED, NEW, OPEN, PHASES, State, ready
from zhiyuan.cases.subject import FIRM, FIRM_KIND, SITE
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.models import Grant
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import absence_of, stands_in_for
from zhiyuan.identity.standing import held as grants_of
from zhiyuan.identity.verbs import may
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, NotReady
from zhiyuan.park.queries import today, zone

DESK, CASE, APPLY = "cases.desk", "cases.case", "cases.apply_for"
COUNTED = 1_000
SHOWN = ("enterprise", "edition", "site")
"""What a list shows of a case besides its own row."""


@dataclass(frozen=True, slots=True)
class At:
    """A desk, as the place at which something is done in a case."""

    desk: str
    case: Case

    def scopes(self) -> list[tuple[str, str]]:
        """The desk's own and the site's; a role for an enterprise sits at no desk."""
        return [(DESK, self.desk), (SITE, str(self.case.site_id))]

    def __str__(self) -> str:
        return f"{self.case}, {self.desk}"


@dataclass(frozen=True, slots=True)
class Read:
    """A case as its log tells it."""

    case: Case
    kind: Kind
    log: tuple[Event, ...]
    state: State
    clocks: tuple[Running, ...]
    today: date


def visible(person: Any, act: str = "cases.view") -> "QuerySet[Case]":
    """The cases for which a person may do this: of a park, of an enterprise, of a desk, or one by one."""
    seen = Q(pk__in=[])
    for grant in grants_of(person):
        if allows(grant.role, act):
            seen |= _seen_by(grant)
    return Case.objects.filter(seen).select_related("site", "enterprise", "edition")


def _seen_by(grant: Any) -> Q:
    if grant.scope_type == DESK:
        editions = [pk for pk, desks in Edition.objects.values_list("pk", "desks") if grant.scope_id in desks]
        return Q(edition__in=editions)
    return _within(grant)


def _within(grant: Any, case: str = "") -> Q:
    """What is below a scope that is no desk; ``case`` is the way from a row to its case."""
    if grant.scope_type == "*":
        return Q(pk__isnull=False)
    if grant.scope_type == FIRM_KIND:
        firm, _, kind = grant.scope_id.partition(":")
        return Q(**{f"{case}enterprise": firm} | ({} if kind == "*" else {f"{case}edition__kind": kind}))
    column = {SITE: "site", FIRM: "enterprise", CASE: "pk"}.get(grant.scope_type)
    return Q(**{f"{case}{column}": grant.scope_id}) if column else Q(**{f"{case}pk__in": _reached(grant)})


def _reached(grant: Any) -> Any:
    """The cases about what a grant holds on, or about something below it."""
    return Reach.objects.filter(scope_type=grant.scope_type, scope_id=grant.scope_id).values("case")


def cases(person: Any, *, words: str = "", lane: str = "", phase: str = "", kind: str = "") -> Merged:
    """The filtered list: by part of a firm's name, the beginning of a number or credit code; what is due first."""
    found, cut, groups = visible(person).select_related(None), False, {"open": (NEW, *OPEN), "ended": tuple(ENDED)}
    phases = groups.get(phase, (phase,) if phase else PHASES)
    if lane or kind:
        found = found.filter(edition__in=_editions(lane, kind))
    if words := words.strip():
        parts, cut = of_words(found, phases, words)
    elif lane or kind or not _sees_parks(person):
        parts = few_or_many(found, phases)
    else:
        parts = many(found, phases)
    return Merged(Case, parts, related=SHOWN, cut=cut)


def _editions(lane: str, kind: str) -> list[int]:
    """The editions of a lane, of a kind: by them a case is found however rare its kind is."""
    known = Edition.objects.filter(**({"kind": kind} if kind else {})).only("pk", "digest")
    return [edition.pk for edition in known if lane in ("", writes.kind_of_edition(edition).lane)]


def sees_everything(person: Any) -> bool:
    """Whether a person sees every case of the installation."""
    return any(allows(g.role, "cases.view") and g.scope_type == "*" for g in grants_of(person))


def _sees_parks(person: Any) -> bool:
    """Whether a person sees the cases of whole parks: most of all there are."""
    return any(allows(g.role, "cases.view") and g.scope_type in ("*", SITE) for g in grants_of(person))


def work(person: Any) -> Merged:
    """What waits for a person; the green lane comes first, then what is due first."""
    return Merged(Turn, _turns(person), first=["rank"], then=["case"], related=[f"case__{name}" for name in SHOWN])


def _turns(person: Any) -> "list[QuerySet[Turn]]":
    """The turns of the desks that a person sits at and of the firms they act for, and what was handed over to them."""
    own = [] if absence_of(person) else [person.username]
    mine = [Q(holder=name) for name in (*own, *(away.username for away in stands_in_for(person)))]
    for grant in grants_of(person):
        if allows(grant.role, "cases.work_case"):
            there = ~Q(desk=APPLICANT) & _within(grant, "case__")
            mine.append(Q(holder="") & (Q(desk=grant.scope_id) if grant.scope_type == DESK else there))
        elif allows(grant.role, "cases.answer_case"):
            mine.append(Q(desk=APPLICANT) & _within(grant, "case__"))
    return [Turn.objects.filter(part) for part in mine]


@dataclass(frozen=True, slots=True)
class Lanes:
    """How many turns of a work list go before the others, and how many of those others are overdue; counted up to
    ``COUNTED``."""

    green: int
    overdue: int


def lanes(person: Any, day: date) -> Lanes | None:
    """What the green lane costs the others on a person's work list; None where nothing is on it."""
    parts = _turns(person)

    def counted(**of: Any) -> int:
        lists = (part.filter(**of).order_by().values_list("pk", flat=True)[:COUNTED] for part in parts)
        return len({pk for some in lists for pk in some})

    green = counted(rank=FIRST)
    return Lanes(green, counted(rank=AFTER, due__lt=day)) if green else None


def granted(turns: Iterable[Turn]) -> dict[int, Line]:
    """Who put the cases of some turns on the green lane and why, by case; one question for all."""
    cases = {turn.case_id for turn in turns if turn.rank == FIRST}
    lines = Line.objects.filter(case__in=cases, act="green_lane").order_by("case", "seq") if cases else ()
    return {line.case_id: line for line in lines}


def read(case: Case) -> Read:
    """Where a case stands today, from its log."""
    return read_all([case])[0]


def read_all(cases: Sequence[Case]) -> list[Read]:
    """Where some cases stand today, from their logs, which are read in one statement."""
    found, logs = list[Read](), writes.logs(cases)
    for case in cases:
        kind, log, day = writes.kind_of(case), logs[case.pk], today(case.site)
        state = folded(kind, log)
        found.append(Read(case, kind, log, state, clocks(kind, state, day), day))
    return found


def papers(case: Case, person: Any) -> list[Paper]:
    """The files of a case that a person may read: what waits to be handed in is for its sender and the desks."""
    rows = case.papers.select_related("file", "uploader", "case__enterprise", "case__edition", "case__site")
    desk = may(person, "cases.work_case", case)
    return [row for row in rows if row.seq is not None or desk or row.uploader_id == person.pk]


def held(case: Case, person: Any, docs: Collection[str], day: date) -> list[Paper]:
    """Files of the same firm that the park holds already for these documents, from cases that the person sees.

    Only what still holds: issued by the park itself, or with a last day of validity that is not over.
    """
    if case.enterprise_id is None:
        return []
    holds = Q(valid_last__gte=day) | Q(origin=ISSUED, valid_last=None)
    others = visible(person).filter(enterprise=case.enterprise_id).exclude(pk=case.pk)
    rows = Paper.objects.filter(holds, case__in=others, doc__in=docs, seq__isnull=False)
    rows = rows.exclude(file__in=case.papers.values("file")).select_related("file", "case").order_by("doc", "-at")
    return list({(row.doc, row.file_id): row for row in rows}.values())


def for_the_firm(person: Any, enterprise: Any) -> bool:
    """Whether a person acts as the enterprise itself: by a role given for it, neither for the park nor lent."""
    if enterprise is None:
        return False
    held = [g for g in person.grants.all() if allows(g.role, "cases.answer_case")]
    return any((g.scope_type, g.scope_id) == (FIRM, str(enterprise.pk)) for g in held)


def open_to(person: Any, kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds that a person may apply for, for one firm or another; an agent only what was delegated."""
    scopes = [(g.scope_type, g.scope_id) for g in grants_of(person) if allows(g.role, APPLY)]
    if any(scope != FIRM_KIND or name.endswith(":*") for scope, name in scopes):
        return list(kinds)
    named = {name.partition(":")[2] for _, name in scopes}
    return [kind for kind in kinds if kind.key in named]


def seated(desks: Collection[str]) -> set[str]:
    """The desks at which somebody sits: by a role for the desk, or for everything."""
    grants = Grant.objects.filter(person__is_active=True)
    working = [grant for grant in grants if allows(grant.role, "cases.work_case")]
    if any(grant.scope_type in ("*", SITE) for grant in working):
        return set(desks)
    return {grant.scope_id for grant in working if grant.scope_type == DESK}


def of_site(site: Any) -> "QuerySet[Case]":
    """Every case of a park, the oldest first."""
    return Case.objects.filter(site=site).select_related("site", "edition").order_by("pk")


def first_broken_case(site: Any) -> tuple[Case, int] | None:
    """The first case of a park whose chain does not hold, with the place; None when all do."""
    for case in Case.objects.filter(site=site).order_by("pk").iterator():
        if place := first_broken(writes.log(case)):
            return case, place
    return None


def numbered(enterprise: Any, number: str) -> Case:
    """A firm's case by its number.

    Raises
    ------
    NotFound
        When the firm has none of that number.
    """
    found = Case.objects.filter(enterprise=enterprise, number=number.strip()).first()
    if found is None:
        raise NotFound("{firm} has no case {number}", firm=enterprise, number=number)
    return found


def held_by(person: Any) -> "QuerySet[Turn]":
    """The open steps that were handed to a person, what is due first."""
    rows = Turn.objects.filter(holder=person.username).select_related("case__site", "case__edition", "case__enterprise")
    return rows.order_by(Until("due"), "case_id", "pk")


def open_cases(site: Any) -> "QuerySet[Case]":
    """The cases of a park that have not ended."""
    return Case.objects.filter(site=site).exclude(phase__in=ENDED).select_related("site", "edition")


def orders(case: Case) -> list[Order]:
    """The alarms because of which a case is worked on, the last first."""
    rows = case.orders.select_related("alarm__site", "alarm__floor__site", "alarm__cleared_by")
    return list(rows.order_by("-pk"))


def order_of(person: Any, alarm: int) -> Case:
    """The case that is worked on because of an alarm."""
    found = visible(person).filter(orders__alarm=alarm).first()
    if found is None:
        raise NotReady("no work order that you may see was opened for this alarm yet")
    return found


def about(label: str, number: int) -> "QuerySet[Case]":
    """Every case about one object, the newest first."""
    return Case.objects.filter(subject_type=label, subject_id=str(number)).select_related("site", "edition")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the work list."""

    turn: Turn
    kind: Kind
    what: Words
    today: date


def waiting(turn: Turn) -> Waiting:
    """A turn with the names that people know: its kind, and the step or act that waits."""
    kind = writes.kind_of(turn.case)
    return Waiting(turn, kind, title(kind, turn.what), today(turn.case.site))


def brief(case: Case) -> tuple[Case, Kind, date]:
    """A case of a list, with its kind and the site's day."""
    return case, writes.kind_of(case), today(case.site)


def documents(found: Read) -> list[tuple[Document, str, date | None]]:
    """Every document of a case: here since a day, promised (open, kept, late, broken), or not here."""
    state, lines = found.state, []
    for document in found.kind.documents:
        promise, here = state.promises.get(document.key), state.docs.get(document.key)
        how = promise.state if promise and (promise.state != "open" or not here) else "here" if here else ""
        until = due(promise.made, found.kind.defer[document.key]).day if promise and not here else here
        lines.append((document, how, until))
    return lines


def named_clocks(found: Read) -> list[tuple[Running, Words | None]]:
    """The clocks of a case, each with the step or document that it is of; the whole case has none."""
    kind = found.kind
    of = {**{s.key: s.title for s in kind.steps}, **{d.key: d.title for d in kind.documents}}
    whole = (LEGAL, PROMISED, LOOK_BACK)
    return [(clock, None if clock.name in whole else of[clock.of]) for clock in found.clocks]


def timeline(found: Read) -> list[tuple[Event, Words, Words | None]]:
    """What happened, the last first: the event, its name, and the step or document it is about."""
    kind, lines = found.kind, []
    for event in reversed(found.log):
        about = kind.step[event.step].title if event.step in kind.step else None
        doc, item = event.data.get("doc", ""), event.data.get("item", "")
        if about is None and doc in kind.document:
            about = kind.document[doc].title
        if about is None and item in kind.check:
            about = kind.check[item].title
        lines.append((event, ACT[event.act], about))
    return lines


def own_steps(found: Read) -> list[Step]:
    """The steps that wait for the firm now."""
    return [step for step in ready(found.kind, found.state) if step.by == APPLICANT]


def things(kind: Kind, site: Any, firms: Sequence[Any]) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen for the questions of a kind: free spaces, meters, tenancies; key and name of each."""
    wanted, found = {f.kind for f in kind.form}, dict[str, list[tuple[str, str]]]()
    if "spaces" in wanted:
        kept = [one.space for firm in firms for one in enterprises.allocations(firm)]
        rows = [*enterprises.free_spaces(site, today(site)), *kept]
        found["spaces"] = [(s.key, f"{s.floor.building} {s.floor} {s} · {enterprises.area_m2(s)} m²") for s in rows]
    if "meters" in wanted:
        found["meters"] = [(m.key, str(m)) for m in site.meter_set.order_by("position", "pk")]
    if "tenancy" in wanted:
        stays = enterprises.present_tenancies(firms, today(site))
        found["tenancy"] = [(str(t.pk), f"{t} {t.contract} {', '.join(map(str, t.spaces.all()))}") for t in stays]
    return found


def measured_until_now(found: Read) -> Measured | None:
    """How long the case took, or has taken until now."""
    return measured(found.state, parktime.now(), zone(found.case.site))
