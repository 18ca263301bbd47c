"""What authorities were asked and said; and which case a firm went on from.

Reversible: both tables go with their triggers. Size: nothing is there before.
"""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from zhiyuan.cases import guards

NEW = frozenset({"cases_datacheck"})


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor, NEW):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor, NEW):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_draft_file")]

    operations = [
        migrations.CreateModel(
            name="DataCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=64)),
                ("item", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("as_of", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=40)),
                ("open_items", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("detail", models.CharField(blank=True, max_length=400)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={"ordering": ["-asked_at", "-pk"]},
        ),
        migrations.AddIndex(
            "datacheck", models.Index(fields=["subject", "item", "-asked_at"], name="datacheck_by_subject")
        ),
        migrations.CreateModel(
            name="Onward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.OneToOneField(on_delete=PROTECT, related_name="onward", to="cases.case")),
                ("case", models.OneToOneField(on_delete=PROTECT, related_name="came_from", to="cases.case")),
            ],
        ),
        migrations.RunPython(_lay, _lift),
    ]
