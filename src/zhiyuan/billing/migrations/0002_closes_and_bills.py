"""Months are closed and bills issued; the database refuses to change an issued bill.

Reversible: the tables and triggers go. Size: new tables only.
"""

import django.db.models.deletion
import zhiyuan.billing.models.base
from django.conf import settings
from django.db import migrations, models

from zhiyuan.billing import bill_guards


def _lay(apps, editor):
    for statement in bill_guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in bill_guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0001_accounts_and_prices'),
        ('enterprises', '0001_initial'),
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Kept',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='MonthClose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('state', models.CharField(default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('drafted_at', models.DateTimeField(null=True)),
                ('issued_at', models.DateTimeField(null=True)),
                ('grid_total', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('grid_document', models.CharField(blank=True, max_length=200)),
                ('basis', models.CharField(blank=True, max_length=64)),
                ('balance', models.JSONField(default=dict)),
                ('intervals_digest', models.CharField(blank=True, max_length=64)),
                ('tariff_digest', models.CharField(blank=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closes', to='billing.account')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['-month', 'account'],
            },
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(blank=True, max_length=60)),
                ('total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('text', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('close', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='billing.monthclose')),
            ],
        ),
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payer', models.CharField(max_length=120)),
                ('kind', models.CharField(default='bill', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(max_length=20, null=True)),
                ('state', models.CharField(default='draft', max_length=10)),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('lines', models.JSONField(default=list)),
                ('kwh', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('estimated_kwh', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('basis', models.JSONField(default=dict)),
                ('intervals_digest', models.CharField(max_length=64)),
                ('tariff_digest', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField(null=True)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='billing.bill')),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
                ('close', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='billing.monthclose')),
            ],
            options={
                'ordering': ['-close__month', 'payer', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AcceptedGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meter', models.CharField(max_length=120)),
                ('estimated', models.PositiveIntegerField()),
                ('suspect', models.PositiveIntegerField()),
                ('missing', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('close', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accepted', to='billing.monthclose')),
            ],
            options={
                'ordering': ['meter'],
            },
        ),
        migrations.CreateModel(
            name='NumberRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('document', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField()),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.bill')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('cause', models.CharField(max_length=20)),
                ('intervals_digest', models.CharField(max_length=64)),
                ('tariff_digest', models.CharField(max_length=64)),
                ('found_at', models.DateTimeField()),
                ('state', models.CharField(default='open', max_length=10)),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='billing.bill')),
            ],
            options={
                'ordering': ['-found_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CommonMeter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meter', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('how', models.CharField(default='area', max_length=10)),
                ('floor', models.CharField(blank=True, max_length=60)),
                ('start', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='common_meters', to='billing.account')),
            ],
            options={
                'ordering': ['meter', 'start'],
                'constraints': [models.UniqueConstraint(fields=('account', 'meter', 'start'), name='common_meter_once_a_day'), models.CheckConstraint(condition=models.Q(('how__in', ('area', 'floor', 'own'))), name='common_how_known'), models.CheckConstraint(condition=models.Q(('end__isnull', True), ('start__lt', models.F('end')), _connector='OR'), name='common_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'floor'), _negated=True), models.Q(('floor', ''), _negated=True), _connector='OR'), name='common_floor_named')],
            },
        ),
        migrations.AddConstraint(
            model_name='monthclose',
            constraint=models.UniqueConstraint(fields=('account', 'month'), name='month_closed_once'),
        ),
        migrations.AddConstraint(
            model_name='monthclose',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'issued'))), name='close_state_known'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.UniqueConstraint(fields=('close', 'party'), name='bill_explained_once'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['enterprise', 'state'], name='bills_of_enterprise'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.UniqueConstraint(fields=('site', 'number'), name='bill_number_once'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'issued'))), name='bill_state_known'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('bill', 'credit'))), name='bill_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('state', 'draft')), models.Q(('issued_at__isnull', False), ('state', 'issued')), _connector='OR'), name='bill_issued_with_time'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'bill'), ('corrects__isnull', False), _connector='OR'), name='credit_of_a_bill'),
        ),
        migrations.AddConstraint(
            model_name='acceptedgap',
            constraint=models.UniqueConstraint(fields=('close', 'meter'), name='gap_accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='numberrow',
            constraint=models.UniqueConstraint(fields=('site', 'year'), name='one_number_row_a_year'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('bill',), name='one_open_proposal_a_bill'),
        ),
        migrations.RunPython(_lay, _lift),
    ]
