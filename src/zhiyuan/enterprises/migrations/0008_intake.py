"""Workbooks on their way in, contacts, how names are spelt, and which enterprise was merged into which.

Reversible: tables and columns go. Size: one pass over the enterprises and former names, in parts of 5,000.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiyuan.enterprises.spelling import spelling
from zhiyuan.identity.personal import new_salt


PART = 5_000


def _spell(apps, editor):
    for model in (apps.get_model("enterprises", name) for name in ("Enterprise", "FormerName")):
        rows = []
        for row in model.objects.using(editor.connection.alias).only("name").iterator(chunk_size=PART):
            row.spelling = spelling(row.name)
            rows.append(row)
            if len(rows) == PART:
                model.objects.using(editor.connection.alias).bulk_update(rows, ["spelling"])
                rows = []
        model.objects.using(editor.connection.alias).bulk_update(rows, ["spelling"])


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0007_standing_since'),
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layout', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('position', models.CharField(blank=True, max_length=80)),
                ('phone', models.CharField(blank=True, db_index=True, max_length=40)),
                ('email', models.CharField(blank=True, db_index=True, max_length=120)),
                ('purpose', models.CharField(max_length=20)),
                ('salt', models.CharField(default=new_salt, max_length=32)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('file', models.CharField(max_length=200)),
                ('layout', models.CharField(max_length=64)),
                ('heads', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('state', models.CharField(default='staged', max_length=10)),
                ('counts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='IntakeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='QuarantinedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('cells', models.JSONField(default=list)),
                ('faults', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['number', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='enterprise',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='enterprises.enterprise'),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='spelling',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='formername',
            name='spelling',
            field=models.CharField(db_default='', db_index=True, max_length=120),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(fields=['site', 'spelling'], name='enterprise_by_spelling'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(fields=['site', 'name', 'id'], name='enterprise_in_order'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(fields=['site', 'industry', 'name'], name='enterprise_by_industry'),
        ),
        migrations.AddField(
            model_name='chosencolumns',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='park.site'),
        ),
        migrations.AddField(
            model_name='contact',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='enterprises.enterprise'),
        ),
        migrations.AddField(
            model_name='intake',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='intake',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site'),
        ),
        migrations.AddField(
            model_name='intakefile',
            name='intake',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='content', to='enterprises.intake'),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='intake',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quarantine', to='enterprises.intake'),
        ),
        migrations.AddConstraint(
            model_name='chosencolumns',
            constraint=models.UniqueConstraint(fields=('site', 'layout'), name='columns_chosen_once'),
        ),
        migrations.RunPython(_spell, migrations.RunPython.noop),
    ]
