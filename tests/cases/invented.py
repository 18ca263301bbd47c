"""A made-up kind that has one of everything, and cases of it that anything happens to."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from zhiyuan.cases.event import Event
from zhiyuan.cases.fold import ACTS, followed
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import read
from zhiyuan.cases.state import State, may_promise, open_promises, ready
from zhiyuan.kernel.errors import ZhiyuanError

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 10, tzinfo=ZONE)

EVERYTHING = """
basis: an invented order
kind:
  title: {zh: 样例, en: Example}
  lane: enter
  legal: {limit: {working_days: 20}, basis: an invented act, extension: {working_days: 10}}
  promised: {limit: {working_days: 5}, basis: an invented promise}
  pauses: {expert: {zh: 专家评审, en: expert review}}
  checks:
    tax:
      title: {zh: 税务状态, en: tax state}
      source: tax
      clear: [T0]
      promised: {T3: papers}
      hours: 24
      by_hand: record
  steps:
    - {key: look, title: {zh: 初审, en: Look}, by: hall, docs: [application, licence]}
    - key: plan
      title: {zh: 规划, en: Plan}
      by: planning
      needs: [look]
      docs: [drawing]
      defer: {drawing: {working_days: 20}}
      clock: {limit: {working_days: 10}, basis: an invented act}
    - key: survey
      title: {zh: 勘测, en: Survey}
      by: registry
      needs: [look]
      optional: {zh: 免勘测, en: none needed}
      gives: [map]
      effects: [remove_enterprise]
    - {key: public, title: {zh: 公示, en: Publicity}, by: hall, needs: [plan], wait: {natural_days: 3}, objection: true}
    - key: decide
      title: {zh: 决定, en: Decide}
      by: market
      needs: [public, survey]
      checks: [tax]
      defer: {papers: {natural_days: 30}}
    - {key: confirm, title: {zh: 确认, en: Confirm}, by: applicant, needs: [decide], silence: {working_days: 2}}
documents:
  - {key: application, title: {zh: 申请表, en: application}}
  - {key: drawing, title: {zh: 图纸, en: drawing}}
  - {key: papers, title: {zh: 税务资料, en: tax papers}}
  - {key: licence, title: {zh: 营业执照, en: licence}, origin: shared}
  - {key: record, title: {zh: 人工核验记录, en: record}, origin: issued}
  - key: map
    title: {zh: 宗地图, en: map}
    origin: issued
    holds: {limit: {months: 3}, basis: an invented act, prolonged: {times: 2, by: {months: 3}}, until_work: true}
form:
  - {key: subject, title: {zh: 事项, en: subject}}
  - {key: area_m2, title: {zh: 面积, en: area}, kind: number, required: false, at: survey}
texts:
  guide: {zh: 说明, en: guide}
  commitment: {zh: 承诺, en: commitment}
"""


WATCHFUL = """
look_backs:
  by: planning
  after: [{natural_days: 3}, {natural_days: 10}]
  within: {working_days: 5}
  back_to: public
  gives: [later]
  differs_from: [survey]
steps:
  survey: {gives: [map, before]}
  decide: {gives: [after], differs_from: [plan, survey], until: decide_by, publishes: true}
documents:
  - {key: before, title: {zh: 之前的照片, en: photo before}, origin: issued, photo: true, public: true}
  - {key: after, title: {zh: 之后的照片, en: photo after}, origin: issued, photo: true, public: true}
  - {key: later, title: {zh: 回看照片, en: photo later}, origin: issued, photo: true}
form:
  - {key: decide_by, title: {zh: 决定期限, en: decide by}, kind: day, required: false, at: plan}
  - {key: told, title: {zh: 公开说明, en: told to everybody}, required: false, at: decide, public: true}
