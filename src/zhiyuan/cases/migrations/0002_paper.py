"""Files as documents of a case; triggers keep a file that was handed in.

Reversible: the table and its triggers go. Size: nothing is there before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiyuan.cases import guards

NEW = frozenset({"cases_paper"})


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor, NEW):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor, NEW):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doc', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('origin', models.CharField(max_length=10)),
                ('valid_from', models.DateField(null=True)),
                ('valid_last', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('seq', models.PositiveIntegerField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='cases.case')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.storedfile')),
                ('uploader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['case', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'doc', 'file'), name='paper_once')],
            },
        ),
        migrations.RunPython(_lay, _lift),
    ]
