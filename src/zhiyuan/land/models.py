"""Parcels, what was agreed of them and observed, and the acts that changed their right."""

from typing import Any

from django.db import models
from django.db.models import F, Q

FREE, LEASED, GRANTED, TAKEN_BACK = "free", "leased", "granted", "taken_back"
MODES = (FREE, LEASED, GRANTED, TAKEN_BACK)


def _money() -> Any:
    return models.DecimalField(max_digits=16, decimal_places=2, null=True)


class Parcel(models.Model):
    """A piece of industrial land; free, leased, granted, or taken back and free to be let again."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    area_mu = models.DecimalField(max_digits=10, decimal_places=3)
    mode = models.CharField(max_length=12, default=FREE)
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT, related_name="+")
    lease_from = models.DateField(null=True)
    lease_years = models.PositiveSmallIntegerField(null=True)
    total_years = models.PositiveSmallIntegerField(null=True)
    rent_paid = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    price = _money()
    paid_at_conversion = _money()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="parcel_number_in_site"),
            models.CheckConstraint(condition=Q(area_mu__gt=0), name="parcel_has_an_area"),
            models.CheckConstraint(condition=Q(rent_paid__gte=0), name="parcel_rent_not_below_zero"),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="parcel_mode_known"),
            models.CheckConstraint(
                condition=Q(lease_years=None) | Q(lease_years__gte=1, lease_years__lte=5), name="parcel_lease_5_years"
            ),
            models.CheckConstraint(
                condition=Q(total_years=None) | Q(total_years__lte=50, total_years__gte=F("lease_years")),
                name="parcel_total_50_years",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=[FREE, TAKEN_BACK])
                | Q(enterprise__isnull=False, lease_from__isnull=False, lease_years__isnull=False,
                    total_years__isnull=False),
                name="parcel_lease_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, that of the enterprise which has it, and the site's."""
        firm = [("enterprises.enterprise", str(self.enterprise_id))] if self.enterprise_id else []
        return [("land.parcel", str(self.pk)), *firm, ("park.site", str(self.site_id))]


class Covenant(models.Model):
    """What an indicator of a parcel has to reach by a day."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="covenants")
    indicator = models.CharField(max_length=40)
    op = models.CharField(max_length=1)
    target = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=30)
    due = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "indicator"], name="covenant_once"),
            models.CheckConstraint(condition=Q(op__in=["≥", "≤"]), name="covenant_op_known"),
        ]


class Observation(models.Model):
    """A value of an indicator as somebody reported it; a later one is another row."""

    covenant = models.ForeignKey(Covenant, on_delete=models.PROTECT, related_name="observations")
    value = models.DecimalField(max_digits=18, decimal_places=4)
    relation = models.CharField(max_length=1)
    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        ordering = ["-as_of", "-pk"]


class Deed(models.Model):
    """One act on the right to a parcel: leased, extended, converted, taken back, transferred, sub-let, mortgaged.

    The first four rest on a case that closed, each on its own; the last three are refused while leased (``guards``).
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="deeds")
    what = models.CharField(max_length=12)
    day = models.DateField()
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]


class Review(models.Model):
    """A review that time opened: once for every review day of a lease."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="reviews")
    day = models.DateField()
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["parcel", "day"], name="review_once")]
