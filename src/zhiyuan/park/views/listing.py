"""A list page: filters that stand in the address, a page of rows, the whole as a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel import fmt
from zhiyuan.kernel.sheet import MIME, Column, Sheet, workbook
from zhiyuan.park import queries
from zhiyuan.park.models import Building, Floor

PAGE = 50
DECIMALS = {"whole": 0, "one": 1, "two": 2, "three": 3}

Options = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value; ``said`` is how a page shows it where that differs, ``tag`` the class of its label."""

    value: Any = None
    said: Any = None
    url: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice: its name in the address, its label, and what can be chosen by a person."""

    name: str
    label: Any
    options: Callable[[Any], Options]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page needs: where its rows come from and how they read."""

    name: str
    title: Any
    query: Callable[..., Any]
    filters: tuple[Filter, ...]
    columns: tuple[tuple[Any, str], ...]
    cells: Callable[[list[Any]], list[list[Cell]]]


def show(request: HttpRequest, listing: Listing, **more: Any) -> HttpResponse:
    """The page, its rows alone for htmx, or the whole as a workbook (``?as=xlsx``)."""
    demand_somewhere(request.user, "park.view")
    said = {name: request.GET.get(name, "") for name in ("q", *(f.name for f in listing.filters))}
    found = listing.query(request.user, **said)
    if request.GET.get("as") == "xlsx":
        return _workbook(listing, list(found))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "heads": [(title, form in DECIMALS) for title, form in listing.columns],
        "rows": [_shown(listing, cells) for cells in listing.cells(list(page))],
        "filters": [_choice(f, said[f.name], request.user) for f in listing.filters],
        "words": said["q"],
        "filtered": any(said.values()),
        **more,
    }
    return render(request, "park/_list.html" if getattr(request, "htmx", False) else "park/list.html", context)


def _choice(of: Filter, chosen: str, person: Any) -> tuple[str, Any, list[tuple[str, Any, bool]]]:
    return of.name, of.label, [(value, word, value == chosen) for value, word in of.options(person)]


def _shown(listing: Listing, cells: list[Cell]) -> list[tuple[Any, Cell, bool]]:
    return [(_text(c, form), c, form in DECIMALS) for c, (_, form) in zip(cells, listing.columns, strict=True)]


def _text(cell: Cell, form: str) -> Any:
    if cell.said is not None:
        return cell.said
    if isinstance(cell.value, datetime) or form == "moment":
        return cell.value
    if cell.value is None or cell.value == "":
        return fmt.NONE
    return fmt.number(cell.value, DECIMALS[form]) if form in DECIMALS else cell.value


def _workbook(listing: Listing, found: list[Any]) -> HttpResponse:
    columns = [Column(str(title), form) for title, form in listing.columns]
    rows = [
        [
            c.value if form in (*DECIMALS, "moment") else _plain(c)
            for c, (_, form) in zip(cells, listing.columns, strict=True)
        ]
        for cells in listing.cells(found)
    ]
    zone = ZoneInfo(found[0].site.timezone) if found else ZoneInfo("UTC")
    content = workbook([Sheet(str(listing.title), columns, rows)], zone)
    return HttpResponse(
        content, content_type=MIME, headers={"Content-Disposition": f'attachment; filename="{listing.name}.xlsx"'}
    )


def _plain(cell: Cell) -> Any:
    return cell.value if cell.said is None else str(cell.said)


def buildings(person: Any) -> Options:
    """The buildings that a person may see."""
    return [(b.key, b.name) for b in queries.visible(Building, person).order_by("position")]


def floors(person: Any) -> Options:
    """The floors that a person may see."""
    seen = queries.visible(Floor, person).select_related("building").order_by("position")
    return [(f.key, f"{f.building.name} {f.name}") for f in seen]


def fixed(words: dict[str, Any]) -> Callable[[Any], Options]:
    """The same choice for everybody."""
    return lambda person: list(words.items())


BUILDING = Filter("building", _later("Building"), buildings)
FLOOR = Filter("floor", _later("Floor"), floors)
NEVER = _later("never heard")


def heard(said: Any) -> Cell:
    """When something was last heard, or that it never was."""
    return Cell(said.at if said else None, None if said else _(str(NEVER)))
