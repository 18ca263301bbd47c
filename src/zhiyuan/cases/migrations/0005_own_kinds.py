"""Kinds of the installation's own: what was proposed, and what somebody else published.

Reversible: both tables go with their triggers. Size: nothing is there before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiyuan.cases import guards

NEW = frozenset({"cases_kindproposal", "cases_kindpublication"})


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor, NEW):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor, NEW):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_ordered_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KindProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('pages', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KindPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='cases.kindproposal')),
            ],
        ),
        migrations.RunPython(_lay, _lift),
    ]
