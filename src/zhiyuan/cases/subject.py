"""What a case is about: an enterprise, a place of the park, a parcel or a project.

Whoever holds a role on the subject, or on anything above it, reaches the case; what is above it is what
its own ``scopes()`` says. An enterprise may stand beside the subject: the firm whose matter it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiyuan.enterprises.search_index import Indexed
from zhiyuan.kernel.errors import Malformed, Refused

ENTERPRISE, PLACE, PARCEL, PROJECT = "enterprise", "place", "parcel", "project"
ABOUT = (ENTERPRISE, PLACE, PARCEL, PROJECT)
SITE, FIRM = "park.site", "enterprises.enterprise"
FIRM_KIND = "cases.firm_kind"
"""The cases of one kind of one firm, ``12:request_simple``, or of every kind, ``12:*``: what a firm may delegate."""
LABELS: Mapping[str, str] = {
    FIRM: ENTERPRISE,
    SITE: PLACE,
    "park.building": PLACE,
    "park.floor": PLACE,
    "park.space": PLACE,
    "land.parcel": PARCEL,
    "projects.project": PROJECT,
}
"""Kind of object → what a case about it is about. A place that the park does not name is the site, with words."""

LONGEST_NAME = 200
FOUND = Indexed("cases_case", "subject_name", "cases_subject_pairs", LONGEST_NAME)
"""The names of subjects are found by two characters anywhere in them."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What an enterprise may be applied for: a kind of case, as the object of an act."""

    enterprise: Any
    kind: str

    def scopes(self) -> list[tuple[str, str]]:
        """Its own and the enterprise's."""
        return [*matter(self.enterprise.pk, self.kind), *self.enterprise.scopes()]

    def __str__(self) -> str:
        return f"{self.enterprise}, {self.kind}"


def matter(enterprise: int, kind: str) -> list[tuple[str, str]]:
    """The scopes of a kind of case of a firm."""
    return [(FIRM_KIND, f"{enterprise}:{kind}"), (FIRM_KIND, f"{enterprise}:*")]


@dataclass(frozen=True, slots=True)
class Subject:
    """An object as the subject of a case: its label and number, its name on the day, who reaches it."""

    label: str
    number: str
    name: str
    reach: tuple[tuple[str, str], ...]
    """The scopes that reach it, but those of its site and its enterprise, which a case keeps as columns."""
    site: Any
    enterprise: Any

    @property
    def about(self) -> str:
        """What a case about it is about."""
        return LABELS[self.label]


def subject(of: Any, place: str = "") -> Subject:
    """Any object of the park as the subject of a case; a site needs the words that say where in it.

    Raises
    ------
    Refused
        When no case is ever about such an object.
    Malformed
        When the place in the site is not said.
    """
    label = of._meta.label_lower
    if label not in LABELS:
        raise Refused("no case is about a {label}; it may be about {labels}", label=label, labels=", ".join(LABELS))
    place = " ".join(place.split())
    if label == SITE and not place:
        raise Malformed("say where in {site}: a building, a space, or words that find the place", site=of)
    reach = tuple(scope for scope in of.scopes() if scope[0] not in (SITE, FIRM))
    name = (f"{of} · {place}" if place and label != SITE else place or str(of))[:LONGEST_NAME]
    firm = of if label == FIRM else getattr(of, "enterprise", None)
    return Subject(label, str(of.pk), name, reach, of if label == SITE else of.site, firm)
