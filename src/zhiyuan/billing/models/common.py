"""Meters under an account that no tenant has: shared by area or floor, or the operator's own use."""

from django.db import models
from django.db.models import F, Q

from zhiyuan.billing.models.account import Account

HOWS = ("area", "floor", "own")


class CommonMeter(models.Model):
    """How the energy of one meter (or virtual meter) is shared over the days [start, end)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="common_meters")
    meter = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    how = models.CharField(max_length=10, default="area")
    floor = models.CharField(max_length=60, blank=True)  # its key, where the meter serves one floor
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["meter", "start"]
        constraints = [
            models.UniqueConstraint(fields=["account", "meter", "start"], name="common_meter_once_a_day"),
            models.CheckConstraint(condition=Q(how__in=HOWS), name="common_how_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__lt=F("end")), name="common_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(how="floor") | ~Q(floor=""), name="common_floor_named"),
        ]

    def __str__(self) -> str:
        return self.name or self.meter

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and those of its account."""
        return [("billing.commonmeter", str(self.pk)), *self.account.scopes()]
