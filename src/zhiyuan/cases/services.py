"""What may be done with cases: a firm applies and answers, desks work; the rules are the kernel's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from zhiyuan.cases import (
    queries_certificates,
    queries_personal,
    writes,
    writes_appointments,
    writes_certificates,
    writes_kinds,
    writes_load,
    writes_move,
    writes_onward,
    writes_papers,
    writes_pledges,
    writes_signing,
    writes_visit,
)
from zhiyuan.cases.answers import refuse_wrong
from zhiyuan.cases.fold import ACTS, AUTHORITY, EDITION, FIRM, LEAD, LOOKER, STEP
from zhiyuan.cases.kind import APPLICANT, Kind
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import (
    Appointment,
    Case,
    Event,
    Inspection,
    KindProposal,
    KindPublication,
    Paper,
    Pledge,
    SigningDeputy,
    Visit,
)
from zhiyuan.cases.queries import At, for_the_firm, held, read
from zhiyuan.cases.sources import refuse_connected
from zhiyuan.cases.subject import Matter
from zhiyuan.cases.subject import subject as as_subject
from zhiyuan.identity.models import Person
from zhiyuan.identity.personal import PERSONAL
from zhiyuan.identity.standing import in_whose_place, stands_in_for
from zhiyuan.identity.verbs import demand, may, verb
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today


@verb
def open_case(
    person: Person,
    enterprise: Any,
    *,
    kind: str,
    form: Annotated[dict[str, str], PERSONAL],
    docs: Sequence[str] = (),
    files: dict[str, list[int]] | None = None,
) -> Case:
    """Apply for something in the name of an enterprise, under the edition of the kind that holds today.

    ``files`` are numbers of files that you sent, by document; a document with a file need not be in ``docs``.
    """
    day = today(enterprise.site)
    of = edition(kind, day)
    if not may(person, "cases.apply_for", Matter(enterprise, kind)):
        raise Refused("{firm} has not asked {person} to apply for {kind}; a delegation has to say so",
                      firm=enterprise, person=person, kind=of.title)  # fmt: skip
    refuse_wrong(of, form, day)
    case = writes.opened(of, as_subject(enterprise))
    said: dict[str, Any] = {"form": form, "docs": _handed_in(docs, files)}
    writes_papers.bring(case, of, person, files or {})
    if by := queries_certificates.covering(of, enterprise, form, day):
        said["covered"] = writes_certificates.carry(case, of, person, by)
    writes_papers.append(case, "submit", person, data=said, on_behalf=_on_behalf(person, case))
    return case


@verb
def open_case_about(
    person: Person,
    subject: Any,
    *,
    kind: str,
    form: Annotated[dict[str, str], PERSONAL],
    place: str = "",
    docs: Sequence[str] = (),
    files: dict[str, list[int]] | None = None,
) -> Case:
    """Open a case about a place, a parcel or a project; ``place`` says in words where in it, for a site always.

    ``files`` as when applying in the name of an enterprise.
    """
    of = as_subject(subject, place)
    said, day = edition(kind, today(of.site)), today(of.site)
    refuse_wrong(said, form, day)
    case = writes.opened(said, of)
    writes_papers.bring(case, said, person, files or {})
    writes_papers.append(case, "submit", person, data={"form": form, "docs": _handed_in(docs, files)})
    return case


@verb
def answer_case(
    person: Person,
    case: Case,
    *,
    act: str,
    step: str = "",
    docs: Sequence[str] = (),
    doc: str = "",
    to: str = "",
    level: str = "",
    reason: str = "",
    form: Annotated[dict[str, str] | None, PERSONAL] = None,
) -> Event:
    """What the firm does in its case: hand in, promise, withdraw, confirm or send back its step, urge, rate."""
    known = [name for name, one in ACTS.items() if one.who == FIRM and name != "submit"] + ["pass", "send_back", "urge"]
    _refuse_unknown(act, known)
    of = writes.kind_of(case)
    if ACTS[act].who == STEP and (step not in of.step or of.step[step].by != APPLICANT):
        raise Refused("{step} is not the firm's step", step=of.step[step].title if step in of.step else step or "–")
    behalf = _on_behalf(person, case)
    if behalf and ACTS[act].who == STEP:
        raise Refused("nobody answers {step} for {firm} but {firm}", step=of.step[step].title, firm=behalf)
    said = _spoken({"docs": list(docs), "doc": doc, "to": to, "level": level, "reason": reason, "form": form})
    if act == "pass":
        _refuse_wrong(case, of, form or {}, step)
    return writes_papers.append(case, act, person, step=step, data=said, on_behalf=behalf, docs=docs)


@verb
def work_case(
    person: Person,
    case: Case,
    *,
    act: str,
    step: str = "",
    docs: Sequence[str] = (),
    doc: str = "",
    to: str = "",
    people: Sequence[str] = (),
    answers: dict[str, str] | None = None,
    why: str = "",
    day: str = "",
    reason: str = "",
    form: Annotated[dict[str, str] | None, PERSONAL] = None,
) -> Event:
    """What a desk does in a case: receive, do a step, have authorities asked, stop the clock, decide."""
    known = [name for name, one in ACTS.items() if one.who not in (FIRM, EDITION, AUTHORITY, LEAD)]
    _refuse_unknown(act, known)
    if ACTS[act].who == STEP:
        _refuse_other_desks(person, case, step)
    back = writes.kind_of(case).look_backs
    if ACTS[act].who == LOOKER and back:
        demand(person, "cases.work_case", At(back.by, case))
    if act == "pass":
        _refuse_wrong(case, writes.kind_of(case), form or {}, step)
    if act == "transfer" and to == person.username:
        writes_load.refuse_out_of_turn(case, step)
    named = [*people, *([to] if act in ("transfer", "copy") else [])]
    for username in named:
        if not Person.objects.filter(username=username, is_active=True).exists():
            raise NotFound("nobody signs in as {username}", username=username)
    said = {"docs": list(docs), "doc": doc, "to": to, "people": list(people), "answers": answers, "why": why,
            "day": day, "form": form}  # fmt: skip
    data = _spoken(said | {"reason": reason})
    if act == "attest":
        refuse_connected(writes.kind_of(case), answers or {})
    away = _stood_in_for(person, case, act, step)
    if away is None and act == "sign":
        away = writes_signing.signs_for(person, case, step)
    data |= {"for": away.username} if away else {}
    return writes_papers.append(case, act, person, step=step, data=data, on_behalf=str(away or ""))


@verb
def reveal_answers(person: Person, case: Case, *, reason: str) -> dict[str, Any]:
    """Show what a case's answers say of persons in full; who saw it and why stays in the trail."""
    if not reason.strip():
        raise Malformed("say why you need to see it; the reason is kept")
    return queries_personal.personal(case, read(case).state.form)


