"""Credit codes under which enterprises were registered before. Reversible; nothing is there before."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    """A table."""

    dependencies = [("enterprises", "0004_facts")]

    operations = [
        migrations.CreateModel(
            name="FormerCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uscc", models.CharField(max_length=18)),
                ("until", models.DateField()),
                ("reference", models.CharField(max_length=60)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=PROTECT, related_name="former_codes", to="enterprises.enterprise"),
                ),
            ],
            options={
                "ordering": ["-until", "-pk"],
                "indexes": [
                    models.Index(fields=["uscc"], name="former_code_begins", opclasses=["varchar_pattern_ops"])
                ],
            },
        ),
    ]
