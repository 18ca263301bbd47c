"""What answers say of persons lies apart from the log of its case, so that it can be erased.

Reversible: the table goes, and with it every such answer. Size: an empty table; what older logs say stays in them.
"""

import django.db.models.deletion
import zhiyuan.identity.personal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_appointment'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonalAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('digest', models.CharField(max_length=80)),
                ('salt', models.CharField(default=zhiyuan.identity.personal.new_salt, max_length=32)),
                ('value', models.TextField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal', to='cases.case')),
            ],
            options={
                'ordering': ['case', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'digest'), name='personal_answer_once')],
            },
        ),
    ]
