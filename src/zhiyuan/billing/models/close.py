"""The close of one account's month: what was accepted, explained and kept, and the row of bill numbers."""

from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.billing.models.account import Account
from zhiyuan.billing.models.base import OfSite
from zhiyuan.kernel.errors import Refused

OPEN, ISSUED = "open", "issued"


class MonthClose(OfSite):
    """One account, one month of the site's calendar. ``basis`` names what was kept of the inputs at issue."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="closes")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=10, default=OPEN)
    opened_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    grid_total = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # the grid company's paper [CNY]
    grid_document = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=64, blank=True)
    balance: Any = models.JSONField(default=dict)  # where the energy went [kWh] and what stayed with the operator [CNY]
    intervals_digest = models.CharField(max_length=64, blank=True)
    tariff_digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-month", "account"]
        constraints = [
            models.UniqueConstraint(fields=["account", "month"], name="month_closed_once"),
            models.CheckConstraint(condition=Q(state__in=(OPEN, ISSUED)), name="close_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.month:%Y-%m}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the account's and the site's."""
        return [("billing.monthclose", str(self.pk)), ("billing.account", str(self.account_id)), super().scopes()[1]]


class AcceptedGap(models.Model):
    """What was not measured of a meter in the month, taken as it is by a person, with the reason. [quarter hours]"""

    close = models.ForeignKey(MonthClose, on_delete=models.CASCADE, related_name="accepted")
    meter = models.CharField(max_length=120)
    estimated = models.PositiveIntegerField()
    suspect = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["meter"]
        constraints = [models.UniqueConstraint(fields=["close", "meter"], name="gap_accepted_once")]


class Explanation(models.Model):
    """Why a party's bill moved; it holds for the total it was written under."""

    close = models.ForeignKey(MonthClose, on_delete=models.CASCADE, related_name="explanations")
    party = models.CharField(max_length=60, blank=True)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    text = models.CharField(max_length=400)
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["close", "party"], name="bill_explained_once")]


class Kept(models.Model):
    """Quarter hours of one meter and month as a bill used them, under the hash of what they say. Never changed."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first time."""
        if not self._state.adding:
            raise Refused("what a bill was computed from is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Refused("what a bill was computed from is never deleted")


class NumberRow(models.Model):
    """The last bill number of a site and year; locked while numbers are taken."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "year"], name="one_number_row_a_year")]
