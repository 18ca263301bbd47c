"""What is known of enterprises and of the park, never overwritten; industry, founding day, former names and tags.

Reversible: tables and columns go. Size: nothing of what is there is touched; every enterprise is without an industry.
"""

import django.db.models.deletion
from django.db import migrations, models

from zhiyuan.enterprises import fact_guards


def _lay(apps, editor):
    for statement in fact_guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in fact_guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_standing'),
        ('park', '0003_what_must_stay_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='enterprise',
            name='founded',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='industry',
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='industry_edition',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('until', models.DateField()),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='enterprises.enterprise')),
            ],
            options={
                'ordering': ['-until', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=40)),
                ('period', models.CharField(blank=True, max_length=10)),
                ('basis', models.CharField(blank=True, max_length=12)),
                ('value', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('relation', models.CharField(default='=', max_length=1)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('recorded', models.DateTimeField()),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='enterprises.enterprise')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='enterprises.fact')),
            ],
            options={
                'ordering': ['metric', 'period', 'basis', 'as_of', 'pk'],
                'indexes': [models.Index(fields=['site', 'metric', 'period'], name='fact_by_metric')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('enterprise__isnull', False), ('supersedes', None)), fields=('enterprise', 'metric', 'period', 'basis'), name='fact_begins_once'), models.UniqueConstraint(condition=models.Q(('enterprise', None), ('supersedes', None)), fields=('site', 'metric', 'period', 'basis'), name='fact_of_park_begins_once'), models.CheckConstraint(condition=models.Q(('value', None), ('words', ''), _connector='OR'), name='fact_number_or_words'), models.CheckConstraint(condition=models.Q(('relation__in', ('=', '≥', '>', '≈'))), name='fact_relation_known'), models.CheckConstraint(condition=models.Q(('basis__in', ('', 'current', 'comparable', 'cumulative', 'single'))), name='fact_basis_known'), models.CheckConstraint(condition=models.Q(('supersedes', models.F('id')), _negated=True), name='fact_supersedes_another')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tags', to='enterprises.enterprise')),
            ],
            options={
                'ordering': ['word'],
                'indexes': [models.Index(fields=['word', 'enterprise'], name='tag_by_word')],
                'constraints': [models.UniqueConstraint(fields=('enterprise', 'word'), name='tag_once')],
            },
        ),
        migrations.RunPython(_lay, _lift),
    ]
