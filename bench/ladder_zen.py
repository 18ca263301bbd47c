"""The baseline of ``ladder``: 科技型中小企业/115号-2017 as a decision graph of zen-engine, where that is installed.

``pip install zen-engine==2.1.3`` into an environment of its own; the project does not depend on it. Its trace says
which row of which table matched; clauses, limits, gaps and answers that are not known it does not have.
"""

import json
import time
from collections.abc import Callable
from typing import Any

VERSION = "zen-engine 2.1.3"
Answers = dict[str, Any]
TABLES = {
    "ts": [("0.30", 20), ("0.25", 16), ("0.20", 12), ("0.15", 8), ("0.10", 4)],
    "rr": [("0.06", 50), ("0.05", 40), ("0.04", 30), ("0.03", 20), ("0.02", 10)],
    "rc": [("0.30", 50), ("0.25", 40), ("0.20", 30), ("0.15", 20), ("0.10", 10)],
    "ip1": [("1", 30)],
    "ip2": [("4", 24), ("3", 18), ("2", 12), ("1", 6)],
}
GATES = ("resident and not prohibited and not violation and not blacklisted"
         " and staff <= 500 and revenue <= 20000 and assets <= 20000")  # fmt: skip
SCORE = "points_ts + max([points_rr, points_rc]) + max([points_ip1, points_ip2])"
BEFORE = {
    "ts": "tech_staff / staff", "rr": "revenue > 0 ? rd / revenue : 0", "rc": "cost > 0 ? rd / cost : 0",
    "ip1": "ip1", "ip2": "ip2", "gates": GATES, "direct": "hnte_valid",
}  # fmt: skip
AFTER = {"score": SCORE, "met": f"gates and (direct or (points_ts > 0 and {SCORE} >= 60))"}


def engine() -> Callable[..., Any] | None:
    """How to evaluate the graph, or None where the engine is not installed."""
    try:
        import zen
    except ImportError:
        return None
    evaluate: Callable[..., Any] = zen.ZenEngine().create_decision(json.dumps(_graph())).evaluate
    return evaluate


def per_second(evaluate: Callable[..., Any], firms: list[Answers]) -> dict[str, Any]:
    """Evaluations per CPU-second, bare and with the trace; and the verdicts, to be compared."""
    plain = [{name: v if isinstance(v, bool | int) else float(v) for name, v in firm.items()} for firm in firms]
    met = [evaluate(firm)["result"]["met"] for firm in plain]
    rates = {}
    for name, trace in (("bare", False), ("traced", True)):
        begun = time.process_time()
        for firm in plain:
            evaluate(firm, {"trace": trace})
        rates[name] = round(len(plain) / (time.process_time() - begun))
    return {"version": VERSION, **rates, "met": met}


def _graph() -> dict[str, Any]:
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        _expressions("before", BEFORE),
        *(_table(name, rows) for name, rows in TABLES.items()),
        _expressions("after", AFTER),
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [("in", "before"), ("before", "after"), ("after", "out")]
    edges += [edge for name in TABLES for edge in (("before", name), (name, "after"))]
    return {
        "nodes": nodes,
        "edges": [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in edges],
    }


def _expressions(name: str, said: dict[str, str]) -> dict[str, Any]:
    lines = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in said.items()]
    return {"id": name, "name": name, "type": "expressionNode", "content": {"expressions": lines}}


def _table(name: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    rules = [{"_id": f"{name}-{n}", "i": f">= {least}", "o": str(points)} for n, (least, points) in enumerate(rows)]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": name, "field": name}],
        "outputs": [{"id": "o", "name": "points", "field": f"points_{name}"}],
        "rules": [*rules, {"_id": f"{name}-rest", "i": "", "o": "0"}],
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}
