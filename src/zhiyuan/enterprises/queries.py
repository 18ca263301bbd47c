"""What may be read of enterprises: who is there, and who had what on which days."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet, Sum

from zhiyuan.enterprises.models import (
    Allocation,
    Enterprise,
    FormerCode,
    FormerName,
    Tenancy,
    TenancyMeter,
    TenancySpace,
)
from zhiyuan.enterprises.occupied import Occupied, Vacant
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import held
from zhiyuan.kernel.span import Span, span_days
from zhiyuan.park import queries as park

SCOPE = "enterprises.enterprise"


def visible(person: Any, act: str = "enterprises.view") -> "QuerySet[Enterprise]":
    """The enterprises for which a person may do this: of a whole park, or those they hold a role for; none absorbed."""
    seen = Q(pk__in=[])
    for grant in held(person):
        if not allows(grant.role, act):
            continue
        if grant.scope_type == "*":
            return Enterprise.objects.filter(merged_into=None)
        if grant.scope_type in ("park.site", SCOPE):
            seen |= Q(**{"site" if grant.scope_type == "park.site" else "pk": grant.scope_id})
    return Enterprise.objects.filter(seen, merged_into=None)


def own(person: Any) -> "QuerySet[Enterprise]":
    """The enterprises for which a person holds a role on the enterprise itself: what a tenant's pages show."""
    held = [g.scope_id for g in person.grants.all() if g.scope_type == SCOPE and allows(g.role, "enterprises.view")]
    return Enterprise.objects.filter(pk__in=held, merged_into=None)


def enterprises(person: Any, *, q: str = "", present: str = "") -> "QuerySet[Enterprise]":
    """The list by words and by whether a tenancy holds today; with the area let today. [m²]"""
    found = visible(person).select_related("site")
    if words := q.strip():
        named = Q(key__icontains=words) | Q(name__icontains=words) | Q(uscc__icontains=words)
        called = FormerName.objects.filter(name__icontains=words).values("enterprise")
        coded = FormerCode.objects.filter(uscc__icontains=words).values("enterprise")
        found = found.filter(named | Q(pk__in=called) | Q(pk__in=coded))
    counted = with_area(found)
    if present in ("yes", "no"):
        here = Enterprise.objects.filter(_holds_today("tenancies__"))
        counted = counted.filter(pk__in=here) if present == "yes" else counted.exclude(pk__in=here)
    return counted.order_by("name", "pk")


def with_area(found: "QuerySet[Enterprise]") -> "QuerySet[Enterprise]":
    """Each with the area that it rents today. [m²]"""
    return found.annotate(area_m2=Sum("tenancies__area_m2", filter=_holds_today("tenancies__")))


def present(site: Any) -> Any:
    """The enterprises of a park with a tenancy that holds today."""
    return Tenancy.objects.filter(_holds(park.today(site)), enterprise__site=site).values("enterprise")


def found(words: str, most: int) -> list[int]:
    """The numbers of up to so many enterprises with these words in their name, or whose code, also a former one,
    begins with them."""
    looked_in = [Q(name__has=words)]
    if words.isascii() and words.isalnum():
        former = FormerCode.objects.filter(uscc__begins=words.upper()).values("enterprise")
        looked_in += [Q(uscc__begins=words.upper()), Q(pk__in=former)]
    lists = [Enterprise.objects.filter(q).order_by().values_list("pk", flat=True)[:most] for q in looked_in]
    return list(dict.fromkeys(number for numbers in lists for number in numbers))[:most]


def called(words: str) -> "QuerySet[Enterprise]":
    """The enterprises with these words in their name, or whose code begins with them; for a few that are at hand, since
    no index is asked."""
    return Enterprise.objects.filter(Q(name__has_along=words) | Q(uscc__begins=words.upper()))


def _holds_today(before: str) -> Q:
    """Whether a tenancy of an enterprise holds today; every park has its own day."""
    here = Q(pk__in=[])
    for site in park.sites():
        here |= Q(site=site) & _holds(park.today(site), before)
    return here


def _holds(day: date, before: str = "") -> Q:
    return Q(**{f"{before}start__lte": day}) & (Q(**{f"{before}end": None}) | Q(**{f"{before}end__gt": day}))


def of_site(site: Any) -> "QuerySet[Enterprise]":
    """Every enterprise of a park, by name."""
    return Enterprise.objects.filter(site=site, merged_into=None)


def present_count(site: Any, day: date) -> int:
    """How many enterprises have a tenancy that holds on a day."""
    return Tenancy.objects.filter(_holds(day), enterprise__site=site).values("enterprise").distinct().count()


def tenancies_of(enterprise: Enterprise) -> "QuerySet[Tenancy]":
    """An enterprise's tenancies, the newest first."""
    return _whole(Tenancy.objects.filter(enterprise=enterprise)).order_by("-start", "-pk")


def tenancies(site: Any, span: Span) -> list[Occupied]:
    """The tenancies of a park that share a day with a span, by enterprise and start."""
    first, until = span_days(span, ZoneInfo(site.timezone))
    rows = Tenancy.objects.filter(Q(end=None) | Q(end__gt=first), enterprise__site=site, start__lt=until)
    return [occupied(row) for row in _whole(rows).order_by("enterprise__key", "start", "pk")]


