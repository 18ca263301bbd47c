"""Projects, the plans of their milestones, and what was invested by month."""

from typing import Any

from django.db import models
from django.db.models import Q


class Project(models.Model):
    """A project of the park; before it is signed it is a lead (招商线索), which may be for a segment of a chain."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    chain = models.SlugField(max_length=40, blank=True)
    segment = models.SlugField(max_length=40, blank=True)

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["site", "chain"], name="project_by_chain")]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="project_key_in_site")]

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, that of its enterprise, and the site's."""
        firm = [("enterprises.enterprise", str(self.enterprise_id))] if self.enterprise_id else []
        return [("projects.project", str(self.pk)), *firm, ("park.site", str(self.site_id))]


class Plan(models.Model):
    """One day for which a milestone was planned; the newest row holds, the first is remembered."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plans")
    milestone = models.CharField(max_length=10)
    day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]


class Reached(models.Model):
    """The day on which a milestone was reached, once."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reached")
    milestone = models.CharField(max_length=10)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "milestone"], name="milestone_reached_once")]


class Investment(models.Model):
    """What was to be invested in a month and what was, with its source. [万元]"""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="investments")
    month = models.DateField()
    planned: Any = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    done: Any = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="investment_once"),
            models.CheckConstraint(
                condition=(Q(planned=None) | Q(planned__gte=0)) & (Q(done=None) | Q(done__gte=0)),
                name="investment_not_below_zero",
            ),
        ]
