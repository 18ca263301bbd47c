"""Promises and ratings as rows beside the logs. An upgrade lays them for the cases that are there (``lay_missing``).

Reversible: the rows go, the logs say the same. Size: about 120 B a promise, 60 B a rating.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_pledge'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(max_length=10)),
                ('day', models.DateField()),
                ('called', models.DateField(null=True)),
                ('righted', models.DateField(null=True)),
                ('appeal', models.CharField(blank=True, max_length=10)),
                ('until', models.DateField(null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rating', to='cases.case')),
            ],
            options={
                'ordering': ['-case_id'],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doc', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(max_length=40)),
                ('opened', models.DateTimeField()),
                ('by', models.CharField(max_length=10)),
                ('made', models.DateField()),
                ('first', models.DateField()),
                ('moved', models.DateField(null=True)),
                ('due', models.DateField()),
                ('kept', models.DateField(null=True)),
                ('lapsed', models.DateField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='cases.case')),
            ],
            options={
                'ordering': ['-case_id', 'pk'],
                'indexes': [models.Index(fields=['opened'], name='promise_by_opening')],
                'constraints': [models.UniqueConstraint(fields=('case', 'doc'), name='promise_once')],
            },
        ),
    ]
