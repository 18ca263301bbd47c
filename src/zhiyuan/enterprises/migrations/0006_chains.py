"""Firms in segments of chains, supply and demand of a segment, chains of the park's own.

Reversible: the three tables go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0005_former_code'),
        ('park', '0003_what_must_stay_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChainPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='LocalFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.SlugField(max_length=40)),
                ('segment', models.SlugField(max_length=40)),
                ('supply', models.DecimalField(decimal_places=2, max_digits=14)),
                ('demand', models.DecimalField(decimal_places=2, max_digits=14)),
                ('unit', models.CharField(max_length=20)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('demand__gte', 0), ('supply__gte', 0)), name='local_figure_not_below_zero')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.SlugField(max_length=40)),
                ('segment', models.SlugField(max_length=40)),
                ('product', models.CharField(max_length=80)),
                ('output', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='enterprises.enterprise')),
            ],
            options={
                'ordering': ['chain', 'segment', 'enterprise'],
                'constraints': [models.UniqueConstraint(fields=('enterprise', 'chain', 'segment'), name='placement_once'), models.CheckConstraint(condition=models.Q(('output', None), ('output__gte', 0), _connector='OR'), name='placement_not_below_zero')],
            },
        ),
    ]
