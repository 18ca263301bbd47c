"""Invented firms that meet their rule, for tests to change one answer of."""

from typing import Any

from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.firm import Firm, read
from zhiyuan.enterprises.ladder.rule import Judgement, judge
from zhiyuan.kernel.reference import book

TECH, HIGH, INNOVATIVE = "科技型中小企业/115号-2017", "高新技术企业/32号-2016", "创新型中小企业/63号-2022"
SPECIALISED, SPECIALISED_2026 = "专精特新中小企业/63号-2022", "专精特新中小企业/2026版"
GIANT_2022, GIANT, GAZELLE = "小巨人/63号-2022", "小巨人/2026版", "瞪羚/可配置"

FIRMS: dict[str, dict[str, Any]] = {
    TECH: {
        "resident": True, "prohibited": False, "violation": False, "blacklisted": False, "staff": 120,
        "tech_staff": 30, "revenue": 6000, "assets": 5000, "cost": 5200, "rd": 330, "ip1": 0, "ip2": 4,
    },
    HIGH: {
        "violation": False, "days_registered": 2500, "owns_core_ip": True, "in_field": True, "staff": 300,
        "tech_staff": 45, "revenue": 18000, "rd_3y": 1900, "revenue_3y": 46000, "rd_domestic_3y": 1900,
        "hitech_income": 13000, "total_income": 18500, "ip1": 2, "ip2": 9, "ip_self": True, "ip_advanced": 8,
        "ip_core": 8, "conversions_3y": 16, "rd_mgmt": 17, "net_assets": [8000, 9400, 11500],
        "sales": [13000, 15000, 18000],
    },
    INNOVATIVE: {
        "ip1": 1, "ip1_self": True, "rd": 200, "op_revenue": 5000, "main_revenue": 4200, "main_growth": 0.12,
        "debt": 2200, "assets": 5000, "strategic_emerging": True, "equity_3y": 0,
    },
    SPECIALISED: {
        "niche_years": 6, "rd": 320, "op_revenue": 6200, "equity_2y": 0, "main_revenue": 5600, "main_growth_2y": 0.09,
        "product_field": "B", "digital_level": 2, "quality": ["ISO", "品牌", "标准"], "net_profit": 520, "debt": 2600,
        "assets": 5200, "local_feature": 10, "ip1": 1, "ip1_self": True, "staff": 140, "rd_staff": 22, "rd_org": "市级",
        "rd_avg_2y": 300,
    },
    SPECIALISED_2026: {
        "niche_years": 6, "rd_years": [300, 320], "rev_years": [6000, 6200], "op_revenue": 6200, "main_revenue": 5600,
        "equity_2y": 0, "ip1_main": 1, "share_leading": True, "dev_score": 66,
    },
    GIANT_2022: {
        "niche_years": 3, "main_revenue": 8400, "op_revenue": 12000, "main_growth_2y": 0.05, "debt": 7000,
        "assets": 10000, "share": 0.1, "rd_years": [300, 360], "rev_years": [10000, 12000], "ip1_main": 2,
        "own_rd_org": True, "equity_2y": 0, "staff": 100, "rd_staff": 50,
    },
    GIANT: {
        "zjtx_valid": True, "niche_years": 8, "op_revenue": 9000, "main_revenue": 8400, "rev_cagr_2y": 0.11,
        "debt": 4000, "assets": 9000, "rd_years": [600, 700], "rev_years": [8200, 9000], "ip1_main": 4, "share": 0.12,
        "key_field": True, "dev_score": 66,
    },
    GAZELLE: {"rev4": [1000, 1200, 1440, 1728], "staff4": [60, 61, 62, 63], "rd": 60, "op_revenue": 1728},
}  # fmt: skip


def firm(rule: str, **changes: Any) -> Firm:
    """The firm of a rule with other answers."""
    return read({**FIRMS[rule], **changes}, fields(book()))


def judged(rule: str, **changes: Any) -> Judgement:
    """What the rule says of it."""
    return judge(editions.named(rule), firm(rule, **changes))
