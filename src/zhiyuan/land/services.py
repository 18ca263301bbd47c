"""What may be done with parcels; an act on the right to one rests on a case that closed."""

from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.enterprises.queries import of_site
from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.land import term, writes
from zhiyuan.land.covenant import MET, OPS, RELATIONS
from zhiyuan.land.indicators import indicators
from zhiyuan.land.models import FREE, GRANTED, LEASED, TAKEN_BACK, Covenant, Deed, Observation, Parcel
from zhiyuan.land.queries import stands
from zhiyuan.park.queries import today

DEALINGS = ("transfer", "sublease", "mortgage")


@verb
def register_parcel(person: Person, site: Any, *, number: str, area_mu: Decimal) -> Parcel:
    """Enter a parcel that nobody has. [mu]"""
    number = number.strip()
    if not number or len(number) > 40:
        raise Malformed("a parcel has a number of at most 40 characters")
    if not 0 < area_mu < 10**6:
        raise Malformed("an area is above zero: {area} mu", area=area_mu)
    if Parcel.objects.filter(site=site, number=number).exists():
        raise Refused("there is a parcel {number} already", number=number)
    return Parcel.objects.create(site=site, number=number, area_mu=area_mu)


@verb
def lease_parcel(
    person: Person, parcel: Parcel, *, enterprise: str, lease_from: date, lease_years: int, total_years: int
) -> Parcel:
    """Lease a parcel to an enterprise (its key), after its listing closed; the grant may follow. [years]"""
    writes.demand_mode(writes.locked(parcel), FREE, TAKEN_BACK)
    term.checked(lease_years, total_years, term.terms(today(parcel.site)))
    firm = of_site(parcel.site).filter(key=enterprise).first()
    if firm is None:
        raise NotFound("there is no enterprise {key}", key=enterprise)
    writes.deed(parcel, "lease", "land_lease")
    parcel.mode, parcel.enterprise, parcel.lease_from = LEASED, firm, lease_from
    parcel.lease_years, parcel.total_years, parcel.rent_paid = lease_years, total_years, Decimal(0)
    parcel.price = parcel.paid_at_conversion = None
    parcel.save()
    return parcel


@verb
def pay_rent(person: Person, parcel: Parcel, *, amount: Decimal) -> Parcel:
    """Add rent that was paid; what a conversion costs falls by as much. [CNY]"""
    writes.demand_mode(writes.locked(parcel), LEASED)
    if amount <= 0 or amount != round(amount, 2) or amount >= 10**13:
        raise Malformed("an amount is above zero and has at most two decimals: {amount}", amount=amount)
    parcel.rent_paid += amount
    parcel.save()
    return parcel


@verb
def agree_covenant(person: Person, parcel: Parcel, *, indicator: str, target: Decimal, due: date) -> Covenant:
    """Agree what an indicator has to reach by a day; unit and side are the book's."""
    known = indicators(today(parcel.site))
    if indicator not in known:
        raise NotFound("there is no indicator {key}; there are {known}", key=indicator, known=", ".join(known))
    if not 0 <= target < 10**12:
        raise Malformed("a target is not below zero: {target}", target=target)
    if known[indicator].op not in OPS:
        raise Malformed("the book says no side of {key}", key=indicator)
    if parcel.covenants.filter(indicator=indicator).exists():
        raise Refused("{indicator} is agreed for {parcel} already", indicator=known[indicator].title, parcel=parcel)
    said = known[indicator]
    return Covenant.objects.create(
        parcel=parcel, indicator=indicator, op=said.op, target=target, unit=said.unit, due=due
    )


@verb
def observe_covenant(
    person: Person, parcel: Parcel, *, indicator: str, value: Decimal, source: str, as_of: date, relation: str = "="
) -> Observation:
    """Enter what an indicator was on a day, with its relation sign and where that is from."""
    covenant = parcel.covenants.filter(indicator=indicator).first()
    if covenant is None:
        raise NotFound("no {key} is agreed for {parcel}", key=indicator, parcel=parcel)
    if relation not in RELATIONS:
        raise Malformed("{sign} is no relation sign; there are {signs}", sign=relation, signs=" ".join(RELATIONS))
    if not source.strip():
        raise Malformed("say where the value is from")
    if as_of > today(parcel.site):
        raise Malformed("{day} is not over yet: a value is observed, not expected", day=as_of)
    if not abs(value) < 10**12:
        raise Malformed("{value} is too large", value=value)
    return Observation.objects.create(
        covenant=covenant, value=value, relation=relation, source=source.strip()[:200], as_of=as_of
    )


@verb
def extend_lease(person: Person, parcel: Parcel, *, lease_years: int) -> Parcel:
    """Let a lease last so many years in all, within what the book allows; its own case closed before. [years]"""
    writes.demand_mode(writes.locked(parcel), LEASED)
    if lease_years <= (parcel.lease_years or 0):
        raise Malformed("the lease lasts {years} years already", years=parcel.lease_years)
    term.checked(lease_years, parcel.total_years or 0, term.terms(today(parcel.site)))
    writes.deed(parcel, "extend", "land_extend")
    parcel.lease_years = lease_years
    parcel.save()
    return parcel


@verb
def convert_parcel(person: Person, parcel: Parcel, *, price: Decimal) -> Parcel:
    """Grant a leased parcel whose covenants are all met, for the price less the rent paid. [CNY]"""
    writes.demand_mode(writes.locked(parcel), LEASED)
    if stands(parcel).verdict != MET:
        raise Refused("{parcel} is converted only when all its covenants are met; not known is not met", parcel=parcel)
    if price <= 0 or price != round(price, 2) or price >= 10**13:
        raise Malformed("an amount is above zero and has at most two decimals: {amount}", amount=price)
    to_pay = term.to_pay(price, parcel.rent_paid)
    writes.deed(parcel, "convert", "land_convert")
    parcel.mode, parcel.price, parcel.paid_at_conversion = GRANTED, price, to_pay
    parcel.save()
    return parcel


@verb
def take_back_parcel(person: Person, parcel: Parcel) -> Parcel:
    """Take a leased parcel back after its rectification failed; who had it stands in its case."""
    writes.demand_mode(writes.locked(parcel), LEASED)
    writes.deed(parcel, "take_back", "land_withdraw", note=str(parcel.enterprise))
    parcel.mode, parcel.enterprise = TAKEN_BACK, None
    parcel.lease_from = parcel.lease_years = parcel.total_years = None
    parcel.save()
    return parcel


@verb
def record_dealing(person: Person, parcel: Parcel, *, what: str, day: date, document: str) -> Deed:
    """Enter a transfer, sub-lease or mortgage of granted land; refused while it is leased."""
    writes.locked(parcel)
    if what not in DEALINGS:
        raise Malformed("{what} is none of {known}", what=what, known=", ".join(DEALINGS))
    if parcel.mode == LEASED:
        raise Refused("{parcel} is leased: it is neither transferred nor sub-let nor mortgaged before it is granted",
                      parcel=parcel)  # fmt: skip
    writes.demand_mode(parcel, GRANTED)
    if not document.strip():
        raise Malformed("say on which document it rests")
    return Deed.objects.create(parcel=parcel, what=what, day=day, note=document.strip()[:200])
