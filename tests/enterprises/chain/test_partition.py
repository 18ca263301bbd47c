"""Every segment has exactly one word, and the word follows from who is there; the account's optics chain is worked."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.enterprises.chain.graph import Chain, Segment, chains, parse
from zhiyuan.enterprises.chain.partition import (
    DOWNSTREAM,
    EXTEND,
    FILL,
    FIRM,
    STRENGTHEN,
    UNTOUCHED,
    UPSTREAM,
    WORDS,
    Firm,
    Local,
    Rules,
    partition,
    targets,
)
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book

DAY = date(2026, 9, 28)
RULES = Rules(2, Fraction(1, 2))


def optics() -> Chain:
    return chains(book(), DAY)["optics"]


def firms(*outputs: int | None, high: int = 0) -> list[Firm]:
    return [Firm(n, f"模拟{n}", None if o is None else Fraction(o), n < high) for n, o in enumerate(outputs)]


def test_the_optics_chain_of_the_account_as_worked_by_hand() -> None:
    known = {"element": firms(10, 10, 10, 10, high=2), "device": firms(50, high=1)}
    found = partition(optics(), known, RULES, {"device": Local(Fraction(60), Fraction(50))})
    assert (found["module"].word, found["module"].priority) == (FILL, 1)
    assert {k for k, p in found.items() if (p.word, p.side) == (EXTEND, UPSTREAM)} == {
        "glass", "coating", "sensor", "testing"
    }  # fmt: skip
    assert (found["arvr"].word, found["arvr"].side) == (EXTEND, DOWNSTREAM)
    device = found["device"]
    assert (device.word, round(float(device.strength or 0), 2), device.substitutable) == (FIRM, 0.67, 0)
    assert device.single
    assert "one firm" in str(device.reasons[-1])
    assert targets(found)[0].key == "module"


def test_a_module_maker_closes_the_gap() -> None:
    known = {"element": firms(1), "device": firms(1), "module": firms(3, 3, high=2)}
    found = partition(optics(), known, RULES)
    assert found["module"].word in (FIRM, STRENGTHEN)
    assert not [one for one in found.values() if one.word == FILL]


def test_one_weak_firm_is_to_be_made_stronger() -> None:
    found = partition(optics(), {"element": firms(5)}, RULES)["element"]
    assert (found.word, found.strength, found.substitutable) == (STRENGTHEN, 0, 0)


def test_outputs_that_are_not_known_count_alike_and_say_so() -> None:
    found = partition(optics(), {"element": firms(5, None)}, RULES)["element"]
    assert found.substitutable == Fraction(1, 2)
    assert "count alike" in " ".join(map(str, found.reasons))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Chain, dict[str, list[Firm]], Rules]:
    count = draw(st.integers(1, 12))
    keys = [f"n{i}" for i in range(count)]
    pair = st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(lambda p: p[0] != p[1])
    flows = tuple(draw(st.sets(pair, max_size=20))) if count > 1 else ()
    here = draw(st.sets(st.sampled_from(keys)))
    known = {k: firms(*draw(st.lists(st.integers(0, 9), min_size=1, max_size=4)), high=1) for k in sorted(here)}
    rules = Rules(draw(st.integers(1, 4)), Fraction(draw(st.integers(0, 10)), 10))
    return Chain("c", "链", "c", {k: Segment(k, k, k, 0) for k in keys}, flows), known, rules


@given(graphs())
def test_every_segment_of_any_chain_has_exactly_one_word_and_it_fits(
    drawn: tuple[Chain, dict[str, list[Firm]], Rules],
) -> None:
    chain, known, rules = drawn
    found = partition(chain, known, rules)
    assert found.keys() == chain.segments.keys()
    present = set(known)
    for key, placed in found.items():
        up, down = chain.upstream(key, rules.hops) & present, chain.downstream(key, rules.hops) & present
        assert placed.word in WORDS
        assert (placed.word in (FIRM, STRENGTHEN)) == (key in present)
        if key not in present:
            assert (placed.word == FILL) == bool(up and down)
            assert (placed.word == EXTEND) == (bool(up) != bool(down))
            assert (placed.word == UNTOUCHED) == (not up and not down)
            assert placed.priority == (len(up) * len(down) if up and down else len(up) + len(down))
        else:
            assert placed.strength is not None
            assert 0 <= placed.strength <= 1
            assert (placed.word == FIRM) == (placed.strength >= rules.firm_from)


@given(graphs())
def test_whoever_is_downstream_of_one_has_it_upstream(drawn: tuple[Chain, dict[str, list[Firm]], Rules]) -> None:
    chain, _, rules = drawn
    for key in chain.segments:
        assert all(key in chain.upstream(other, rules.hops) for other in chain.downstream(key, rules.hops))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("[a, b]", "[a, c]"), "no segment 'c'"),
        (("[a, b]", "[a, a]"), "leads to itself"),
        (("[a, b]", "[a]"), r"\[supplier, buyer\]"),
        (("level: 1", "level: x"), "whole number"),
        (("en: B", "colour: red, en: B"), "no colour here"),
        (("zh: 乙, ", ""), "name in both languages"),
    ],
)
def test_a_chain_that_cannot_be_is_named_with_its_place(change: tuple[str, str], why: str) -> None:
    text = """chain:
  unit: chain
  values:
    - since: 2024-01-01
      value:
        zh: 模拟链
        en: Invented
        segments: {a: {zh: 甲, en: A, level: 0}, b: {zh: 乙, en: B, level: 1}}
        flows: [[a, b]]
      source: {document: 本园设定}
"""
    assert parse("x", text, DAY).flows == (("a", "b"),)
    with pytest.raises(Malformed, match=why):
        parse("x", text.replace(*change), DAY)
