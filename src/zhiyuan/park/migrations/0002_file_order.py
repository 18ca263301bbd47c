"""Everything keyed keeps its place in the park file, so that an export equals the import.

Also: a site keeps its assumptions, a removed device's point stays readable, and a circuit of
emergency, explosion-proof or control supply can have no contactor by its kind alone.
Reversible: columns go, nothing else was touched. Size: one pass over the park's tables.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('park', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='building',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='circuit',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='floor',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='gateway',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='group',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='luminaire',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='luminairetype',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='meter',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='scene',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='schedule',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='sensor',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='space',
            options={'ordering': ['position', 'pk']},
        ),
        migrations.AddField(
            model_name='circuit',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='gateway',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='luminairetype',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='meter',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='point',
            name='active',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='scene',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schedule',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='sensor',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='site',
            name='assumptions',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='building',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='circuit',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='floor',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='gateway',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='group',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='luminaire',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='luminairetype',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='meter',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='scene',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='schedule',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='sensor',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='space',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddConstraint(
            model_name='circuit',
            constraint=models.CheckConstraint(condition=models.Q(('contactor', False), models.Q(('kind__in', ['emergency', 'explosion_proof', 'controls']), _negated=True), _connector='OR'), name='circuit_never_switched'),
        ),
    ]
