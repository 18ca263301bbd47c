"""People are told what concerns them, once each; a person may have a telephone number.

Reversible: the inbox and the numbers go. Size: an empty table, an index over grants, one column.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_absence'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=30)),
                ('path', models.CharField(max_length=120)),
                ('params', models.JSONField(default=dict)),
                ('zone', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('read', models.DateTimeField(null=True)),
                ('handed', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='phone',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['scope_type', 'scope_id'], name='grant_by_scope'),
        ),
        migrations.AddField(
            model_name='notification',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['person', '-at', '-id'], name='notification_of_person'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('read', None)), fields=['person'], name='notification_unread'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('handed', None)), fields=['id'], name='notification_to_hand'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('person', 'key'), name='told_once'),
        ),
    ]
