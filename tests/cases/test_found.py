"""A list of cases is what fits, in its order, whichever way it is found: sorted where few fit, else read along."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, hall
from small_park import person
from zhiyuan.cases import queries, queries_found, queries_words, writes
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.models import Case
from zhiyuan.cases.state import ENDED
from zhiyuan.enterprises.models import Enterprise
from zhiyuan.kernel import paging

WORDS = ("", "光电", "科拓", "2026", "20260928-000", "9141", "路口", "没有", "东路", "a%")


@pytest.fixture
def h(database: str) -> Hall:
    """Three hundred cases of twelve firms and some places, in every phase."""
    at(MONDAY)
    found, dice = hall(), random.Random(5)
    site = found.t.park.site
    names = ["科拓光电", "光电科拓二厂", "东路电气", "科创（模拟）"]
    firms = [
        Enterprise.objects.create(site=site, key=f"x{n}", name=f"{dice.choice(names)}{n}", uscc=f"9141{n:014d}")
        for n in range(12)
    ]
    editions = [writes.pinned(kind(key, MONDAY.date())) for key in ("request_simple", "deregister_simple")]
    lane = {edition.pk: writes.kind_of_edition(edition).lane for edition in editions}
    phases = ["submitted", "running", "paused", "closed", "refused", "withdrawn"]
    rows = []
    for n in range(300):
        edition, firm, due = dice.choice(editions), dice.choice([*firms, None]), dice.choice([None, *range(5)])
        rows.append(Case(
            site=site, enterprise=firm, edition=edition, lane=lane[edition.pk], number=f"20260928-{n:04d}",
            subject_type="enterprises.enterprise" if firm else "park.site",
            subject_id=str(firm.pk if firm else site.pk),
            subject_name="" if firm else dice.choice(["东路路口", "北门"]), opened=MONDAY, phase=dice.choice(phases),
            due=None if due is None else date(2026, 10, 1) + timedelta(days=due),
        ))  # fmt: skip
    Case.objects.bulk_create(rows)
    return found


def by_hand(who: Any, words: str, phase: str, lane: str) -> list[Case]:
    """Every case looked at."""

    def fits(case: Case) -> bool:
        firm = case.enterprise
        said = words in case.subject_name or case.number.startswith(words)
        said = said or bool(firm and (words in firm.name or firm.uscc.startswith(words)))
        ended = {"": True, "open": case.phase not in ENDED, "ended": case.phase in ENDED}
        return said and ended.get(phase, case.phase == phase) and lane in ("", case.lane)

    return sorted((c for c in queries.visible(who) if fits(c)), key=lambda c: (c.due or date.max, c.pk))


@pytest.mark.slow
@pytest.mark.parametrize("few", [2_000, 20])
def test_the_list_is_what_fits_in_its_order(h: Hall, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries_found, "FEW", few)
    monkeypatch.setattr(queries_words, "FEW_FIRMS", few // 4)
    firm = Enterprise.objects.get(key="x3")
    for who in (h.window, h.desk, person("of x3", "tenant", firm)):
        for words in WORDS:
            for phase, lane in (("", ""), ("open", ""), ("ended", "exit"), ("paused", "request"), ("odd", "")):
                found, wanted = (
                    queries.cases(who, words=words, phase=phase, lane=lane),
                    by_hand(who, words, phase, lane),
                )
                assert list(found) == wanted, (who, words, phase, lane)
                assert not found.cut
                assert list(paging.page(found, "2", 20)) == (wanted[20:40] or wanted[:20])


def test_where_very_many_numbers_begin_so_the_list_says_that_it_is_cut(
    h: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_words, "FEW_NUMBERS", 30)
    found = queries.cases(h.window, words="2026")
    assert (len(found), paging.page(found, "1", 20).cut) == (30, True)
    assert not paging.page(queries.cases(h.window, words="20260928-001"), "1", 20).cut


def test_beyond_the_last_page_the_list_says_that_more_fit(h: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "LAST_PAGE", 3)
    found = queries.cases(h.window)
    second, last = (paging.page(found, number, 20) for number in ("2", "9"))
    assert (second.has_next, second.cut) == (True, False)
    assert (last.number, last.has_next, last.cut) == (3, False, True)
