"""Accounts with their terms, published prices and contract curves; triggers keep what was entered.

Reversible: the tables go with what is in them.
"""

import django.db.models.deletion
import zhiyuan.billing.models.base
from django.conf import settings
from django.db import migrations, models

from zhiyuan.billing import price_guards


def _lay(apps, editor):
    for statement in price_guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in price_guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('customer_class', models.CharField(default='commercial', max_length=20)),
                ('voltage', models.CharField(default='10', max_length=4)),
                ('virtual_meter', models.CharField(blank=True, max_length=60)),
                ('reactive', models.CharField(blank=True, max_length=120)),
                ('master', models.BooleanField(default=True)),
                ('page', models.CharField(default='tariffs/henan_tou', max_length=60)),
                ('meter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='park.meter')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='AccountTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField()),
                ('tou_elected', models.BooleanField(default=True)),
                ('mode', models.CharField(default='single', max_length=10)),
                ('basic', models.CharField(default='measured', max_length=10)),
                ('kva', models.DecimalField(decimal_places=3, default=0, max_digits=12)),
                ('contract_kw', models.DecimalField(decimal_places=3, default=0, max_digits=12)),
                ('pf_standard', models.CharField(blank=True, max_length=4)),
                ('market', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='billing.account')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['account', 'start', 'entered_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ContractCurve',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('source', models.CharField(max_length=400)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('rejected_at', models.DateTimeField(null=True)),
                ('rejection', models.CharField(blank=True, max_length=200)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('hourly', models.JSONField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='curves', to='billing.account')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='billing.contractcurve')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rejected_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['start', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PriceSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('source', models.CharField(max_length=400)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('rejected_at', models.DateTimeField(null=True)),
                ('rejection', models.CharField(blank=True, max_length=200)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('customer_class', models.CharField(max_length=20)),
                ('mode', models.CharField(max_length=10)),
                ('voltage', models.CharField(max_length=4)),
                ('energy', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('loss', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('td', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('system', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('fund', zhiyuan.billing.models.base.Exact(max_length=24)),
                ('capacity', zhiyuan.billing.models.base.Exact(blank=True, max_length=24, null=True)),
                ('demand', zhiyuan.billing.models.base.Exact(blank=True, max_length=24, null=True)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='billing.pricesheet')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rejected_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['start', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('site', 'key'), name='account_key_in_site'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('customer_class__in', ('commercial', 'residential', 'agricultural'))), name='account_class_known'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('voltage__in', ('0.4', '10', '35', '110', '220'))), name='account_voltage_known'),
        ),
        migrations.AddConstraint(
            model_name='accountterms',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('account', 'start'), name='terms_begin_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='accountterms',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ('single', 'two_part'))), name='terms_mode_known'),
        ),
        migrations.AddConstraint(
            model_name='accountterms',
            constraint=models.CheckConstraint(condition=models.Q(('basic__in', ('capacity', 'contract', 'measured'))), name='terms_basic_known'),
        ),
        migrations.AddConstraint(
            model_name='accountterms',
            constraint=models.CheckConstraint(condition=models.Q(('pf_standard__in', ('', '0.90', '0.85', '0.80'))), name='terms_standard_known'),
        ),
        migrations.AddConstraint(
            model_name='accountterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basic', 'capacity'), ('mode', 'two_part'), _negated=True), ('kva__gt', 0), _connector='OR'), name='terms_capacity_stated'),
        ),
        migrations.AddConstraint(
            model_name='accountterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basic', 'contract'), ('mode', 'two_part'), _negated=True), ('contract_kw__gt', 0), _connector='OR'), name='terms_contract_stated'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='contractcurve_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='contractcurve_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('entered_by')), _negated=True), _connector='OR'), name='contractcurve_checked_by_another'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='contractcurve_check_has_name_and_time'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(('checked_at__isnull', True), ('rejected_at__isnull', True), _connector='OR'), name='contractcurve_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('checked_at__isnull', False), _connector='OR'), name='contractcurve_superseded_once_checked'),
        ),
        migrations.AddConstraint(
            model_name='contractcurve',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='contractcurve_correction_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='pricesheet',
            index=models.Index(fields=['site', 'customer_class', 'mode', 'voltage', 'start'], name='prices_by_class'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='pricesheet_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='pricesheet_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('entered_by')), _negated=True), _connector='OR'), name='pricesheet_checked_by_another'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='pricesheet_check_has_name_and_time'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('checked_at__isnull', True), ('rejected_at__isnull', True), _connector='OR'), name='pricesheet_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('checked_at__isnull', False), _connector='OR'), name='pricesheet_superseded_once_checked'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='pricesheet_correction_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('customer_class__in', ('commercial', 'residential', 'agricultural'))), name='prices_class_known'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('voltage__in', ('0.4', '10', '35', '110', '220'))), name='prices_voltage_known'),
        ),
        migrations.AddConstraint(
            model_name='pricesheet',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ('single', 'two_part'))), name='prices_mode_known'),
        ),
        migrations.RunPython(_lay, _lift),
    ]
