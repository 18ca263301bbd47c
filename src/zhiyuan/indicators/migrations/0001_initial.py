"""Facts about the park and definitions of the installation's own; triggers keep both as they were stated.

Reversible: the tables and their triggers go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiyuan.indicators import guards


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor, guards.FIRST):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='indicators.proposal')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('relation', models.CharField(max_length=1)),
                ('text', models.CharField(blank=True, max_length=400)),
                ('out_of', models.PositiveIntegerField(null=True)),
                ('unit', models.CharField(max_length=20)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='indicators.fact')),
            ],
            options={
                'ordering': ['end', 'start', 'pk'],
                'indexes': [models.Index(fields=['site', 'key', 'end'], name='fact_of_indicator')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes', None)), fields=('site', 'key', 'subject', 'start', 'end'), name='fact_stated_first_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='fact_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('value', None), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='fact_says_something')],
            },
        ),
        migrations.RunPython(_lay, _lift),
    ]
