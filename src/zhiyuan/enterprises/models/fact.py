"""Facts: what somebody said of an enterprise, never changed, only superseded (``fact_guards``)."""

from django.db import models
from django.db.models import F, Q

from zhiyuan.enterprises.fact import BASES, RELATIONS
from zhiyuan.enterprises.models.enterprise import Enterprise


class Fact(models.Model):
    """One value of a metric of page ``facts/*`` of the book; figures of the park itself are ``indicators``'.

    Neither ``value`` nor ``words``: what was said before is withdrawn, and the value is not known.
    """

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="facts")
    metric = models.CharField(max_length=40)
    period = models.CharField(max_length=10, blank=True)
    basis = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    words = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=1, default="=")
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    recorded = models.DateTimeField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="successor")

    class Meta:
        ordering = ["metric", "period", "basis", "as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "metric", "period", "basis"],
                condition=Q(supersedes=None),
                name="fact_begins_once",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(words=""), name="fact_number_or_words"),
            models.CheckConstraint(condition=Q(relation__in=RELATIONS), name="fact_relation_known"),
            models.CheckConstraint(condition=Q(basis__in=BASES), name="fact_basis_known"),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="fact_supersedes_another"),
        ]
        indexes = [models.Index(fields=["site", "metric", "period"], name="fact_by_metric")]

    def __str__(self) -> str:
        return f"{self.metric} {self.period}".strip()

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("enterprises.fact", str(self.pk)), *self.enterprise.scopes()]
