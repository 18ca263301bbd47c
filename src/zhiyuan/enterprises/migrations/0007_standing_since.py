"""Since which day an enterprise stands as it does; nothing is known of those before.

Reversible: the column goes. Size: one empty column.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0006_chains")]

    operations = [migrations.AddField("enterprise", "standing_since", models.DateField(blank=True, null=True))]
