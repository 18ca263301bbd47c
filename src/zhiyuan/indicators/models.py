"""What was stated about the park, row upon row, and definitions of the installation's own."""

from typing import Any

from django.db import models
from django.db.models import F, Q


class Row(models.Model):
    """A number of a park for a period as somebody entered it; a newer row of the same one supersedes it.

    The days are [start, end). Nothing is overwritten.
    """

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    start = models.DateField()
    end = models.DateField()
    value: Any = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["end", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.start:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """The site's."""
        return [("park.site", str(self.site_id))]


class Fact(Row):
    """A figure as somebody stated it. ``subject`` is empty for the park as a whole, else what in it it is about."""

    subject = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=1)
    text = models.CharField(max_length=400, blank=True)
    out_of = models.PositiveIntegerField(null=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["site", "key", "end"], name="fact_of_indicator")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "key", "subject", "start", "end"],
                condition=Q(supersedes=None),
                name="fact_stated_first_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="fact_days_in_order"),
            models.CheckConstraint(condition=~Q(value=None) | ~Q(text=""), name="fact_says_something"),
        ]


class Target(Row):
    """What the park decided to reach in a period, decided on the day ``as_of``; without a value it is withdrawn."""

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["site", "key", "start", "end"], condition=Q(supersedes=None), name="target_set_first_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="target_days_in_order"),
        ]


class Proposal(models.Model):
    """A page of definitions as somebody proposed it."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    proposed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest[:12]


class Publication(models.Model):
    """That a proposed page holds, said by somebody else; the newest one does."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="publication")
    published_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
