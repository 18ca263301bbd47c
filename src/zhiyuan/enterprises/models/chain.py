"""Firms in the segments of chains, what the park makes and needs of a segment, and chains of the park's own."""

from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.enterprises.models.enterprise import Enterprise


class Placement(models.Model):
    """A firm in a segment by a product; ``output`` is what it makes of it in a year, where known. [万元]"""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="placements")
    chain = models.SlugField(max_length=40)
    segment = models.SlugField(max_length=40)
    product = models.CharField(max_length=80)
    output: Any = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        ordering = ["chain", "segment", "enterprise"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "chain", "segment"], name="placement_once"),
            models.CheckConstraint(condition=Q(output=None) | Q(output__gte=0), name="placement_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.chain}/{self.segment}"

    def scopes(self) -> list[tuple[str, str]]:
        """Those of the enterprise."""
        return self.enterprise.scopes()


class LocalFigure(models.Model):
    """What the park makes of a segment's products and needs of them; the newest row holds. [unit a year]"""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    chain = models.SlugField(max_length=40)
    segment = models.SlugField(max_length=40)
    supply: Any = models.DecimalField(max_digits=14, decimal_places=2)
    demand: Any = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(supply__gte=0, demand__gte=0), name="local_figure_not_below_zero")
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.segment}"

    def scopes(self) -> list[tuple[str, str]]:
        """The site's."""
        return [("park.site", str(self.site_id))]


class ChainPage(models.Model):
    """A chain as the park describes it itself, over the book's: proposed by one person, published by another.

    The row of a key that was published last holds.
    """

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()
    proposed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key

    def scopes(self) -> list[tuple[str, str]]:
        """The site's."""
        return [("park.site", str(self.site_id))]
