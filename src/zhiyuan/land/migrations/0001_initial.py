"""Parcels, their covenants and the acts on them; triggers keep leased land from being dealt with.

Reversible: the tables and their triggers go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.db import migrations, models

from zhiyuan.land import guards


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0003_subject'),
        ('enterprises', '0001_initial'),
        ('park', '0003_what_must_stay_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='Covenant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=40)),
                ('op', models.CharField(max_length=1)),
                ('target', models.DecimalField(decimal_places=4, max_digits=18)),
                ('unit', models.CharField(max_length=30)),
                ('due', models.DateField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18)),
                ('relation', models.CharField(max_length=1)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('covenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='land.covenant')),
            ],
            options={
                'ordering': ['-as_of', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('area_mu', models.DecimalField(decimal_places=3, max_digits=10)),
                ('mode', models.CharField(default='free', max_length=12)),
                ('lease_from', models.DateField(null=True)),
                ('lease_years', models.PositiveSmallIntegerField(null=True)),
                ('total_years', models.PositiveSmallIntegerField(null=True)),
                ('rent_paid', models.DecimalField(decimal_places=2, default=0, max_digits=16)),
                ('price', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('paid_at_conversion', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=12)),
                ('day', models.DateField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='land.parcel')),
            ],
            options={
                'ordering': ['-day', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='covenant',
            name='parcel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covenants', to='land.parcel'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='land.parcel')),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('site', 'number'), name='parcel_number_in_site'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('area_mu__gt', 0)), name='parcel_has_an_area'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('rent_paid__gte', 0)), name='parcel_rent_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ('free', 'leased', 'granted', 'taken_back'))), name='parcel_mode_known'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('lease_years', None), models.Q(('lease_years__gte', 1), ('lease_years__lte', 5)), _connector='OR'), name='parcel_lease_5_years'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('total_years', None), models.Q(('total_years__gte', models.F('lease_years')), ('total_years__lte', 50)), _connector='OR'), name='parcel_total_50_years'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['free', 'taken_back']), models.Q(('enterprise__isnull', False), ('lease_from__isnull', False), ('lease_years__isnull', False), ('total_years__isnull', False)), _connector='OR'), name='parcel_lease_whole'),
        ),
        migrations.AddConstraint(
            model_name='covenant',
            constraint=models.UniqueConstraint(fields=('parcel', 'indicator'), name='covenant_once'),
        ),
        migrations.AddConstraint(
            model_name='covenant',
            constraint=models.CheckConstraint(condition=models.Q(('op__in', ['≥', '≤'])), name='covenant_op_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('parcel', 'day'), name='review_once'),
        ),
        migrations.RunPython(_lay, _lift),
    ]
