"""Rule sets of the installation's own: what was proposed, what somebody else published, and what was withdrawn.

Reversible: the three tables go with their triggers. Size: nothing is there before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiyuan.innovation import guards


def _lay(apps, editor):
    for statement in guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('innovation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40)),
                ('edition', models.CharField(max_length=40)),
                ('since', models.DateField()),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('text', models.TextField()),
                ('effect', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RulePublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='innovation.ruleproposal')),
            ],
        ),
        migrations.CreateModel(
            name='RuleWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='innovation.rulepublication')),
            ],
        ),
        migrations.RunPython(_lay, _lift),
    ]
