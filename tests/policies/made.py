"""A policy as tests enter one, and a park with firms of whom something is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from enterprises.tenants import Tenants, tenants
from small_park import person
from zhiyuan.enterprises import services as enterprises
from zhiyuan.kernel import parktime
from zhiyuan.policies import services
from zhiyuan.policies.models import Policy

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
SMALL = {
    "clause": "第二条", "text": "从业人员不超过300人", "en": "at most 300 staff",
    "when": {"measure": "staff", "most": "300", "unit": "人"},
}  # fmt: skip
SPENDS = {
    "clause": "第三条", "text": "研发费用占营业收入3%以上", "en": "R&D at least 3 % of revenue",
    "when": {"measure": {"share": ["rd", "op_revenue"]}, "least": "0.03", "as": ["percent", "percent"]},
}  # fmt: skip
CLEAN = {"clause": "第四条", "text": "未列入失信名单", "en": "on no list", "when": {"not": "blacklisted"}}
SAID: dict[str, Any] = {
    "title": "模拟研发补助", "title_en": "Invented R&D grant", "level": "park", "issuer": "模拟园区管理委员会",
    "document": "模拟〔2026〕1号", "benefit": "按研发费用5%补助，最高20万元（模拟）", "text": "模拟文本。",
    "valid_first": date(2026, 1, 1), "valid_last": date(2027, 12, 31), "window_first": date(2026, 11, 1),
    "window_last": date(2026, 12, 31), "clauses": [SMALL, SPENDS, CLEAN],
}  # fmt: skip
YEARLY = {"staff": "120", "rd": "330", "op_revenue": "6000"}


@contextmanager
def park() -> Iterator[Tenants]:
    """Two firms in November; of the first everything is known that the policy asks."""
    parktime.use(lambda: NOW)
    made = tenants()
    for metric, value in YEARLY.items():
        tell(made, made.ketuo, metric, value)
    tell(made, made.ketuo, "blacklisted", "否")
    yield made
    parktime.use(lambda: datetime.now(UTC))


def tell(t: Tenants, firm: Any, metric: str, value: str, day: date = date(2026, 3, 1)) -> None:
    """State a fact of a firm, of last year where it has years."""
    period = "2025" if metric in YEARLY else ""
    enterprises.record_fact(t.officer, firm, metric=metric, period=period, value=value, source="模拟数据", as_of=day)


def entered(t: Tenants, **more: Any) -> Policy:
    """A draft."""
    return services.enter_policy(t.officer, t.park.site, **(SAID | more))


def published(t: Tenants, **more: Any) -> Policy:
    """A policy that one officer entered and another published."""
    row = services.propose_policy(t.officer, entered(t, **more))
    return services.publish_policy(second(), row, digest=row.digest)


def second() -> Any:
    """Another officer."""
    from zhiyuan.identity.models import Person

    return Person.objects.filter(username="second").first() or person("second", "officer")
