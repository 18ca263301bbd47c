"""Which case is worked on because of which alarm. Reversible; nothing is there before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0009_certificate"),
        ("maintenance", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alarm", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="maintenance.alarm")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="cases.case")),
            ],
        ),
    ]
