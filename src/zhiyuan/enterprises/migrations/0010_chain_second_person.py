"""A chain of the park's own is proposed by one person and published by another; those that there are hold as they did.

Reversible: who proposed and published it goes, and what was only proposed would hold. Size: one pass over the chains.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def hold(apps, schema_editor):
    """What held goes on to hold."""
    pages = apps.get_model("enterprises", "ChainPage").objects.using(schema_editor.connection.alias)
    pages.update(published_at=models.F("at"))


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0009_merge'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='chainpage',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chainpage',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='chainpage',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(hold, migrations.RunPython.noop),
    ]
