"""Which enterprise was merged into which; every fact is an enterprise's, figures of the park are of ``indicators``.

Reversible: the table goes, and facts may name no enterprise again. Size: one pass over the facts.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0008_intake'),
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=200)),
                ('moved', models.JSONField(default=dict)),
                ('code', models.CharField(blank=True, max_length=18)),
                ('undone', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='fact',
            name='fact_begins_once',
        ),
        migrations.RemoveConstraint(
            model_name='fact',
            name='fact_of_park_begins_once',
        ),
        migrations.AlterField(
            model_name='fact',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='enterprises.enterprise'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(condition=models.Q(('supersedes', None)), fields=('enterprise', 'metric', 'period', 'basis'), name='fact_begins_once'),
        ),
        migrations.AddField(
            model_name='merge',
            name='absorbed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise'),
        ),
        migrations.AddField(
            model_name='merge',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='survivor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise'),
        ),
    ]
