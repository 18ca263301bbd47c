"""A lead may be for a segment of a chain; those that there are, are for none.

Reversible: the columns and their index go. Size: one pass over the projects.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0010_chain_second_person'),
        ('park', '0003_what_must_stay_on'),
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='chain',
            field=models.SlugField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='project',
            name='segment',
            field=models.SlugField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['site', 'chain'], name='project_by_chain'),
        ),
    ]
