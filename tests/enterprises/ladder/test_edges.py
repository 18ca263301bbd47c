"""On the edge of each limit, and with each kind of answer missing."""

from datetime import date
from typing import Any

import pytest

from enterprises.ladder.firms import (
    GAZELLE,
    GIANT,
    GIANT_2022,
    HIGH,
    INNOVATIVE,
    SPECIALISED,
    SPECIALISED_2026,
    TECH,
    judged,
)  # fmt: skip
from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.firm import read
from zhiyuan.enterprises.ladder.rule import Verdict, judge
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book

MET, UNMET, DATA, EXPERT = Verdict
LAST_OF_MARCH, FIRST_OF_APRIL = date(2026, 3, 31), date(2026, 4, 1)

CASES: list[tuple[str, str, dict[str, Any], Verdict, Any]] = [
    ("501 people are too many", TECH, {"staff": 501, "tech_staff": 126}, UNMET, 80),
    ("revenue a cent above 200 million", TECH, {"revenue": 20000.01, "rd": 1201}, UNMET, 90),
    ("exactly 30 % technical staff", TECH, {"tech_staff": 36}, MET, 84),
    ("a hair below 30 %", TECH, {"staff": 119, "tech_staff": 35}, MET, 80),
    ("exactly 6 % R&D", TECH, {"rd": 360}, MET, 90),
    ("a cent below 6 %", TECH, {"rd": 359.99}, MET, 80),
    ("staff not known", TECH, {"staff": None}, DATA, [64, 84]),
    ("one failed gate decides, whatever else is open", TECH, {"staff": None, "prohibited": True}, UNMET, [64, 84]),
    ("results not known, and they matter", TECH, {"ip2": None}, DATA, [56, 80]),
    ("results not known, and they do not matter", TECH, {"ip1": None, "ip2": None, "rd": 360}, MET, [66, 96]),
    ("R&D not known, and even all its points are too few", TECH,
     {"tech_staff": 12, "ip2": 0, "rd": None}, UNMET, [4, 54]),
    ("R&D not known, but no points for staff", TECH, {"tech_staff": 11, "rd": None}, UNMET, [24, 74]),
    ("a certificate that may be valid", TECH, {"tech_staff": 11, "hnte_valid": None}, DATA, 64),
    ("a listing not known", TECH, {"blacklisted": None}, DATA, 80),
    ("no sales and no cost earn no R&D points", TECH, {"revenue": 0, "cost": 0}, UNMET, 40),
    ("sales of 50 million belong to the 5 % step", HIGH, {"revenue": 5000}, UNMET, [76, 89]),
    ("a cent more belongs to the 4 % step", HIGH, {"revenue": 5000.01}, MET, [76, 89]),
    ("a cent above 200 million belongs to the 3 % step", HIGH,
     {"revenue": 20000.01, "rd_3y": 1900, "revenue_3y": 60000}, MET, [76, 89]),
    ("sales not known between two steps", HIGH, {"revenue": None}, DATA, [76, 89]),
    ("sales not known, R&D above every step", HIGH, {"revenue": None, "revenue_3y": 38000}, MET, [76, 89]),
    ("at most 70 points are not above 70", HIGH, {"conversions_3y": 6, "rd_mgmt": 16}, UNMET, [57, 70]),
    ("perhaps 71 points, by the table's own ranges", HIGH, {"conversions_3y": 6}, EXPERT, [58, 71]),
    ("perhaps 71 points, by a range that was given", HIGH, {"conversions_3y": 6, "ip_core": [7, 8]}, DATA, [57, 71]),
    ("whether its field is supported, an expert says", HIGH, {"in_field": None}, EXPERT, [76, 89]),
    ("a field to judge and a figure to give", HIGH, {"in_field": None, "staff": None}, DATA, [76, 89]),
    ("net assets of 0 in the first year count the last two", HIGH, {"net_assets": [0, 100, 135]}, MET, [80, 93]),
    ("net assets of 0 in the second year earn nothing", HIGH, {"net_assets": [100, 0, 135]}, MET, [71, 83]),
    ("a base below 0 is an expert's", HIGH, {"net_assets": [-1, 100, 135], "conversions_3y": 12}, EXPERT, [65, 87]),
    ("growth of exactly 35 %", HIGH, {"net_assets": [100, 135, 182.25]}, MET, [80, 93]),
    ("no growth at all", HIGH, {"net_assets": [100, 100, 100]}, MET, [71, 83]),
    ("two conversions in three years are less than one a year", HIGH, {"conversions_3y": 2}, UNMET, [51, 65]),
    ("exactly 60 % domestic R&D", HIGH, {"rd_domestic_3y": 1140}, MET, [76, 89]),
    ("a cent less", HIGH, {"rd_domestic_3y": 1139.99}, UNMET, [76, 89]),
    ("growth of exactly 15 %", INNOVATIVE, {"main_growth": 0.15}, MET, 90),
    ("no growth still earns five", INNOVATIVE, {"main_growth": 0}, MET, 75),
    ("any loss earns none", INNOVATIVE, {"main_growth": -0.0001}, UNMET, 70),
    ("debt of exactly 55 %", INNOVATIVE, {"debt": 2750}, MET, 80),
    ("debt of exactly 75 %", INNOVATIVE, {"debt": 3750}, MET, 75),
    ("a direct route replaces the points", INNOVATIVE, {"main_growth": -0.5, "equity_3y": 500}, MET, 70),
    ("a cent less does not", INNOVATIVE, {"main_growth": -0.5, "equity_3y": 499.99}, UNMET, 70),
    ("equity not known may be a direct route", INNOVATIVE, {"main_growth": -0.5, "equity_3y": None}, DATA, 70),
    ("debt of exactly 50 % owns the upper end", SPECIALISED, {"debt": 2600}, MET, [71, 71]),
    ("a cent more", SPECIALISED, {"debt": 2600.01}, MET, [69, 69]),
    ("debt of exactly 70 %", SPECIALISED, {"debt": 3640}, MET, [67, 67]),
    ("one proof of quality", SPECIALISED, {"quality": ["ISO"]}, MET, [69, 69]),
    ("the province's points as a range", SPECIALISED, {"local_feature": [5, 8]}, MET, [66, 69]),
    ("a net loss", SPECIALISED, {"net_profit": -1}, MET, [63, 63]),
    ("not yet two years in its niche", SPECIALISED, {"niche_years": 1.99}, UNMET, [68, 68]),
    ("equity instead of revenue", SPECIALISED_2026,
     {"op_revenue": 1499.99, "main_revenue": 1400, "equity_2y": 2000}, DATA, None),
    ("neither equity nor revenue", SPECIALISED_2026, {"op_revenue": 1499.99, "main_revenue": 1400}, UNMET, None),
    ("one weak year of R&D", SPECIALISED_2026, {"rd_years": [99.99, 320]}, UNMET, None),
    ("growth just below 5 %", GIANT, {"rev_cagr_2y": 0.0499}, UNMET, None),
    ("a review does not ask for growth", GIANT, {"rev_cagr_2y": 0.0499, "review": True}, MET, None),
    ("a national award waives the rights", GIANT, {"ip1_main": 0, "award_national_top3": True}, MET, None),
    ("a cent below 12 million of R&D", GIANT, {"rd_years": [599.99, 600]}, UNMET, None),
    ("one year below 3 %", GIANT, {"rd_years": [245, 1000]}, UNMET, None),
    ("a small share, but among the first three", GIANT, {"share": 0.01, "share_top3": True}, MET, None),
    ("a small share, a rank not known", GIANT, {"share": 0.01, "share_top3": None}, DATA, None),
    ("whether its field is key, an expert says", GIANT, {"key_field": None}, EXPERT, None),
    ("assets of 0 form no share", GIANT, {"assets": 0}, UNMET, None),
    ("100 million exactly, 3 % R&D", GIANT_2022, {"op_revenue": 10000}, MET, None),
    ("50 million exactly, 6 % R&D", GIANT_2022,
     {"op_revenue": 5000, "main_revenue": 4000, "rev_years": [5000, 6000]}, MET, None),
    ("a cent less has another route", GIANT_2022,
     {"op_revenue": 4999.99, "main_revenue": 4000, "rev_years": [5000, 6000]}, UNMET, None),
    ("above 50 million, 6 % R&D", GIANT_2022, {"op_revenue": 9999, "rev_years": [5000, 6000]}, MET, None),
    ("above 50 million, 3 % R&D", GIANT_2022, {"op_revenue": 9999}, UNMET, None),
    ("below 50 million by equity, R&D and its staff", GIANT_2022,
     {"op_revenue": 4999, "main_revenue": 4000, "rd_years": [1500, 1500], "equity_2y": 8000}, MET, None),
    ("a fen below 20 % a year", GAZELLE, {"rev4": [1000, 1200, 1440, 1727.9999]}, UNMET, None),
    ("a base below 10 million", GAZELLE, {"rev4": [999, 1200, 1440, 1728]}, UNMET, None),
    ("staff grew by exactly 30 %", GAZELLE,
     {"rev4": [999, 999, 999, 999], "staff4": [1000, 1300, 1690, 2197]}, MET, None),
    ("growth from nothing is none", GAZELLE, {"rev4": [0, 0, 0, 1728], "staff4": [0, 0, 0, 5]}, UNMET, None),
    ("an early year not known does not matter", GAZELLE, {"rev4": [1000, None, None, 1728]}, MET, None),
    ("the last year not known does", GAZELLE, {"rev4": [1000, 1200, 1440, None]}, DATA, None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "verdict", "score"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_on_the_edge(rule: str, changes: dict[str, Any], verdict: Verdict, score: Any) -> None:
    judgement = judged(rule, **changes)
    assert (judgement.verdict, judgement.plain_score()) == (verdict, score)


@pytest.mark.parametrize("rule", ["创新型中小企业", "专精特新中小企业", "小巨人"])
def test_the_edition_changes_between_the_last_of_march_and_the_first_of_april_2026(rule: str) -> None:
    assert editions.on(rule, LAST_OF_MARCH).edition == "63号-2022"
    assert editions.on(rule, FIRST_OF_APRIL).edition == "2026版"


@pytest.mark.parametrize("rule", ["科技型中小企业", "高新技术企业", "瞪羚"])
def test_a_document_that_was_not_replaced_holds_on_both_days(rule: str) -> None:
    assert editions.on(rule, LAST_OF_MARCH).name == editions.on(rule, FIRST_OF_APRIL).name


def test_before_its_first_edition_a_rule_says_nothing() -> None:
    with pytest.raises(NotFound, match="first holds from 2022-08-01"):
        editions.on("小巨人", date(2022, 7, 31))


def test_an_unknown_rule_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="科技型中小企业"):
        editions.on("独角兽", FIRST_OF_APRIL)


def test_nothing_known_leaves_everything_open() -> None:
    for rule in editions.rules():
        for edition in editions.editions(rule):
            assert judge(edition, read({}, fields(book()))).verdict in (DATA, EXPERT), edition.name


def test_a_share_that_rounds_to_its_limit_is_shown_with_more_digits() -> None:
    (reason,) = [r for r in judged(HIGH, hitech_income=11099.99).reasons if r.clause.clause == "11(六)"]
    assert (reason.result, reason.observed, reason.needed) == (False, "59.9999%", "60%")


def test_a_clause_that_is_not_met_names_its_gap_and_one_that_is_open_its_fields() -> None:
    judgement = judged(TECH, staff=510, tech_staff=150, ip2=None, rd=180)
    reasons = {reason.clause.clause: reason for reason in judgement.reasons}
    assert reasons["六(二)a"].gap == "10"
    assert reasons["六(五)/八"].missing == ("ip2",)
    assert reasons["六(五)/八"].observed == "人员16+研发20+成果[0,24]=[36,60] 缺[成果]"


def test_a_limit_by_steps_is_shown_as_it_is_for_the_firm() -> None:
    for revenue, needed in ((9999.99, "6%"), (10000, "3%")):
        (reason,) = [r for r in judged(GIANT_2022, op_revenue=revenue).reasons if r.clause.clause == "附3-四a"]
        assert (reason.observed, reason.needed) == ("3.00%", needed)


def test_each_clause_names_its_document_and_standing() -> None:
    for rule in editions.rules():
        for edition in editions.editions(rule):
            for clause in edition.clauses:
                assert clause.source["document"], clause.clause
                assert clause.source["status"] in ("H", "M", "NF"), clause.clause
