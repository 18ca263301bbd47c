"""The eighteen worked firms: score, verdict and every reason."""

import json
from typing import Any

import pytest

from shared import VECTORS
from zhiyuan.enterprises.ladder.entry import parse, question
from zhiyuan.enterprises.ladder.rule import judge

ENTRIES: list[dict[str, Any]] = json.loads((VECTORS / "ladder.json").read_text("utf-8")) if VECTORS else []


@pytest.mark.skipif(not VECTORS, reason="shared/vectors is not beside this checkout")
def test_there_are_eighteen() -> None:
    assert len(ENTRIES) == 18


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["name"] for entry in ENTRIES])
def test_a_worked_firm_comes_out_as_said(entry: dict[str, Any]) -> None:
    asked = question(parse(json.dumps(entry).encode()))
    judgement = judge(asked.rules, asked.firm)
    assert judgement.plain_score() == entry["score"]
    assert judgement.verdict == entry["verdict"]
    assert [reason.plain() for reason in judgement.reasons] == entry["reasons"]