def held_meters(person: Any, site: Any, span: Span, act: str = "billing.view") -> set[str]:
    """The meters that enterprises for which a person may do this had on every day of a span, by key."""
    seen = set(visible(person, act).values_list("pk", flat=True))
    first, until = span_days(span, ZoneInfo(site.timezone))
    reached: dict[str, date] = {}
    for stay in sorted(tenancies(site, span), key=lambda t: t.start):
        for meter in stay.meters if stay.enterprise_id in seen else ():
            if stay.start <= reached.setdefault(meter, first):
                reached[meter] = max(reached[meter], stay.end or until)
    return {meter for meter, day in reached.items() if day >= until}


def vacant(site: Any, span: Span) -> list[Vacant]:
    """Spaces that are or were let to somebody, and on how many days of a span nobody has them. [m², d]

    A space that was never let (a corridor, a plant room) is not vacant but common.
    """
    first, until = span_days(span, ZoneInfo(site.timezone))
    rows = TenancySpace.objects.filter(tenancy__enterprise__site=site).select_related("space__floor", "tenancy")
    let: dict[int, int] = defaultdict(int)
    spaces: dict[int, Any] = {}
    for row in rows:
        begins, ends = max(row.tenancy.start, first), min(row.tenancy.end or until, until)
        spaces[row.space_id] = row.space
        let[row.space_id] += max((ends - begins).days, 0)
    days = (until - first).days
    empty = ((space, days - let[pk]) for pk, space in sorted(spaces.items()))
    return [Vacant(s.key, s.floor.key, area_m2(s), n) for s, n in empty if n > 0]


def free_spaces(site: Any, day: date) -> list[Any]:
    """The spaces that nobody has on a day or later and that are kept for nobody, with their floors."""
    let = TenancySpace.objects.filter(Q(tenancy__end=None) | Q(tenancy__end__gt=day), space__site=site)
    taken = {*let.values_list("space", flat=True), *Allocation.objects.values_list("space", flat=True)}
    spaces = _spaces().filter(site=site).exclude(pk__in=taken).select_related("floor__building")
    return list(spaces.order_by("position", "pk"))


def present_tenancies(enterprises: Any, day: date) -> list[Tenancy]:
    """The tenancies of some enterprises that a day is in or before."""
    rows = Tenancy.objects.filter(Q(end=None) | Q(end__gt=day), enterprise__in=enterprises)
    return list(_whole(rows).order_by("enterprise__name", "start", "pk"))


def floors_of(site: Any, key: str, day: date) -> list[Any]:
    """The floors that an enterprise of a park is on: those of its tenancies on a day, or to come."""
    stays = present_tenancies(Enterprise.objects.filter(site=site, key=key), day)
    return list({space.floor_id: space.floor for stay in stays for space in stay.spaces.all()}.values())


def open_tenancies(enterprise: Enterprise, day: date) -> list[Tenancy]:
    """The tenancies of an enterprise that are not over on a day, those that are yet to begin included."""
    return list(tenancies_of(enterprise).filter(Q(end=None) | Q(end__gt=day)))


def tenancy(number: int) -> Tenancy:
    """One tenancy by the number of its row."""
    return Tenancy.objects.select_related("enterprise__site").get(pk=number)


def has_tenancy(enterprise: Enterprise, number: str) -> bool:
    """Whether an enterprise has the tenancy of that number."""
    return number.isascii() and number.isdigit() and Tenancy.objects.filter(enterprise=enterprise, pk=number).exists()


def allocations(enterprise: Enterprise) -> "QuerySet[Allocation]":
    """The spaces that are kept for an enterprise."""
    return Allocation.objects.filter(enterprise=enterprise).select_related("space").order_by("start", "pk")


def unknown_spaces(site: Any, keys: Sequence[str]) -> list[str]:
    """Which of some keys are no space of a park."""
    known = set(_spaces().filter(site=site, key__in=keys).values_list("key", flat=True))
    return [key for key in keys if key not in known]


def area_m2(space: Any) -> Decimal:
    """What a space measures. [m²]"""
    area = space.area_m2 if space.area_m2 is not None else space.width_m * space.depth_m
    return Decimal(str(area)).quantize(Decimal("0.01"))


def _whole(rows: Any) -> Any:
    spaces = Prefetch("spaces", _spaces().order_by("position", "pk"))
    return rows.select_related("enterprise__site").prefetch_related(spaces, "meters")


def _spaces() -> Any:
    return Tenancy.spaces.field.related_model.objects.select_related("floor")


def occupied(row: Tenancy) -> Occupied:
    """A tenancy as a value."""
    spaces = list(row.spaces.all())
    return Occupied(
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.key,
        name=row.enterprise.name,
        tenancy_id=row.pk,
        start=row.start,
        end=row.end,
        area_m2=row.area_m2,
        spaces=tuple(s.key for s in spaces),
        floors=tuple(dict.fromkeys(s.floor.key for s in spaces)),
        meters=tuple(m.key for m in row.meters.all()),
    )


def holders(site: Any, kind: str, start: date, end: date | None, but: int | None = None) -> dict[str, Tenancy]:
    """Who else has which space or meter on a day of [start, end), by the thing's key."""
    through: Any = TenancySpace if kind == "space" else TenancyMeter
    rows = through.objects.filter(Q(tenancy__end=None) | Q(tenancy__end__gt=start), tenancy__enterprise__site=site)
    if end is not None:
        rows = rows.filter(tenancy__start__lt=end)
    rows = rows.exclude(tenancy=but).select_related("tenancy__enterprise", kind)
    return {getattr(row, kind).key: row.tenancy for row in rows}
