"""What a tenant or an account means to use in a month: from a month on, until the next budget says otherwise."""

from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.billing.models.account import Account
from zhiyuan.billing.models.base import OfSite


class Budget(OfSite):
    """Energy and, where that is wanted, money of one month. [kWh, CNY]"""

    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    start = models.DateField()  # the first day of its first month
    kwh = models.DecimalField(max_digits=14, decimal_places=3)
    cny = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    entered_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "start"], name="budget_of_enterprise_once_a_month"),
            models.UniqueConstraint(fields=["account", "start"], name="budget_of_account_once_a_month"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=True, account__isnull=False)
                | Q(enterprise__isnull=False, account__isnull=True),
                name="budget_of_one_owner",
            ),
            models.CheckConstraint(condition=Q(kwh__gt=0), name="budget_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise or self.account} {self.start:%Y-%m}"

    @property
    def owner(self) -> Any:
        """The enterprise or the account."""
        return self.enterprise or self.account

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the owner's."""
        return [("billing.budget", str(self.pk)), *self.owner.scopes()]
