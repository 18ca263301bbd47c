"""The innovation ladder: explained evaluations per CPU-second, and a sweep over 100,000 invented firms.

Timed is what a person gets: answers checked field by field, every clause with observed, needed, gap and
result, the verdict and the score. Baselines of the same run: 科技型中小企业/115号-2017 written out by hand as
ifs on Decimal, which says only yes or no and must know every answer; and, where it is installed, zen-engine
(``ladder_zen``). The first must give the same verdicts; of the second it is counted.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import ladder_zen
import numpy as np
import yaml

from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.advice import steps
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.firm import read
from zhiyuan.enterprises.ladder.rule import Judgement, RuleSet, Verdict, judge
from zhiyuan.kernel.reference import book

FIRMS, AIM_PER_S, AIM_SWEEP_S = 100_000, 10_000, 15.0
ZEN_FIRMS = 5_000
TECH = "科技型中小企业/115号-2017"
REFERENCE = Path(__file__).parents[1] / "src" / "zhiyuan" / "reference"
VOCABULARY = fields(book())
Answers = dict[str, Any]
RD_SHARES = [
    (Decimal("0.06"), 50),
    (Decimal("0.05"), 40),
    (Decimal("0.04"), 30),
    (Decimal("0.03"), 20),
    (Decimal("0.02"), 10),
]
RD_COSTS = [
    (Decimal("0.30"), 50),
    (Decimal("0.25"), 40),
    (Decimal("0.20"), 30),
    (Decimal("0.15"), 20),
    (Decimal("0.10"), 10),
]
STAFF = [
    (Decimal("0.30"), 20),
    (Decimal("0.25"), 16),
    (Decimal("0.20"), 12),
    (Decimal("0.15"), 8),
    (Decimal("0.10"), 4),
]
RIGHTS = {0: 0, 1: 6, 2: 12, 3: 18}


def run(quick: bool = False) -> dict[str, Any]:
    """Each rule, the sweep, and the sweep by hand."""
    count = 2_000 if quick else FIRMS
    firms = invented(count)
    rules = editions.named(TECH)
    _judged(rules, firms[:100])
    cpu, wall, found = _timed(lambda: [_outcome(judge(rules, read(firm, VOCABULARY))) for firm in firms])
    by_hand_cpu, _, by_hand = _timed(lambda: [_by_hand(firm) for firm in firms])
    assert [verdict is Verdict.MET for verdict, _ in found] == by_hand, "both ways give the same verdicts"
    near = [firm for (_, failed), firm in zip(found, firms, strict=True) if failed == 1][:1000]
    asked = [(judge(rules, known), known) for firm in near for known in [read(firm, VOCABULARY)]]
    advice_cpu, _, _ = _timed(lambda: [steps(judgement, known) for judgement, known in asked])
    per_s, of_each = round(count / cpu), _of_each_edition(100 if quick else 2_000)
    return {
        "sweep": {
            "firms": count,
            "rule": TECH,
            "cpu_s": round(cpu, 2),
            "wall_s": round(wall, 2),
            "aim_s": AIM_SWEEP_S,
            "within_aim": cpu <= AIM_SWEEP_S,
            "verdicts": dict(Counter(str(verdict) for verdict, _ in found)),
            "miss_by_one_clause": sum(failed == 1 for _, failed in found),
        },
        "explained_per_cpu_s": per_s,
        "aim_per_cpu_s": AIM_PER_S,
        "within_aim_per_cpu_s": per_s >= AIM_PER_S,
        "of_each_edition_per_cpu_s": of_each,
        "slowest_edition_per_cpu_s": min(of_each.values()),
        "advice_per_cpu_s": round(len(near) / advice_cpu) if near else None,
        "baseline": "the same rule by hand in Decimal: yes or no only, no reasons, no unknown answers",
        "baseline_per_cpu_s": round(count / by_hand_cpu),
        "share_of_baseline": round(by_hand_cpu / cpu, 2),
        "zen_engine_per_cpu_s": _by_zen(firms[:ZEN_FIRMS], by_hand) or "not installed",
    }


def invented(count: int) -> list[Answers]:
    """Firms whose figures lie around the limits of the rule."""
    rng = np.random.default_rng(7)
    staff = rng.integers(5, 600, count)
    columns: Mapping[str, Any] = {
        "resident": rng.random(count) < 0.99,
        "prohibited": rng.random(count) < 0.01,
        "violation": rng.random(count) < 0.01,
        "blacklisted": rng.random(count) < 0.02,
        "staff": staff,
        "tech_staff": (staff * rng.uniform(0.02, 0.4, count)).astype(int),
        "revenue": np.round(rng.lognormal(8, 1.2, count), 2),
        "assets": np.round(rng.lognormal(8, 1.2, count), 2),
        "cost": np.round(rng.lognormal(7.8, 1.2, count), 2),
        "rd": np.round(rng.lognormal(4.8, 1.2, count), 2),
        "ip1": rng.integers(0, 2, count) * rng.integers(0, 2, count),
        "ip2": rng.integers(0, 6, count),
        "hnte_valid": rng.random(count) < 0.1,
    }
    lists = {name: column.tolist() for name, column in columns.items()}
    exact = {name: [Decimal(str(v)) for v in lists[name]] for name in ("revenue", "assets", "cost", "rd")}
    return [dict(zip(columns, row, strict=True)) for row in zip(*(lists | exact).values(), strict=True)]


def _judged(rules: RuleSet, firms: list[Answers]) -> list[Judgement]:
    return [judge(rules, read(firm, VOCABULARY)) for firm in firms]


def _outcome(judgement: Judgement) -> tuple[Verdict, int]:
    """What a worklist needs: the verdict, and by how many clauses a firm misses."""
    return judgement.verdict, [reason.result for reason in judgement.reasons].count(False)


def _by_hand(firm: Answers) -> bool:
    """115号 as ifs."""
    if not firm["resident"] or firm["prohibited"] or firm["violation"] or firm["blacklisted"]:
        return False
    if firm["staff"] > 500 or firm["revenue"] > 20000 or firm["assets"] > 20000:
        return False
    if firm["hnte_valid"]:
        return True
    staff = _points(Decimal(firm["tech_staff"]), Decimal(firm["staff"]), STAFF)
    research = max(_points(firm["rd"], firm["revenue"], RD_SHARES), _points(firm["rd"], firm["cost"], RD_COSTS))
    results = 30 if firm["ip1"] else RIGHTS.get(firm["ip2"], 24)
    return staff > 0 and staff + research + results >= 60


def _by_zen(firms: list[Answers], expected: list[bool]) -> dict[str, Any] | None:
    evaluate = ladder_zen.engine()
    if evaluate is None:
        return None
    rates = ladder_zen.per_second(evaluate, firms)
    differ = sum(a != b for a, b in zip(rates.pop("met"), expected, strict=False))
    return {**rates, "verdicts_that_differ": differ}


def _points(part: Decimal, whole: Decimal, bands: list[tuple[Decimal, int]]) -> int:
    return next((earned for least, earned in bands if whole and part >= least * whole), 0)


def _of_each_edition(times: int) -> dict[str, int]:
    """The worked firms beside each page, again and again."""
    found = {}
    for page in editions.pages(book()):
        cases = yaml.safe_load((REFERENCE / f"{page}.test.yaml").read_text("utf-8"))
        for day in sorted({case["day"] for case in cases if "firm" in case}):
            rules = editions.rule_set(book(), page, day)
            firms = [case["firm"] for case in cases if "firm" in case and case["day"] == day]
            cpu, _, _ = _timed(lambda r=rules, f=firms: _judged(r, f * times))
            found[rules.name] = round(len(firms) * times / cpu)
    return found


def _timed(act: Callable[[], list[Any]]) -> tuple[float, float, list[Any]]:
    cpu, wall = time.process_time(), time.perf_counter()
    result = act()
    return time.process_time() - cpu, time.perf_counter() - wall, result


if __name__ == "__main__":
    print(json.dumps(run(), indent=2, ensure_ascii=False))
