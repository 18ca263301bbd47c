"""A running case is put under a new edition of its kind, where its whole log would have been allowed there."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.opened import FORM, MONDAY, Hall, at, hall, request
from zhiyuan.cases import queries, services, writes
from zhiyuan.cases.models import Case
from zhiyuan.kernel import parktime, reference
from zhiyuan.kernel.errors import ZhiyuanError


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


@pytest.fixture
def changed() -> Iterator[Callable[..., None]]:
    """The book gets another edition of the simple request, with one step less where it is named."""
    before = list(reference._in_use)

    def change(without: str = "") -> None:
        page: Any = deepcopy(dict(reference.shipped().page("cases/request_simple/kind")))
        said = page["kind"]["values"][0]["value"]
        said["title"]["en"] = "Simple request, newer"
        said["steps"] = [step for step in said["steps"] if step["key"] != without]
        for step in said["steps"]:
            step["needs"] = [need for need in step.get("needs", ()) if need != without]
        reference.use(reference.shipped().with_pages({"cases/request_simple/kind": page}))

    yield change
    reference._in_use[:] = before


def test_a_case_that_somebody_moved_to_another_edition_meanwhile_is_judged_by_that_one(
    h: Hall, changed: Callable[[], None]
) -> None:
    case, elsewhere = request(h), Case.objects.get()
    changed()
    services.move_case(h.window, elsewhere)
    writes.append(case, "urge", "ketuo")
    assert case.edition.digest == elsewhere.edition.digest


def test_a_case_moves_to_a_new_edition_and_its_log_says_so(h: Hall, changed: Callable[[], None]) -> None:
    case = request(h)
    before = case.edition.digest
    changed()
    event = services.move_case(h.window, case)
    assert (event.act, event.data["from"], event.data["to"]) == ("move", before, case.edition.digest)
    assert queries.read(Case.objects.get()).state.phase == "running"
    with pytest.raises(ZhiyuanError, match="already"):
        services.move_case(h.window, case)


def test_a_case_that_the_new_edition_would_not_have_allowed_stays_and_the_event_is_named(
    h: Hall, changed: Callable[..., None]
) -> None:
    case = services.open_case(h.firm, h.t.ketuo, kind="request_simple", form=FORM)
    services.work_case(h.desk, case, act="accept")
    services.work_case(h.desk, case, act="pass", step="reply")
    changed(without="reply")
    with pytest.raises(ZhiyuanError, match="event 3"):
        services.move_case(h.window, case)
    assert Case.objects.get().edition.digest == writes.kind_of(case).digest
