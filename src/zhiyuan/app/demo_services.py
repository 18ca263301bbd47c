"""The demo's services: invented firms that apply, are visited and helped, hazards, projects and what is known of them.

The figures of the account stand beside, each with the source it was published in; all else says that it is invented.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

SOURCE = "模拟数据"
ACCOUNT, TARGETS = Path("high-tech-zone") / "facts.yaml", Path("high-tech-zone") / "targets.yaml"
INVENTED = "虚构目标（仅供演示）"
THIS_YEAR = {
    "promises_kept": Decimal(95),
    "one_day_share": Decimal(80),
    "cases_overdue": Decimal(2),
    "alarms_open": Decimal(5),
}
"""Invented targets for what rooms answer about themselves."""
PERMITS = {
    "project": "模拟光电厂房", "parcel": "G2026-01（模拟）", "area_m2": "12000", "investment_cny": "80000000",
    "contact": "-",
}  # fmt: skip
HANDED_IN = ("application", "approval", "land_contract", "price_receipt", "scheme", "drawings", "contractor", "safety",
             "funds")  # fmt: skip
PROMISED = ("insolation", "traffic")
YEARLY = {"staff": "120", "revenue": "6000", "cost": "5000", "assets": "4000", "rd": "330"}
STATED = {"resident": "是", "prohibited": "否", "violation": "否", "blacklisted": "否", "ip1": "0", "ip2": "4"}
TECHNICIANS = {"demo-c1": "30", "demo-c2": "10", "demo-c3": "", "demo-d1": "26"}
"""Technical staff: enough, too few by two, not known, enough. [persons]"""
PLACED = {"demo-c1": "element", "demo-c2": "element", "demo-d1": "device"}
"""Which segment of the optics chain a firm stands in."""

POLICY: list[dict[str, Any]] = [
    {"clause": "第二条", "text": "从业人员不超过300人", "en": "at most 300 staff",
     "when": {"measure": "staff", "most": "300", "unit": "人"}},
    {"clause": "第三条第一款", "text": "科技人员占比20%以上", "en": "technical staff at least 20 %",
     "when": {"measure": {"share": ["tech_staff", "staff"]}, "least": "0.20", "as": ["percent", "percent"]}},
    {"clause": "第三条第二款", "text": "研发费用占销售收入3%以上", "en": "R&D at least 3 % of sales",
     "when": {"measure": {"share": ["rd", "revenue"]}, "least": "0.03", "as": ["percent", "percent"]}},
    {"clause": "第五条", "text": "未列入失信名单", "en": "on no list of dishonest firms",
     "when": {"not": "blacklisted"}},
]  # fmt: skip


def seed(site: Any, begins: datetime, people: dict[str, Any], examples: Path) -> None:
    """Tell three weeks of services that end when the demo begins, each as the person whose work it is."""
    from zhiyuan.enterprises.queries import of_site
    from zhiyuan.kernel import parktime

    firms = {firm.key: firm for firm in of_site(site)}
    for days, tell in ((21, _visit), (9, _permits), (6, _hazard), (3, _request), (2, _projects), (1, _known)):
        with parktime.moment(begins - timedelta(days=days)):
            tell(site, firms, people)
    figures(site, people["officer"], examples)


def _visit(site: Any, firms: dict[str, Any], people: dict[str, Any]) -> None:
    """A visit found something that is still not solved."""
    from zhiyuan.cases import services
    from zhiyuan.park.queries import today

    officer, firm = people["officer"], firms["demo-c2"]
    said = {"day": today(site), "kind": "requested", "purpose": "finance", "visitors": people["officer"].display_name}
    visit = services.plan_visit(officer, firm, **said)
    services.settle_visit(officer, visit, state="held")
    form = {"subject": "夜间照明不足（模拟）", "detail": "西侧停车场（模拟）"}
    case = services.record_finding(officer, visit, kind="request_simple", form=form)
    services.work_case(people["window"], case, act="accept")
    services.work_case(people["window"], case, act="pass", step="reply")


def _permits(site: Any, firms: dict[str, Any], people: dict[str, Any]) -> None:
    """Four certificates, two documents promised, one certificate issued."""
    from zhiyuan.cases import services

    tenant, window = people["tenant"], people["window"]
    case = services.open_case(tenant, firms["demo-c1"], kind="four_certificates_strict", form=PERMITS, docs=HANDED_IN)
    for doc in PROMISED:
        services.answer_case(tenant, case, act="promise", doc=doc)
    services.work_case(window, case, act="accept")
    services.work_case(window, case, act="pass", step="land")


def _hazard(site: Any, firms: dict[str, Any], people: dict[str, Any]) -> None:
    from zhiyuan.cases import services
    from zhiyuan.park.queries import today

    form = {"what": "货车转弯视距不足（模拟）", "category": "sight", "seen": today(site).isoformat()}
    case = services.open_case_about(
        people["officer"], site, kind="hazard_traffic", form=form, place="三号门东侧（模拟）"
    )
    services.work_case(people["officer"], case, act="accept")


def _request(site: Any, firms: dict[str, Any], people: dict[str, Any]) -> None:
    """A request that waits to be received, and a promise of the park."""
    from zhiyuan.cases import services
    from zhiyuan.park.queries import today

    form = {"subject": "门禁失灵（模拟）", "detail": "二号门刷卡无反应（模拟）"}
    services.open_case(people["tenant"], firms["demo-c1"], kind="request_joint", form=form)
    due = today(site) + timedelta(days=30)
    services.make_pledge(people["officer"], site, text="东门停车场增设充电桩（模拟）", due=due)


def _projects(site: Any, firms: dict[str, Any], people: dict[str, Any]) -> None:
    from zhiyuan.land.services import register_parcel
    from zhiyuan.park.queries import today
    from zhiyuan.projects import services

    officer, day = people["officer"], today(site)
    register_parcel(officer, site, number=PERMITS["parcel"], area_mu=Decimal("30"))
    services.register_project(officer, site, key="demo-lead", name="模拟镀膜线索")
    row = services.register_project(officer, site, key="demo-plant", name=PERMITS["project"], enterprise="demo-c1")
    for milestone, days in (("sign", -60), ("start", -15), ("finish", 200)):
        services.plan_milestone(officer, row, milestone=milestone, day=day + timedelta(days=days))
    services.reach_milestone(officer, row, milestone="sign", day=day - timedelta(days=58))


def _known(site: Any, firms: dict[str, Any], people: dict[str, Any]) -> None:
    """What is known of four firms, judged by the ladder; three of them placed on a chain."""
    from zhiyuan.enterprises import services
    from zhiyuan.innovation.services import judge_enterprises
    from zhiyuan.park.queries import today

    officer, day = people["officer"], today(site)
    for key, technicians in TECHNICIANS.items():
        for metric, value in (YEARLY | STATED | ({"tech_staff": technicians} if technicians else {})).items():
            period = "" if metric in STATED else str(day.year - 1)
            services.record_fact(
                officer, firms[key], metric=metric, period=period, value=value, source=SOURCE, as_of=day
            )
    for key, segment in PLACED.items():
        services.place_firm(officer, firms[key], chain="optics", segment=segment, product=f"{firms[key]}产品")
    judge_enterprises(officer, site)
    _policy(site, people, day)


def _policy(site: Any, people: dict[str, Any], day: date) -> None:
    """An invented policy that two of the four firms meet; of one it is not known."""
    from zhiyuan.policies import services

    row = services.enter_policy(
        people["officer"], site, title="研发费用补助（模拟）", title_en="Grant for R&D (invented)", level="park",
        issuer="模拟园区管理委员会", document="模拟〔2026〕1号", benefit="按上年研发费用的5%补助，最高20万元（模拟）",
        text="本政策为演示虚构。", valid_first=day, valid_last=day + timedelta(days=730),
        window_last=day + timedelta(days=60), clauses=POLICY,
    )  # fmt: skip
    row = services.propose_policy(people["officer"], row)
    services.publish_policy(people["leader"], row, digest=row.digest)


def figures(site: Any, officer: Any, examples: Path) -> None:
    """The figures of the account, and invented targets: some for its period, some for this year."""
    from zhiyuan.indicators.services import import_facts, import_targets, set_target
    from zhiyuan.park.queries import today

    if not (examples / ACCOUNT).exists():
        return
    import_facts(officer, site, text=(examples / ACCOUNT).read_text("utf-8"), format="yaml")
    import_targets(officer, site, text=(examples / TARGETS).read_text("utf-8"), format="yaml")
    day = today(site)
    for key, value in THIS_YEAR.items():
        set_target(officer, site, indicator=key, period=str(day.year), value=value, source=INVENTED, as_of=day)