@verb
def continue_case(person: Person, case: Case) -> Case:
    """Go on from a refused case by the kind that it leads to, with what is known already: nothing is asked twice."""
    return writes_onward.continued(person, case, _on_behalf(person, case))


@verb
def add_paper(
    person: Person, case: Case, *, doc: str, upload: int, valid_from: date | None = None, valid_last: date | None = None
) -> Paper:
    """Let a file that you sent be a document of a case; it waits until it is handed in with your next act."""
    desk = may(person, "cases.work_case", case)
    return writes_papers.add(case, person, doc, upload, desk, valid_from, valid_last)


@verb
def reuse_paper(person: Person, case: Case, *, paper: int) -> Paper:
    """Take a file that the park holds already for this firm, instead of asking for it again."""
    kind, day = writes.kind_of(case), today(case.site)
    found = next((p for p in held(case, person, list(kind.document), day) if p.pk == paper), None)
    if found is None:
        raise NotFound("the park holds no file {number} that still holds for this firm", number=paper)
    return writes_papers.reuse(case, person, found, may(person, "cases.work_case", case))


@verb
def remove_paper(person: Person, paper: Paper) -> Case:
    """Take a file out again that was not handed in yet."""
    writes_papers.remove(paper, person, may(person, "cases.work_case", paper.case))
    return paper.case


@verb
def grant_green_lane(person: Person, case: Case, *, reason: str) -> Event:
    """Have a case worked on before others, and say why; only somebody with a role for the whole park may."""
    demand(person, "cases.grant_green_lane", case.site)
    return writes.append(case, "green_lane", person.username, data={"reason": reason})


@verb
def end_green_lane(person: Person, case: Case, *, reason: str) -> Event:
    """Let a case go on among the others, and say why; only somebody with a role for the whole park may."""
    demand(person, "cases.end_green_lane", case.site)
    return writes.append(case, "leave_lane", person.username, data={"reason": reason})


@verb
def appoint_signing_deputy(
    person: Person,
    head: Person,
    *,
    deputy: str,
    first: date,
    last: date,
    after_minutes: int | None = None,
    kind: str = "",
    step: str = "",
) -> SigningDeputy:
    """Let a deputy sign for somebody on some days, once a signature was waited for that long in office time [min];
    for every kind and step where none is said."""
    return writes_signing.appointed(person, head, deputy, first, last, after_minutes, kind, step)


@verb
def end_signing_deputy(person: Person, appointment: SigningDeputy) -> SigningDeputy:
    """Let a deputy sign no more from now on."""
    return writes_signing.ended(appointment)


@verb
def book_appointment(person: Person, enterprise: Any, *, counter: str, start: datetime, kind: str) -> Appointment:
    """Book a time at a counter for an enterprise and what it comes for."""
    return writes_appointments.booked(person, enterprise, counter, start, kind)


@verb
def move_appointment(person: Person, appointment: Appointment, *, start: datetime) -> Appointment:
    """Take another time instead; the former one is free again."""
    return writes_appointments.moved(appointment, start)


@verb
def cancel_appointment(person: Person, appointment: Appointment) -> Appointment:
    """Give a time at a counter back."""
    return writes_appointments.cancelled(appointment)


@verb
def propose_kind(person: Person, target: None, *, kind: str, pages: dict[str, str]) -> KindProposal:
    """Propose a kind of the installation's own, by its four pages; somebody else publishes it."""
    return writes_kinds.proposed(person, kind, pages)


