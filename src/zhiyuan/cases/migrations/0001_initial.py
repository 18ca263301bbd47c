"""Cases with their logs; triggers keep an event and an edition as they were written.

Reversible: the tables and their triggers go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.db import migrations, models

from zhiyuan.cases import guards


FIRST = frozenset({"cases_event", "cases_edition"})


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor, FIRST):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor, FIRST):
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprises', '0001_initial'),
        ('park', '0003_what_must_stay_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('said', models.JSONField()),
                ('desks', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(fields=['kind'], name='cases_editi_kind_095ae5_idx')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('lane', models.CharField(max_length=10)),
                ('opened', models.DateTimeField()),
                ('phase', models.CharField(max_length=10)),
                ('due', models.DateField(null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.edition')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('act', models.CharField(max_length=20)),
                ('step', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('actor', models.CharField(max_length=150)),
                ('on_behalf', models.CharField(blank=True, max_length=120)),
                ('data', models.JSONField(default=dict)),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case')),
            ],
            options={
                'ordering': ['case', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='Numbers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('desk', models.CharField(max_length=40)),
                ('what', models.CharField(max_length=40)),
                ('due', models.DateField(null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('holder', models.CharField(blank=True, max_length=150)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='cases.case')),
            ],
            options={
                'ordering': ['due', 'case'],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['site', 'phase', 'due'], name='cases_case_site_id_8f4ff7_idx'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['enterprise', '-opened'], name='cases_case_enterpr_21f8bc_idx'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['edition'], name='cases_case_edition_be4a22_idx'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('site', 'number'), name='case_number_in_site'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='event_once'),
        ),
        migrations.AddConstraint(
            model_name='numbers',
            constraint=models.UniqueConstraint(fields=('site', 'day'), name='case_numbers_once'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['desk', 'due'], name='cases_turn_desk_0f2e07_idx'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['holder', 'due'], name='cases_turn_holder_6cb112_idx'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('case', 'desk', 'what'), name='turn_once'),
        ),
        migrations.RunPython(_lay, _lift),
    ]
