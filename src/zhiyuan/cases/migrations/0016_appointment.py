"""Times at counters that firms booked. Reversible; nothing is there before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_green_lane'),
        ('enterprises', '0007_standing_since'),
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counter', models.CharField(max_length=40)),
                ('start', models.DateTimeField()),
                ('place', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('state', models.CharField(default='booked', max_length=10)),
                ('booked', models.DateTimeField()),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
            ],
            options={
                'ordering': ['start', 'place'],
                'indexes': [models.Index(fields=['enterprise', 'start'], name='appointment_by_firm')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('site', 'counter', 'start', 'place'), name='appointment_once'), models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('enterprise', 'counter', 'start'), name='appointment_of_firm_once')],
            },
        ),
    ]
