"""Policies, what they said of firms, who was told, and who claimed.

Reversible: the tables go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('archive', '0001_initial'),
        ('cases', '0016_appointment'),
        ('enterprises', '0009_merge'),
        ('identity', '0005_delivery'),
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('title_en', models.CharField(blank=True, max_length=160)),
                ('level', models.CharField(max_length=20)),
                ('issuer', models.CharField(max_length=80)),
                ('document', models.CharField(max_length=80)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('benefit', models.CharField(max_length=600)),
                ('kind', models.CharField(max_length=40)),
                ('valid_first', models.DateField()),
                ('valid_last', models.DateField(null=True)),
                ('window_first', models.DateField(null=True)),
                ('window_last', models.DateField(null=True)),
                ('clauses', models.JSONField(default=list)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('trial', models.JSONField(default=dict)),
                ('entered', models.DateTimeField()),
                ('proposed', models.DateTimeField(null=True)),
                ('published', models.DateTimeField(null=True)),
                ('withdrawn', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.storedfile')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['-entered', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(max_length=4)),
                ('unmet', models.PositiveSmallIntegerField()),
                ('undecided', models.PositiveSmallIntegerField()),
                ('lacking', models.JSONField(default=list)),
                ('last', models.BooleanField(default=True)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.enterprise')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='policies.policy')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.enterprise')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='claims', to='policies.policy')),
            ],
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.enterprise')),
                ('notification', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.notification')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='policies.policy')),
            ],
        ),
        migrations.AddIndex(
            model_name='policy',
            index=models.Index(fields=['site', 'document'], name='policy_by_document'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['policy', 'verdict', 'enterprise'], name='match_of_policy'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('last', True)), fields=['enterprise', 'verdict'], name='match_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.UniqueConstraint(condition=models.Q(('last', True)), fields=('policy', 'enterprise'), name='match_last_once'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['policy', 'enterprise'], name='claim_of_policy'),
        ),
        migrations.AddIndex(
            model_name='told',
            index=models.Index(fields=['policy', 'enterprise'], name='told_of_policy'),
        ),
    ]
