"""What may be done with projects: enter one, plan, move and reach its milestones, enter investment."""

from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.enterprises import queries_chain
from zhiyuan.enterprises.key import KEY
from zhiyuan.enterprises.queries import of_site
from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today
from zhiyuan.projects import milestone as pure
from zhiyuan.projects.models import Investment, Plan, Project, Reached
from zhiyuan.projects.queries import milestones


@verb
def register_project(
    person: Person, site: Any, *, key: str, name: str, enterprise: str = "", officer: str = "", chain: str = "",
    segment: str = "",
) -> Project:  # fmt: skip
    """Enter a project, at first a lead; its enterprise (by key) and officer (by user name) may follow.

    A lead may be for a segment of one of the park's chains.
    """
    name = name.strip()
    if not name or len(name) > 120 or not KEY.fullmatch(key):
        raise Malformed("a project has a name and a key of letters, digits, - and _")
    if Project.objects.filter(site=site, key=key).exists():
        raise Refused("the key {key} is taken", key=key)
    firm = of_site(site).filter(key=enterprise).first() if enterprise else None
    if enterprise and firm is None:
        raise NotFound("there is no enterprise {key}", key=enterprise)
    who = Person.objects.filter(username=officer, is_active=True).first() if officer else None
    if officer and who is None:
        raise NotFound("nobody signs in as {username}", username=officer)
    if (chain or segment) and segment not in (known := queries_chain.chain(site, chain).segments):
        raise NotFound("the chain {chain} has no segment {segment}; it has {known}", chain=chain, segment=segment,
                       known=", ".join(known))  # fmt: skip
    return Project.objects.create(
        site=site, key=key, name=name, enterprise=firm, officer=who, chain=chain, segment=segment
    )


@verb
def plan_milestone(person: Person, project: Project, *, milestone: str, day: date, reason: str = "") -> Project:
    """Plan a milestone, or move its plan and say why; the first plan is never forgotten."""
    _locked(project)
    known = milestones(project)
    pure.planned(known, milestone, day)
    if known[milestone].plans and not reason.strip():
        raise Malformed("say why the plan moves")
    if known[milestone].plans[-1:] != (day,):
        Plan.objects.create(project=project, milestone=milestone, day=day, reason=reason.strip()[:200])
    return project


@verb
def reach_milestone(person: Person, project: Project, *, milestone: str, day: date) -> Project:
    """Enter the day on which a milestone was reached, one after the other."""
    _locked(project)
    pure.reached(milestones(project), milestone, day, today(project.site))
    Reached.objects.create(project=project, milestone=milestone, day=day)
    return project


@verb
def enter_investment(
    person: Person,
    project: Project,
    *,
    month: date,
    source: str,
    planned: Decimal | None = None,
    done: Decimal | None = None,
) -> Investment:
    """Enter what was to be invested in a month and what was; entered again it replaces the month. [万元]"""
    if planned is None and done is None:
        raise Malformed("say what was planned or what was done")
    for amount in (planned, done):
        if amount is not None and (amount < 0 or amount != round(amount, 2) or amount >= 10**12):
            raise Malformed("an amount is not below zero and has at most two decimals: {amount}", amount=amount)
    if not source.strip():
        raise Malformed("say where the value is from")
    first = month.replace(day=1)
    if done is not None and first > today(project.site):
        raise Malformed("{day} is not over yet: only what happened is entered", day=month)
    row, _ = Investment.objects.update_or_create(
        project=project, month=first, defaults={"planned": planned, "done": done, "source": source.strip()[:200]}
    )
    return row


def _locked(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)
