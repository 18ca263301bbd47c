"""A case may be about a place, a parcel or a project; an enterprise is one kind of subject.

Reversible as long as no case lacks an enterprise. Size: every case is written once (its subject is its
enterprise); nothing else moves.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Cast


def _fill(apps, editor):
    number = Cast(F('enterprise_id'), models.CharField(max_length=20))
    apps.get_model('cases', 'Case').objects.using(editor.connection.alias).update(subject_id=number)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_paper'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='enterprise',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise'),
        ),
        migrations.AddField(
            model_name='case',
            name='subject_type',
            field=models.CharField(default='enterprises.enterprise', max_length=40),
        ),
        migrations.AddField(
            model_name='case',
            name='subject_id',
            field=models.CharField(default='', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='case',
            name='subject_name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['subject_type', 'subject_id'], name='case_by_subject'),
        ),
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope_type', models.CharField(max_length=40)),
                ('scope_id', models.CharField(max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reaches', to='cases.case')),
            ],
        ),
        migrations.AddConstraint(
            model_name='reach',
            constraint=models.UniqueConstraint(fields=('scope_type', 'scope_id', 'case'), name='reach_once'),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
