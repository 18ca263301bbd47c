"""What cases issued and until when it holds. Reversible; what was issued before names no end."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_found_in_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doc', models.CharField(max_length=40)),
                ('issued', models.DateField()),
                ('last', models.DateField(null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('prolonged', models.PositiveSmallIntegerField(default=0)),
                ('began', models.DateField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to='cases.case')),
            ],
            options={
                'ordering': ['last', 'pk'],
                'indexes': [models.Index(fields=['last', 'id'], name='certificate_until')],
                'constraints': [models.UniqueConstraint(fields=('case', 'doc'), name='certificate_once')],
            },
        ),
    ]
