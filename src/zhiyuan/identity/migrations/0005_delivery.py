"""Notifications leave the house: how each person wants them, and what became of every one that was sent.

Reversible: both tables go. Size: two empty tables.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0004_notification'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail', models.BooleanField()),
                ('sms', models.BooleanField()),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('digest', models.BooleanField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preference', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=140, unique=True)),
                ('digest', models.BooleanField(default=False)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('maybe', models.PositiveSmallIntegerField(default=0)),
                ('due', models.DateTimeField()),
                ('claimed', models.DateTimeField(null=True)),
                ('claim', models.CharField(blank=True, max_length=32)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('done', models.DateTimeField(null=True)),
                ('notification', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='identity.notification')),
            ],
            options={
                'ordering': ['due', 'pk'],
                'indexes': [models.Index(fields=['state', 'due'], name='delivery_due')],
            },
        ),
    ]
