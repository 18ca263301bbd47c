"""Electricity accounts of the park, and the terms each has had since when.

Terms say only when they begin; the next ones end them, so that two can never hold on one day. What
was once recorded is never changed: new terms of the same day supersede the old, which stay readable
as of any earlier moment (``queries.tariff`` with ``known``).
"""

from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.billing.classes import BASICS, CLASSES, MODES, PF_STANDARDS, VOLTAGES
from zhiyuan.billing.models.base import OfSite
from zhiyuan.billing.tariff import HENAN
from zhiyuan.kernel.errors import Refused


class Account(OfSite):
    """What the grid company bills: one customer class, one voltage, one counted energy.

    Counted by a meter of the park or by a virtual meter; ``reactive`` is the point key of kvarh.
    ``master`` marks an account whose bill is passed on to tenants.
    """

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True)  # 户号, as the grid company prints it
    customer_class = models.CharField(max_length=20, default="commercial")
    voltage = models.CharField(max_length=4, default="10")
    meter = models.ForeignKey("park.Meter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    virtual_meter = models.CharField(max_length=60, blank=True)
    reactive = models.CharField(max_length=120, blank=True)
    master = models.BooleanField(default=True)
    page = models.CharField(max_length=60, default=HENAN)  # of the book: whose periods and ratios

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="account_key_in_site"),
            models.CheckConstraint(condition=Q(customer_class__in=CLASSES), name="account_class_known"),
            models.CheckConstraint(condition=Q(voltage__in=VOLTAGES), name="account_voltage_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counted_by(self) -> str:
        """The key of the meter or virtual meter, or nothing."""
        return self.virtual_meter or (self.meter.key if self.meter else "")


class AccountTerms(models.Model):
    """What was agreed with the grid company, valid from ``start`` until the next terms begin."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="terms")
    start = models.DateField()
    tou_elected = models.BooleanField(default=True)
    mode = models.CharField(max_length=10, default="single")
    basic = models.CharField(max_length=10, default="measured")
    kva = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    contract_kw = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    pf_standard = models.CharField(max_length=4, blank=True)
    market = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["account", "start", "entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "start"], condition=Q(superseded_at__isnull=True), name="terms_begin_once_a_day"
            ),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="terms_mode_known"),
            models.CheckConstraint(condition=Q(basic__in=BASICS), name="terms_basic_known"),
            models.CheckConstraint(condition=Q(pf_standard__in=PF_STANDARDS), name="terms_standard_known"),
            models.CheckConstraint(
                condition=~Q(mode="two_part", basic="capacity") | Q(kva__gt=0), name="terms_capacity_stated"
            ),
            models.CheckConstraint(
                condition=~Q(mode="two_part", basic="contract") | Q(contract_kw__gt=0), name="terms_contract_stated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.start}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and those of its account."""
        return [("billing.accountterms", str(self.pk)), *self.account.scopes()]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Refused("terms are never deleted; enter what holds instead, the old ones stay on record")
