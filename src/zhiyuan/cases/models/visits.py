"""Visits, what they found, and inspections: two different things."""

from typing import Any

from django.db import models

from zhiyuan.cases.models.case import Case


class Visit(models.Model):
    """A visit to a firm, planned or held; never an inspection. What it was judged when it was entered stays."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40)
    visitors = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="planned")
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10)
    test = models.CharField(max_length=20)
    overridden = models.CharField(max_length=400, blank=True)
    """Why it is made although the register said no; empty where it said yes."""
    note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "day"], name="visit_by_firm"),
            models.Index(fields=["site", "day"], name="visit_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.day:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("cases.visit", str(self.pk)), *self.enterprise.scopes()]


class Finding(models.Model):
    """What a visit found became a case: the two know each other."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="finding")


class Inspection(models.Model):
    """An inspection by one enforcement body or several together: on what ground of law, and whether for cause."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    bodies: Any = models.JSONField(default=list)
    ground = models.CharField(max_length=400)
    cause = models.CharField(max_length=400, blank=True)
    """The complaint, referral or warning that it follows; such a one is outside the yearly cap."""
    state = models.CharField(max_length=10, default="planned")
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["enterprise", "day"], name="inspection_by_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.day:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("cases.inspection", str(self.pk)), *self.enterprise.scopes()]
