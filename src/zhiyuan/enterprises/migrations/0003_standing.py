"""What is registered of an enterprise, how it stands, and spaces kept for it.

Reversible: columns and table go. Size: three hundred enterprises of a park at most; each becomes active.
"""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    """Columns with defaults: every enterprise known before is active."""

    dependencies = [("enterprises", "0002_found_by_name"), ("park", "0003_what_must_stay_on")]

    operations = [
        *(
            migrations.AddField(
                "enterprise", name, models.CharField(blank=True, default="", max_length=length), preserve_default=False
            )
            for name, length in (("legal_form", 20), ("address", 200), ("representative", 80), ("business_scope", 1000))
        ),
        migrations.AddField("enterprise", "standing", models.CharField(default="active", max_length=10)),
        migrations.AddField("enterprise", "suspended_from", models.DateField(blank=True, null=True)),
        migrations.AddField("enterprise", "suspended_until", models.DateField(blank=True, null=True)),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("reference", models.CharField(max_length=60)),
                ("enterprise", models.ForeignKey(on_delete=PROTECT, related_name="+", to="enterprises.enterprise")),
                ("space", models.OneToOneField(on_delete=PROTECT, related_name="+", to="park.space")),
            ],
        ),
    ]
