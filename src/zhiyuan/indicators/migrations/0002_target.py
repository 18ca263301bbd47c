"""What the park decided to reach in a period; the room's guards keep the rows as they were entered.

Reversible: the table goes, facts are not touched. Size: nothing is there before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0001_initial'),
        ('park', '0003_what_must_stay_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('unit', models.CharField(max_length=20)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='park.site')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='indicators.target')),
            ],
            options={
                'ordering': ['end', 'start', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes', None)), fields=('site', 'key', 'start', 'end'), name='target_set_first_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='target_days_in_order')],
            },
        ),
    ]
