"""What rule sets said of firms, kept whenever it changed; the qualifications that firms hold; rule sets of our own."""

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


class RuleProposal(models.Model):
    """An edition of a rule set as somebody proposed it; never changed (``guards``)."""

    rule = models.CharField(max_length=40)
    """Its page of the book: ``tech_sme``."""
    edition = models.CharField(max_length=40)
    since = models.DateField()
    digest = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    effect: Any = models.JSONField()
    """Which firms of the park would have risen and fallen on the day of the proposal, and how many were judged."""
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rule}/{self.edition} {self.digest[:12]}"


class RulePublication(models.Model):
    """Somebody else published a proposal: it holds from its first day; never changed (``guards``)."""

    proposal = models.OneToOneField(RuleProposal, on_delete=models.PROTECT, related_name="publication")
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.proposal)


class RuleWithdrawal(models.Model):
    """A published edition holds no longer, and why; never changed (``guards``)."""

    publication = models.OneToOneField(RulePublication, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.publication)
