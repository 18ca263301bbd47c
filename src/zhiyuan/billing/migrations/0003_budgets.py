"""Budgets of a month for enterprises and accounts. Reversible: the table goes. Size: nothing is there before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_closes_and_bills"),
        ("enterprises", "0001_initial"),
        ("park", "0003_what_must_stay_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("kwh", models.DecimalField(decimal_places=3, max_digits=14)),
                ("cny", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="billing.account"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="park.site"),
                ),
            ],
            options={
                "ordering": ["-start", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("enterprise", "start"), name="budget_of_enterprise_once_a_month"),
                    models.UniqueConstraint(fields=("account", "start"), name="budget_of_account_once_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", False), ("enterprise__isnull", True)),
                            models.Q(("account__isnull", True), ("enterprise__isnull", False)),
                            _connector="OR",
                        ),
                        name="budget_of_one_owner",
                    ),
                    models.CheckConstraint(condition=models.Q(("kwh__gt", 0)), name="budget_above_zero"),
                ],
            },
        ),
    ]
