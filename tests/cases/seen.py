"""A hazard of a corridor that was found, fixed and published, by people at its three desks."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from archive.made import picture
from cases.opened import MONDAY, at, at_desk
from small_park import SmallPark, person, small_park
from zhiyuan.archive.writes import receive
from zhiyuan.cases import services

FORM = {"what": "弯道视线被遮挡（模拟）", "category": "sight", "seen": "2026-09-27"}
PLAN = {"owner": "模拟单位", "measures": "修剪绿篱（模拟）", "begins": "2026-09-29", "fix_by": "2026-10-12"}
SAID = {
    "plan": PLAN, "guard": {"guard": "减速标志"}, "fix": {"done": "已修剪"}, "verify": {"finding": "符合要求"},
    "publish": {"public_place": "东侧弯道", "public_found": "视线被遮挡", "public_done": "绿篱已修剪"},
}  # fmt: skip
PHOTO = {"found": "before", "guard": "guarded", "fix": "after"}
STEPS = ("found", "plan", "guard", "fix", "self_check", "verify", "publish")


@dataclass
class Crew:
    """Who sits where."""

    park: SmallPark
    officer: Any
    traffic: Any
    works: Any
    supervision: Any
    photos: int = 0

    def of(self, step: str) -> Any:
        """Who does a step."""
        at_works = step in ("guard", "fix", "self_check")
        return self.works if at_works else self.supervision if step == "verify" else self.traffic


def crew() -> Crew:
    """Three desks, and somebody who sees the whole park."""
    park = small_park()
    desks = {name: at_desk(name, name) for name in ("traffic", "works", "supervision")}
    return Crew(park, person("officer", "officer"), **desks)


def photo(c: Crew, who: Any, case: Any, doc: str) -> None:
    """A picture that was never there before, added to a document."""
    c.photos += 1
    services.add_paper(who, case, doc=doc, upload=receive(who, f"{c.photos}.jpg", [picture(size=(c.photos, 9))]).pk)


def do(c: Crew, case: Any, step: str, who: Any = None) -> None:
    """Pass a step with its answers and its photo."""
    who = who or c.of(step)
    if step in PHOTO:
        photo(c, who, case, PHOTO[step])
    services.work_case(who, case, act="pass", step=step, form=SAID.get(step))


def found(c: Crew, *steps: str, where: Any = None) -> Any:
    """A hazard, accepted, with these steps done."""
    case = services.open_case_about(c.officer, where or c.park.corridor, kind="hazard_traffic", form=FORM)
    services.work_case(c.traffic, case, act="accept")
    for step in steps:
        do(c, case, step)
    case.refresh_from_db()
    return case


def looked(c: Crew, case: Any, who: Any = None) -> Any:
    """Look back, with a photo."""
    who = who or c.supervision
    photo(c, who, case, "look_back")
    return services.work_case(who, case, act="look_back", reason="未反弹")


def later(days: float) -> None:
    """Let it be some days after the Monday on which tests begin. [d]"""
    at(MONDAY + timedelta(days=days))
