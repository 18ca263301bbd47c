"""Where the menu leads, who sees what, and where each role starts."""

from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from zhiyuan.identity.roles import allows
from zhiyuan.identity.verbs import may_somewhere


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu as it is drawn."""

    title: Any
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its entries."""

    title: Any
    items: list[Item]


# Section, then (words, address, the right that a person needs somewhere).
MENU: tuple[tuple[Any, tuple[tuple[Any, str, str], ...]], ...] = (
    (
        _("Leadership"),
        (
            (_("Cockpit"), "/cockpit/", "indicators.view"),
            (_("Indicators"), "/indicators/", "indicators.view"),
        ),
    ),
    (
        _("Operation"),
        (
            (_("Overview"), "/ops/", "lighting.view"),
            (_("Floor plans"), "/lighting/", "lighting.view"),
            (_("Energy"), "/energy/", "park.view"),
            (_("Savings"), "/savings/", "savings.view"),
            (_("Alarms"), "/alarms/", "maintenance.view"),
        ),
    ),
    (
        _("Bills"),
        (
            (_("Month close"), "/closes/", "billing.open_close"),
            (_("Bills"), "/bills/", "billing.view"),
            (_("Prices"), "/prices/", "billing.view_prices"),
            (_("Electricity accounts"), "/accounts/", "billing.view_prices"),
            (_("Tariff calendar"), "/tariffs/", "billing.view_prices"),
            (_("Enterprises"), "/enterprises/", "enterprises.view"),
        ),
    ),
    (
        _("Services"),
        (
            (_("Work list"), "/cases/", "cases.view"),
            (_("Promises"), "/cases/promises/", "cases.view"),
            (_("Appointments"), "/cases/appointments/", "cases.view"),
            (_("Chance of one day"), "/cases/one-day/", "cases.view"),
            (_("Certificates issued"), "/cases/certificates/", "cases.view"),
            (_("Ratings"), "/cases/ratings/", "cases.view"),
            (_("Agents"), "/agents/", "agency.view"),
            (_("Officers of firms"), "/officers/", "agency.view"),
            (_("Relief"), "/relief/", "cases.view"),
            (_("Hazards"), "/hazards/", "cases.view"),
            (_("Visits"), "/visits/", "cases.view"),
            (_("Industry chains"), "/chains/", "enterprises.view"),
            (_("Industrial land"), "/land/", "land.view"),
            (_("Projects"), "/projects/", "projects.view"),
            (_("Innovation ladder"), "/ladder/", "innovation.view"),
            (_("Policies"), "/policies/", "policies.view"),
        ),
    ),
    (
        _("Park"),
        (
            (_("Spaces"), "/spaces/", "park.view"),
            (_("Luminaires"), "/luminaires/", "park.view"),
            (_("Circuits"), "/circuits/", "park.view"),
            (_("Devices"), "/devices/", "park.view"),
            (_("Schedules and scenes"), "/schedules/", "park.view"),
            (_("Park file"), "/park/", "park.view"),
            (_("Meters"), "/metering/", "metering.view"),
            (_("Data quality"), "/data/", "maintenance.view"),
        ),
    ),
    (
        _("Administration"),
        (
            (_("People and roles"), "/people/", "identity.view_people"),
            (_("Audit trail"), "/trail/", "identity.view_trail"),
            (_("Deliveries"), "/deliveries/", "identity.view_deliveries"),
        ),
    ),
)
ENTERPRISE = "enterprises.enterprise"  # a grant on one opens the tenant's own pages and no others
OWN = (
    (_("My applications"), "/cases/", "cases.view"),
    (_("Appointments"), "/cases/appointments/", "cases.view"),
    (_("Promises"), "/cases/promises/", "cases.view"),
    (_("Policies for you"), "/policies/mine/", "cases.view"),
    (_("Agents"), "/agents/", "cases.view"),
)
PORTAL = (_("My enterprise"), "/mine/", "billing.view")
ROLE_HOMES = (
    ("leader", "/cockpit/"),
    ("operator", "/ops/"),
    ("electrician", "/ops/"),
    ("bookkeeper", "/closes/"),
    ("head", "/cases/"),
    ("officer", "/cases/"),
    ("window", "/cases/"),
    ("auditor", "/trail/"),
)
"""Where each role's day begins; of several roles the first here."""
HOMES = (
    ("lighting.view", "/ops/"),
    ("billing.open_close", "/closes/"),
    ("savings.view", "/savings/"),
    ("identity.view_trail", "/trail/"),
)


def menu(person: Any, path: str) -> list[Section]:
    """What this person may open; pages that this installation lacks are left out."""
    sections = []
    here = _above(path, [url for title, entries in MENU for words, url, act in entries])
    if _acts_for_an_enterprise(person) and exists(PORTAL[1]):
        sections.append(Section(_("Bills"), [Item(PORTAL[0], PORTAL[1], path.startswith((PORTAL[1], "/bills/")))]))
    if may_somewhere(person, OWN[0][2]) and not _staff(person, OWN[0][2]):
        mine = _above(path, [url for words, url, act in OWN])
        own = [Item(words, url, url == mine) for words, url, act in OWN if exists(url)]
        sections.append(Section(_("Services"), own))
    for title, entries in MENU:
        items = [Item(words, url, url == here) for words, url, act in entries if exists(url) and _staff(person, act)]
        if items:
            sections.append(Section(title, items))
    return sections


def _above(path: str, urls: list[str]) -> str:
    """The entry that a page stands under: the longest address that its own begins with."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def home(person: Any) -> str:
    """The page that a person chose to begin with, else their role's, else the first that their rights lead to."""
    if person.home and person.home in begins(person):
        return str(person.home)
    held = {grant.role for grant in person.grants.all() if grant.scope_type != ENTERPRISE}
    for role, url in ROLE_HOMES:
        if role in held and exists(url):
            return url
    for act, url in HOMES:
        if exists(url) and _staff(person, act):
            return url
    if _acts_for_an_enterprise(person) and exists(PORTAL[1]):
        return PORTAL[1]
    return OWN[0][1] if may_somewhere(person, OWN[0][2]) else "/account/"


def begins(person: Any) -> dict[str, Any]:
    """The pages that a person may choose to begin with, by address, with their words."""
    return {item.url: item.title for section in menu(person, "") for item in section.items}


def _staff(person: Any, act: str) -> bool:
    """Whether a person may do this beyond single enterprises: pages of a whole park need no less."""
    return may_somewhere(person, act) and any(
        allows(g.role, act) for g in person.grants.all() if g.scope_type != ENTERPRISE
    )


def _acts_for_an_enterprise(person: Any) -> bool:
    """Whether a person holds a role on an enterprise."""
    return may_somewhere(person, PORTAL[2]) and any(
        allows(g.role, PORTAL[2]) for g in person.grants.all() if g.scope_type == ENTERPRISE
    )


def exists(url: str) -> bool:
    """Whether a page answers at this address."""
    try:
        resolve(url)
    except Resolver404:
        return False
    return True