@verb
def publish_kind(person: Person, proposal: KindProposal, *, digest: str) -> KindPublication:
    """Publish what somebody else proposed, by the digest that was looked at: new cases are opened under it."""
    return writes_kinds.published(person, proposal, digest)


@verb
def move_case(person: Person, case: Case) -> Event:
    """Put a running case under the edition of its kind that holds today, when nothing in its log stands against it."""
    return writes_move.moved_now(person, case)


@verb
def plan_visit(
    person: Person, enterprise: Any, *, day: date, kind: str, purpose: str, visitors: str, override: str = ""
) -> Visit:
    """Plan a visit; where the register says no, ``override`` says why it is made all the same, and is counted."""
    return writes_visit.planned(person, enterprise, day, kind, purpose, visitors, override)


@verb
def settle_visit(person: Person, visit: Visit, *, state: str, note: str = "") -> Visit:
    """Say that a planned visit was held, or call it off (held, cancelled)."""
    return writes_visit.settled(visit, state, note)


@verb
def record_finding(person: Person, visit: Visit, *, kind: str, form: Annotated[dict[str, str], PERSONAL]) -> Case:
    """What a visit found becomes a request of the firm."""
    return writes_visit.found(person, visit, kind, form)


@verb
def plan_inspection(
    person: Person, enterprise: Any, *, day: date, body: str, ground: str, cause: str = ""
) -> Inspection:
    """Enter an inspection of an enforcement body, made together with another's where one is near."""
    return writes_visit.inspected(person, enterprise, day, body, ground, cause)


@verb
def deal_work(person: Person, site: Any, *, desk: str) -> list[dict[str, Any]]:
    """Deal the untaken steps of a desk out, as the head of the park's desks: what is due first to whoever has least."""
    return writes_load.deal(person, site, desk)


@verb
def make_pledge(person: Person, site: Any, *, text: str, due: date, enterprise: str = "") -> Pledge:
    """Promise something for the park, to an enterprise by its key or to the public, until a day."""
    return writes_pledges.made(person, site, text, due, enterprise)


@verb
def revise_pledge(person: Person, pledge: Pledge, *, due: date, reason: str) -> Pledge:
    """Say another last day before the one in force is over; the first one still counts in the rates."""
    return writes_pledges.moved(person, pledge, due, reason)


@verb
def keep_pledge(person: Person, pledge: Pledge, *, evidence: str, upload: int | None = None) -> Pledge:
    """Say that what the park promised was kept today, and what shows it."""
    return writes_pledges.kept(person, pledge, evidence, upload)


@verb
def waive_pledge(person: Person, pledge: Pledge, *, reason: str = "") -> Pledge:
    """Ask no longer, as the firm, for what the park promised it."""
    return writes_pledges.waived(person, pledge, reason)


def _handed_in(docs: Sequence[str], files: Mapping[str, Any] | None) -> list[str]:
    return list(dict.fromkeys([*docs, *(files or {})]))


def _refuse_unknown(act: str, known: Sequence[str]) -> None:
    if act not in known:
        raise NotFound("nothing called {act} can be done here; there are {acts}", act=act, acts=", ".join(known))


def _refuse_other_desks(person: Person, case: Case, step: str) -> None:
    """A step is done at its desk, or by the person to whom it was handed over."""
    of = writes.kind_of(case)
    if step not in of.step:
        raise NotFound("{kind} has no step {step}", kind=of.title, step=step or "–")
    if of.step[step].by == APPLICANT:
        raise Refused("{step} is the firm's to do", step=of.step[step].title)
    theirs = [person.username, *(away.username for away in stands_in_for(person))]
    if not case.turns.filter(what=step, holder__in=theirs).exists():
        demand(person, "cases.work_case", At(of.step[step].by, case))


def _stood_in_for(person: Person, case: Case, act: str, step: str) -> Person | None:
    """The absent colleague in whose place a deputy acts: whose step, signature or desk it is."""
    if not (away := stands_in_for(person)):
        return None
    if act == "sign":
        asked = read(case).state.asked_to_sign.get(step, frozenset())
        return None if person.username in asked else next((one for one in away if one.username in asked), None)
    holder = case.turns.filter(what=step).values_list("holder", flat=True).first()
    if holder:
        return next((one for one in away if one.username == holder), None)
    of = writes.kind_of(case)
    at = At(of.step[step].by, case) if step in of.step else case
    return in_whose_place(person, "cases.work_case", at)


def _on_behalf(person: Person, case: Case) -> str:
    """The firm's name where somebody acts for it who holds no role of its own."""
    return "" if case.enterprise is None or for_the_firm(person, case.enterprise) else case.enterprise.name


def _refuse_wrong(case: Case, kind: Kind, form: Mapping[str, str], step: str) -> None:
    """What is wrong with the answers of a step, beside what the case knows already; a step may ask nothing."""
    if form or kind.asks(step):
        refuse_wrong(kind, form, today(case.site), step, writes.state_now(case).form)


def _spoken(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}
