"""Published prices by month, class and voltage, and market contract curves; each counts once a second person checked.

What was entered is never changed (triggers, ``price_guards``). Wrong before the check: reject it and
enter again. Wrong after the check: a correction, which supersedes the old version when it is checked
in its turn; the old one stays readable as of any earlier moment.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from zhiyuan.billing.classes import CLASSES, MODES, VOLTAGES
from zhiyuan.billing.models.account import Account
from zhiyuan.billing.models.base import Exact, OfSite
from zhiyuan.kernel.errors import Refused

WAITING, CHECKED, REJECTED, SUPERSEDED = "waiting", "checked", "rejected", "superseded"


class TwoPeople(models.Model):
    """Valid over the site's days [start, end); entered by one, checked by another, from a source others can open."""

    start = models.DateField()
    end = models.DateField()
    source = models.CharField(max_length=400)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField(max_length=200, blank=True)  # of a correction
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    checked_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    rejected_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    rejected_at = models.DateTimeField(null=True)
    rejection = models.CharField(max_length=200, blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="%(class)s_ends_after_start"),
            models.CheckConstraint(condition=~Q(source=""), name="%(class)s_has_a_source"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")),
                name="%(class)s_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="%(class)s_check_has_name_and_time",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(rejected_at__isnull=True), name="%(class)s_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(checked_at__isnull=False),
                name="%(class)s_superseded_once_checked",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="%(class)s_correction_has_a_reason"
            ),
        ]

    @property
    def state(self) -> str:
        """waiting, checked, rejected or superseded."""
        if self.rejected_at is not None:
            return REJECTED
        if self.superseded_at is not None:
            return SUPERSEDED
        return WAITING if self.checked_at is None else CHECKED

    @property
    def label(self) -> str:
        """Which version of which row: what a tariff version is made of."""
        return f"{self._meta.model_name}#{self.pk}v{self.version}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Refused("prices are never deleted; reject what waits, correct what was checked")


class PriceSheet(TwoPeople, OfSite):
    """The components of one class, voltage and number of parts. [CNY/kWh; capacity CNY/kVA, demand CNY/kW a month]"""

    customer_class = models.CharField(max_length=20)
    mode = models.CharField(max_length=10)
    voltage = models.CharField(max_length=4)
    energy = Exact()
    loss = Exact()
    td = Exact()
    system = Exact()
    fund = Exact()
    capacity = Exact(null=True, blank=True)
    demand = Exact(null=True, blank=True)

    class Meta(TwoPeople.Meta):
        indexes = [models.Index(fields=["site", "customer_class", "mode", "voltage", "start"], name="prices_by_class")]
        constraints = [
            *TwoPeople.Meta.constraints,
            models.CheckConstraint(condition=Q(customer_class__in=CLASSES), name="prices_class_known"),
            models.CheckConstraint(condition=Q(voltage__in=VOLTAGES), name="prices_voltage_known"),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="prices_mode_known"),
        ]

    def prices_for(self, account: Account, mode: str) -> bool:
        """Whether an account of so many parts pays by this sheet."""
        return (self.customer_class, self.voltage, self.mode) == (account.customer_class, account.voltage, mode)

    def __str__(self) -> str:
        return f"{self.customer_class} {self.mode} {self.voltage} kV {self.start} – {self.end}"


class ContractCurve(TwoPeople):
    """What a market contract charges for each clock hour of the day. [CNY/kWh]"""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="curves")
    hourly = models.JSONField()  # 24 prices as text, hour 0 first

    class Meta(TwoPeople.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.account} {self.start} – {self.end}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and those of its account."""
        return [("billing.contractcurve", str(self.pk)), *self.account.scopes()]
