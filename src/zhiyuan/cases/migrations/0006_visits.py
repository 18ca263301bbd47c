"""Visits, what they found, and inspections. Reversible; nothing is there before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_own_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=10)),
                ('purpose', models.CharField(max_length=40)),
                ('visitors', models.CharField(max_length=200)),
                ('state', models.CharField(default='planned', max_length=10)),
                ('entered', models.DateTimeField()),
                ('verdict', models.CharField(max_length=10)),
                ('test', models.CharField(max_length=20)),
                ('overridden', models.CharField(blank=True, max_length=400)),
                ('note', models.CharField(blank=True, max_length=2000)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'indexes': [
                    models.Index(fields=['enterprise', 'day'], name='visit_by_firm'),
                    models.Index(fields=['site', 'day'], name='visit_by_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='cases.case')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='cases.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('bodies', models.JSONField(default=list)),
                ('ground', models.CharField(max_length=400)),
                ('cause', models.CharField(blank=True, max_length=400)),
                ('state', models.CharField(default='planned', max_length=10)),
                ('entered', models.DateTimeField()),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'indexes': [models.Index(fields=['enterprise', 'day'], name='inspection_by_firm')],
            },
        ),
    ]
