"""Files live with the draft that they were handed in for.

Reversible: the table goes; files that were only there are forgotten with their next look. Size: an empty table.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0001_initial'),
        ('cases', '0010_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doc', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='cases.draft')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.storedfile')),
            ],
            options={
                'ordering': ['draft', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('draft', 'doc', 'file'), name='draft_file_once')],
            },
        ),
    ]