"""


def everything() -> Kind:
    return read("everything", yaml.safe_load(EVERYTHING))


def watchful(**steps: Any) -> Kind:
    """The same, judged by others, with photos, published and looked back on; ``steps`` changes some more."""
    said, more = yaml.safe_load(EVERYTHING), yaml.safe_load(WATCHFUL)
    said["kind"]["look_backs"] = more["look_backs"]
    for step in said["kind"]["steps"]:
        step |= more["steps"].get(step["key"], {}) | steps.get(step["key"], {})
    both = {page: [*said[page], *more[page]] for page in ("documents", "form")}
    return read("watchful", said | both)


def event(
    act: str, day: str = "2026-03-02", step: str = "", *, by: str = "li", at: str = "10:00", **data: Any
) -> Event:
    moment = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZONE)
    return Event(act, moment, moment.date(), by, step, data)


@dataclass
class Run:
    """A case that lives: each event is tried, and what the rules refuse leaves it as it was."""

    kind: Kind
    log: tuple[Event, ...] = ()
    state: State = field(default_factory=State)
    tried: int = 0

    def try_(self, unsealed: Event) -> bool:
        self.tried += 1
        try:
            sealed, self.state = followed(self.kind, self.log, self.state, unsealed)
        except ZhiyuanError:
            return False
        self.log = (*self.log, sealed)
        return True


def anything(kind: Kind, dice: random.Random, length: int) -> Iterator[tuple[Run, bool]]:
    """A case to which random things are done, more or less carefully; after each, the case and whether it was taken."""
    run, now, care = Run(kind), START, dice.choice([0.2, 0.6, 0.9])
    for _ in range(length):
        now += timedelta(hours=dice.choice([0, 0, 0, 1, 5, 24, 80]))
        said = _careful(run, dice, now) if dice.random() < care else _any_event(run, dice, now)
        yield run, run.try_(said)


def _careful(run: Run, dice: random.Random, now: datetime) -> Event:
    """What somebody who knows the kind would do next; now and then a promise is forgotten."""
    kind, state, turn = run.kind, run.state, ready(run.kind, run.state)
    act, step, data = "urge", "", dict[str, Any]()
    if state.phase == "new":
        data = {"form": answers(kind), "docs": sorted(kind.handed_in - set(kind.defer))}
        act = "submit"
    elif state.phase in ("submitted", "returned"):
        wanted = may_promise(kind, state)
        act, data = ("promise", {"doc": wanted[0]}) if wanted else ("accept", {})
    elif turn:
        step = dice.choice(turn).key
        lacks = [d for d in kind.step[step].docs if kind.document[d].origin == "shared" and d not in state.docs]
        if lacks:
            return Event("fetch", now, now.date(), "li", "", {"docs": lacks})
        asked = [c for c in kind.step[step].checks if dice.random() < 0.5]
        act, data = "pass", {"form": answers(kind, step), "files": photos(kind, kind.step[step].gives)}
        if kind.step[step].silence and dice.random() < 0.3:
            return Event("silence", now, now.date(), "–", step)
        if asked:
            act, data = "check", {"item": asked[0], "answer": kind.check[asked[0]].clear[0]}
    elif state.phase == "paused":
        act = "resume"
    elif state.phase == "followup":
        doc = open_promises(state)[0].doc
        act = dice.choice(["fulfil", "breach", "supply"])
        data = {"doc": doc, "docs": [doc]}
    elif kind.look_backs and state.phase == "watched":
        act = dice.choice(["look_back", "look_back", "rebound"])
        data = {"reason": "so", "files": photos(kind, kind.look_backs.gives)}
    elif state.phase == "breached":
        act = dice.choice(["rectify", "rectify", "sanction"])
        data = {"doc": next(p.doc for p in state.promises.values() if p.state == "broken"), "reason": "so"}
    return Event(act, now, now.date(), _somebody_else(run, act, step, dice), step, data)


def _somebody_else(run: Run, act: str, step: str, dice: random.Random) -> str:
    """Mostly somebody who may judge it."""
    kind, back = run.kind, run.kind.look_backs
    judged = back.differs_from if act == "look_back" and back else kind.step[step].differs_from if step else ()
    did = set[str]().union(*(run.state.did.get(other, frozenset()) for other in judged))
    people = ["li", "wang", "zhao"]
    return dice.choice([name for name in people if name not in did] or people)


def photos(kind: Kind, docs: Iterable[str]) -> dict[str, list[str]]:
    """A picture of each of these that is one."""
    return {doc: ["0" * 64] for doc in kind.photos(docs)}


ENDS = ("withdraw", "reject", "uphold")


def _any_event(run: Run, dice: random.Random, now: datetime) -> Event:
    kind, turn = run.kind, [s.key for s in ready(run.kind, run.state)]
    likely = [name for name, act in ACTS.items() if run.state.phase in act.phases]
    if dice.random() < 0.8:
        likely = [name for name in likely if name not in ENDS]
    act = dice.choice(likely if likely and dice.random() < 0.9 else list(ACTS))
    if turn and dice.random() < 0.4:
        act = "pass"
    step = dice.choice(turn) if turn and dice.random() < 0.8 else dice.choice([*kind.step, ""])
    docs = [d.key for d in kind.documents]
    origin = "shared" if act == "fetch" else "applicant"
    data: dict[str, Any] = {
        "form": answers(kind, step if act == "pass" else ""),
        "docs": [d.key for d in kind.documents if d.origin == origin and dice.random() < 0.7],
        "doc": dice.choice(docs) if docs else "",
        "item": dice.choice([*kind.check, ""]),
        "answers": {item: dice.choice(["none", "T0", "T4"]) for item in [*kind.check][:1]},
        "answer": dice.choice(["", "none", "T0", "T3", "T4"]),
        "to": dice.choice([*kind.step, "wang"]),
        "people": dice.sample(["li", "wang", "zhao"], 1),
        "of": dice.choice(["li", "wang", "zhao"]),
        "why": dice.choice([*kind.pauses, ""]),
        "reason": dice.choice(["so", "so", ""]),
        "level": dice.choice(["very_good", "bad", "very_bad", "awful"]),
        "files": photos(kind, (doc for doc in docs if dice.random() < 0.7)) | {"record": ["ab"]},
    }
    said = Event(act, now, now.date(), dice.choice(["li", "wang", "zhao"]), step, data)
    return replace(said, on_behalf="firm") if dice.random() < 0.1 else said


def answers(kind: Kind, step: str = "") -> dict[str, str]:
    """What fits each question of the application, or of a step."""
    return {f.key: _answer(f.kind, [c for c, _ in f.choices]) for f in kind.asks(step)}


def _answer(kind: str, choices: list[str]) -> str:
    fits = {"number": "1", "day": "2027-03-02", "choice": choices[0] if choices else "", "uscc": "91411300MAAY4CL12B"}
    return fits.get(kind, "x")
