"""Who signs for whom, and the order that an alarm opened."""

from django.db import models
from django.db.models import F, Q

from zhiyuan.cases.models.case import Case


class SigningDeputy(models.Model):
    """Who signs for somebody who is asked to, from one day to another, once it was waited for that long.

    ``kind`` and ``step`` are empty where it is for every one. Office time. [min]
    """

    head = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=40, blank=True)
    first = models.DateField()
    last = models.DateField()
    after_minutes = models.PositiveIntegerField()
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="signing_days_in_order"),
            models.CheckConstraint(condition=~Q(deputy=F("head")), name="signing_deputy_is_another"),
        ]
        indexes = [models.Index(fields=["head", "last"], name="signing_by_head")]

    def __str__(self) -> str:
        return f"{self.head} → {self.deputy}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own and that of the person for whom it is."""
        return [("cases.signingdeputy", str(self.pk)), *self.head.scopes()]


class Order(models.Model):
    """Because of this alarm somebody works on this case; an alarm has one, a case has each time the fact came anew."""

    alarm = models.OneToOneField("maintenance.Alarm", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
