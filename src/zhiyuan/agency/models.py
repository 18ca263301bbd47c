"""Delegations and assignments: who may act or look for whom on which days. What began is never deleted."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from zhiyuan.agency import delegation
from zhiyuan.agency.layer import LAYERS
from zhiyuan.cases.subject import SITE

STAGED, TAKEN, DISCARDED = "staged", "taken", "discarded"


class Delegation(models.Model):
    """A firm lets an agent act for it from one day to another, both included, until it revokes that.

    ``kinds`` are the kinds of cases it is for (none: every kind); with ``case`` it is for that case alone.
    """

    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    kinds: Any = models.JSONField(default=list)
    acts: Any = models.JSONField(default=list)
    first = models.DateField()
    last = models.DateField()
    given = models.DateTimeField()
    given_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    revoked = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="delegation_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["agent", "last"], name="delegation_by_agent"),
            models.Index(fields=["enterprise", "-first"], name="delegation_by_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.agent}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, the enterprise's and the site's."""
        return [("agency.delegation", str(self.pk)), *self.enterprise.scopes()]

    def state_on(self, day: date) -> str:
        """Whether it holds on a day."""
        return delegation.state(self.first, self.last, self.revoked is not None, day)

    def covers(self, case: Any) -> bool:
        """Whether it is for such a case of its firm, whatever the day."""
        return delegation.covers(self.case_id, self.kinds, case)


class Assignment(models.Model):
    """An officer of a layer for a firm or a project, from a day on; ``last`` is the last day, when there is one."""

    officer = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("projects.Project", null=True, on_delete=models.PROTECT, related_name="+")
    layer = models.PositiveSmallIntegerField()
    first = models.DateField()
    last = models.DateField(null=True)
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["layer", "-first", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise=None, project__isnull=False) | Q(enterprise__isnull=False, project=None),
                name="assignment_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(layer__in=LAYERS), name="assignment_layer_known"),
        ]
        indexes = [models.Index(fields=["officer", "last"], name="assignment_by_officer")]

    def __str__(self) -> str:
        return f"{self.of} ← {self.officer}"

    @property
    def of(self) -> Any:
        """The firm or the project."""
        return self.enterprise or self.project

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, and those of the firm or project."""
        return [("agency.assignment", str(self.pk)), *self.of.scopes()]

    def holds_on(self, day: date) -> bool:
        """Whether the officer is the firm's or project's on a day."""
        return self.meets(day, day)

    def meets(self, first: date, last: date | None) -> bool:
        """Whether it holds on one of the days [first, last]; no last day is no end."""
        return (last is None or self.first <= last) and (self.last is None or first <= self.last)


class HandOver(models.Model):
    """One act that moved everything an officer still had to a colleague: which steps, which firms and projects."""

    officer = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    reason = models.CharField(max_length=200)
    steps: Any = models.JSONField(default=list)
    """Of each step moved: ``case``, ``number``, ``step``."""
    assignments: Any = models.JSONField(default=list)
    """Of each assignment moved: ``of`` (its name), ``layer``."""
    at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["officer"], name="hand_over_by_officer")]

    def __str__(self) -> str:
        return f"{self.officer} → {self.to}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own and the officer's."""
        return [("agency.handover", str(self.pk)), *self.officer.scopes()]


class Roster(models.Model):
    """A workbook of assignments that somebody brought; none of them holds before it is taken.

    ``left`` are the rows that could not be taken, as they stood (``cells``), each with its ``faults``.
    """

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    file = models.CharField(max_length=200)
    content: Any = models.BinaryField(null=True)
    state = models.CharField(max_length=10, default=STAGED)
    counts: Any = models.JSONField(default=dict)
    heads: Any = models.JSONField(default=list)
    left: Any = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file

    def scopes(self) -> list[tuple[str, str]]:
        """Its own and the site's."""
        return [("agency.roster", str(self.pk)), (SITE, str(self.site_id))]
