"""Bills: drafts until they are issued, then never changed; a correction is a credit and a new bill.

The database refuses as well (``bill_guards``): an issued row is neither updated nor deleted. Payment
is a mark beside the bill, so that the bill itself stays as the payer got it.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.billing.models.base import Exact, OfSite
from zhiyuan.billing.models.close import MonthClose
from zhiyuan.kernel.errors import Refused

DRAFT, ISSUED = "draft", "issued"
BILL, CREDIT = "bill", "credit"


class Bill(OfSite):
    """What one party owes for one month, or gets back. ``enterprise`` is empty on the check of the master bill.

    ``lines`` are plain data with amounts as text; ``intervals_digest`` and ``tariff_digest`` name what
    they were computed from, ``digest`` what they say.
    """

    close = models.ForeignKey(MonthClose, on_delete=models.PROTECT, related_name="bills")
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, default=BILL)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=20, null=True)  # none while a draft
    state = models.CharField(max_length=10, default=DRAFT)
    start = models.DateField()
    end = models.DateField()
    lines: Any = models.JSONField(default=list)
    kwh = Exact()  # with the share of losses
    estimated_kwh = Exact()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    basis = models.JSONField(default=dict)
    intervals_digest = models.CharField(max_length=64)
    tariff_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-close__month", "payer", "id"]
        indexes = [models.Index(fields=["enterprise", "state"], name="bills_of_enterprise")]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="bill_number_once"),
            models.CheckConstraint(condition=Q(state__in=(DRAFT, ISSUED)), name="bill_state_known"),
            models.CheckConstraint(condition=Q(kind__in=(BILL, CREDIT)), name="bill_kind_known"),
            models.CheckConstraint(
                condition=Q(state=DRAFT, number__isnull=True) | Q(state=ISSUED, issued_at__isnull=False),
                name="bill_issued_with_time",
            ),
            models.CheckConstraint(condition=Q(kind=BILL) | Q(corrects__isnull=False), name="credit_of_a_bill"),
        ]

    def __str__(self) -> str:
        return f"{self.number or '—'} {self.payer}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the payer's, the account's and the site's."""
        payer = [("enterprises.enterprise", str(self.enterprise_id))] if self.enterprise_id else []
        return [("billing.bill", str(self.pk)), *payer, *self.close.scopes()[1:]]

    @property
    def month(self) -> Any:
        """The first day of the month it is for."""
        return self.close.month

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only while it is a draft."""
        if not self._state.adding and Bill.objects.filter(pk=self.pk, state=ISSUED).exists():
            raise Refused("{bill} is issued and never changed; issue a correction", bill=self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only a draft."""
        if self.state == ISSUED:
            raise Refused("{bill} is issued and never deleted; issue a correction", bill=self)
        return super().delete(*args, **kwargs)


class Payment(models.Model):
    """A mark that a bill was paid: when, how much, by which document."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments")
    day = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    document = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]


class Proposal(models.Model):
    """A correction that later readings or prices ask for; nothing issued moves until a person issues it."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="proposals")
    total = models.DecimalField(max_digits=14, decimal_places=2)
    cause = models.CharField(max_length=20)  # readings, prices, both, or rules
    intervals_digest = models.CharField(max_length=64)
    tariff_digest = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")  # open, issued, gone

    class Meta:
        ordering = ["-found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bill"], condition=Q(state="open"), name="one_open_proposal_a_bill")
        ]

    @property
    def change(self) -> Decimal:
        """What the correction would add to the bill. [CNY]"""
        return self.total - self.bill.total

    def scopes(self) -> list[tuple[str, str]]:
        """Those of the bill's close: a payer proposes nothing."""
        return [("billing.proposal", str(self.pk)), *self.bill.close.scopes()]
