"""What rule sets said of firms, kept whenever it changed, and the qualifications that firms hold."""

from typing import Any

from django.db import models
from django.db.models import F, Q


class Judged(models.Model):
    """A verdict on one firm by one rule: kept when it differs from the one before; the last holds."""

    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    """The page of the book: ``tech_sme``."""
    edition = models.CharField(max_length=40)
    day = models.DateField()
    """The day of filing that it was judged for."""
    verdict = models.CharField(max_length=4)
    score_least: Any = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    score_most: Any = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    unmet = models.PositiveSmallIntegerField()
    """How many clauses are not met."""
    undecided = models.PositiveSmallIntegerField()
    """How many clauses what is known does not decide."""
    lacking: Any = models.JSONField(default=list)
    """The clauses that are not met, or, where none is, those that are open."""
    at = models.DateTimeField()
    last = models.BooleanField(default=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "rule"], condition=Q(last=True), name="judged_last_once")
        ]
        indexes = [
            models.Index(fields=["rule", "verdict", "unmet", "undecided"], condition=Q(last=True), name="judged_now")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.verdict}"


class Qualification(models.Model):
    """A qualification of a rung, from its first day to its last."""

    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    issued = models.DateField()
    valid_last = models.DateField()
    source = models.CharField(max_length=200)
    ended = models.CharField(max_length=200, blank=True)
    """Why it holds no longer before its last day; empty while it does."""

    class Meta:
        ordering = ["valid_last", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "rule", "number"], name="qualification_once"),
            models.CheckConstraint(condition=Q(issued__lte=F("valid_last")), name="qualification_days_in_order"),
        ]
        indexes = [models.Index(fields=["valid_last"], name="qualification_ends")]

    def __str__(self) -> str:
        return self.number

    def scopes(self) -> list[tuple[str, str]]:
        """Its enterprise's."""
        return list(self.enterprise.scopes())
