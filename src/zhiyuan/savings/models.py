"""What is remembered of measuring: plans, adjustments with their proposer and approver, drawn days, reports."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from zhiyuan.kernel.errors import Refused

METHODS = ("regression", "baseline_mode", "option_a", "deemed")
FORMULAS = ("scale", "fixed", "exclude")
STATES = ("proposed", "approved", "rejected")


class OfSite(models.Model):
    """What belongs to a site; a grant on the site covers it."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [(self._meta.label_lower, str(self.pk)), ("park.site", str(self.site_id))]


class Study(OfSite):
    """How one circuit is measured. Baseline [baseline_start, baseline_end), work, then [reporting_start, …)."""

    circuit = models.SlugField(max_length=60)
    method = models.CharField(max_length=20, default="regression")
    baseline_start = models.DateField()
    baseline_end = models.DateField()
    reporting_start = models.DateField()
    source = models.CharField(max_length=200)
    meter_class = models.CharField(max_length=8, blank=True)
    terms = models.CharField(max_length=40, blank=True)
    stated_kwh_per_year = models.FloatField(default=0.0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["circuit"]
        constraints = [
            models.UniqueConstraint(fields=["site", "circuit"], name="study_of_circuit"),
            models.CheckConstraint(condition=Q(method__in=METHODS), name="study_method_known"),
            models.CheckConstraint(
                condition=Q(baseline_start__lt=F("baseline_end"), baseline_end__lte=F("reporting_start")),
                name="study_periods_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.circuit


class NonRoutineAdjustment(OfSite):
    """A change that has nothing to do with the work; counts only once somebody else approved it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="adjustments")
    start = models.DateField()
    end = models.DateField()
    formula = models.CharField(max_length=10)
    value = models.FloatField(default=0.0)
    reason = models.CharField(max_length=200)
    evidence = models.CharField(max_length=400)
    state = models.CharField(max_length=10, default="proposed")
    author = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    approver = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-start", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(formula__in=FORMULAS), name="adjustment_formula_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="adjustment_state_known"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="adjustment_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approver__isnull=True) | ~Q(approver=F("author"))),
                name="adjustment_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study} {self.start}"


class BaselineDay(OfSite):
    """A day drawn by lot on which the circuit runs its old schedule; a vetoed one is kept and counted."""

    circuit = models.SlugField(max_length=60)
    day = models.DateField()
    seed = models.BigIntegerField()
    vetoed = models.BooleanField(default=False)
    veto_reason = models.CharField(max_length=200, blank=True)
    vetoed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["day", "circuit"]
        constraints = [models.UniqueConstraint(fields=["site", "circuit", "day"], name="baseline_day_drawn_once")]

    def __str__(self) -> str:
        return f"{self.circuit} {self.day}"

    @classmethod
    def circuits(cls, site: Any, day: Any) -> set[str]:
        """Circuits that run their old schedule on a day."""
        return set(cls.objects.filter(site=site, day=day, vetoed=False).values_list("circuit", flat=True))


class IssuedReport(OfSite):
    """A report as it was issued: its twin and the hash of it. Never changed, never deleted."""

    first = models.DateField()
    last = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    twin = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first time."""
        if self.pk is not None:
            raise Refused("an issued report is never changed; issue a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Refused("an issued report is never deleted")
