"""A place before others for the green lane, turns of several signers, and who signs for whom. Reversible.

Size: one column and two indexes anew on the turns, of which there is one or two an open case.
"""

import django.db.models.deletion
import zhiyuan.cases.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_beside'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SigningDeputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('step', models.CharField(blank=True, max_length=40)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('after_minutes', models.PositiveIntegerField()),
                ('entered', models.DateTimeField()),
                ('ended', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-first', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='turn',
            name='turn_once',
        ),
        migrations.RemoveIndex(
            model_name='turn',
            name='turn_of_desk_until',
        ),
        migrations.RemoveIndex(
            model_name='turn',
            name='turn_of_holder_until',
        ),
        migrations.AddField(
            model_name='turn',
            name='rank',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(models.F('holder'), models.F('desk'), models.F('rank'), zhiyuan.cases.models.Until('due'), models.F('case'), models.F('id'), name='turn_of_desk_ranked'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(models.F('holder'), models.F('rank'), zhiyuan.cases.models.Until('due'), models.F('case'), models.F('id'), name='turn_of_holder_ranked'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('case', 'desk', 'what', 'holder'), name='turn_once_a_holder'),
        ),
        migrations.AddField(
            model_name='signingdeputy',
            name='deputy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signingdeputy',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signingdeputy',
            name='head',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='signingdeputy',
            index=models.Index(fields=['head', 'last'], name='signing_by_head'),
        ),
        migrations.AddConstraint(
            model_name='signingdeputy',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='signing_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='signingdeputy',
            constraint=models.CheckConstraint(condition=models.Q(('deputy', models.F('head')), _negated=True), name='signing_deputy_is_another'),
        ),
    ]
