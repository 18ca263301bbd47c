"""Drafts on both databases: kept, replaced, emptied when they are too old, and given up."""

from datetime import timedelta
from typing import Any

from cases.opened import MONDAY, hall
from zhiyuan.cases import writes_drafts
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.models import Draft
from zhiyuan.cases.queries_drafts import Said, drafts


def test_both_databases_keep_replace_empty_and_give_up_a_draft(database: str, park_time: Any) -> None:
    park_time(MONDAY)
    h, of = hall(), kind("request_simple", MONDAY.date())
    for subject in ("路灯", "路灯不亮"):
        writes_drafts.save(h.firm, of, Said("", "", {"subject": subject}, []))
    assert [one.said.form for one in drafts(h.firm)] == [{"subject": "路灯不亮"}]
    park_time(MONDAY + timedelta(days=31))
    said = Said("", "", {"subject": "道闸"}, [])
    row = writes_drafts.save(h.other_firm, of, said)
    assert writes_drafts.forget(MONDAY + timedelta(days=31)) == 1
    assert Draft.objects.get(person=h.firm).said["form"] == {}
    assert writes_drafts.take(h.other_firm, of.key, row.saved.isoformat()) == (said, {})
    assert drafts(h.other_firm) == []
