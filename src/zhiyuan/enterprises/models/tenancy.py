"""Tenancies. Triggers keep a space or a meter in one tenancy at a time (``guards``)."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from zhiyuan.enterprises.models.enterprise import Enterprise


class Tenancy(models.Model):
    """What an enterprise has over the days [start, end): an area, spaces, meters."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="tenancies")
    contract = models.CharField(max_length=60, blank=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    area_m2 = models.DecimalField(max_digits=12, decimal_places=2)
    spaces: Any = models.ManyToManyField("park.Space", through="TenancySpace", related_name="+")
    meters: Any = models.ManyToManyField("park.Meter", through="TenancyMeter", related_name="+")

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "start", "contract"], name="tenancy_once"),
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="tenancy_days_in_order"),
            models.CheckConstraint(condition=Q(area_m2__gte=0), name="tenancy_area_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.start:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("enterprises.tenancy", str(self.pk)), *self.enterprise.scopes()]

    def more_facts(self) -> dict[str, Any]:
        """What a trail line remembers besides the columns."""
        return {
            "spaces": sorted(self.spaces.values_list("key", flat=True)),
            "meters": sorted(self.meters.values_list("key", flat=True)),
        }


class TenancySpace(models.Model):
    """A space of a tenancy; the park cannot lose a space that somebody rents or rented."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey("park.Space", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenancy", "space"], name="tenancy_space_once")]


class TenancyMeter(models.Model):
    """A meter of a tenancy; the park cannot lose a meter by which somebody is or was billed."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.CASCADE, related_name="+")
    meter = models.ForeignKey("park.Meter", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenancy", "meter"], name="tenancy_meter_once")]


class Allocation(models.Model):
    """A space that the park keeps for an enterprise until its tenancy is opened; of one enterprise at a time."""

    space = models.OneToOneField("park.Space", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    reference = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.space} {self.enterprise}"
