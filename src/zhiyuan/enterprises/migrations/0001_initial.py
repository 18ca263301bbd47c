"""Enterprises and their tenancies; triggers keep a space or a meter in one tenancy at a time.

Reversible: the tables and their triggers go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.db import migrations, models

from zhiyuan.enterprises import guards


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('park', '0003_what_must_stay_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('uscc', models.CharField(blank=True, max_length=18)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract', models.CharField(blank=True, max_length=60)),
                ('start', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('area_m2', models.DecimalField(decimal_places=2, max_digits=12)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='enterprises.enterprise')),
            ],
            options={
                'ordering': ['start', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TenancyMeter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.meter')),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.tenancy')),
            ],
        ),
        migrations.AddField(
            model_name='tenancy',
            name='meters',
            field=models.ManyToManyField(related_name='+', through='enterprises.TenancyMeter', to='park.meter'),
        ),
        migrations.CreateModel(
            name='TenancySpace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('space', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.space')),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.tenancy')),
            ],
        ),
        migrations.AddField(
            model_name='tenancy',
            name='spaces',
            field=models.ManyToManyField(related_name='+', through='enterprises.TenancySpace', to='park.space'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.UniqueConstraint(fields=('site', 'key'), name='enterprise_key_in_site'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.UniqueConstraint(condition=models.Q(('uscc', ''), _negated=True), fields=('site', 'uscc'), name='enterprise_uscc_in_site'),
        ),
        migrations.AddConstraint(
            model_name='tenancymeter',
            constraint=models.UniqueConstraint(fields=('tenancy', 'meter'), name='tenancy_meter_once'),
        ),
        migrations.AddConstraint(
            model_name='tenancyspace',
            constraint=models.UniqueConstraint(fields=('tenancy', 'space'), name='tenancy_space_once'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.UniqueConstraint(fields=('enterprise', 'start', 'contract'), name='tenancy_once'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gt', models.F('start')), _connector='OR'), name='tenancy_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('area_m2__gte', 0)), name='tenancy_area_not_below_zero'),
        ),
        migrations.RunPython(_lay, _lift),
    ]
