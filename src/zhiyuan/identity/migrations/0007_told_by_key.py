"""Who was told something is found by what it was, so that a desk sees who has read it.

Reversible: the same rule in the other order. Size: one index over the notifications, built anew.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0006_person_home'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notification',
            name='told_once',
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('key', 'person'), name='told_once_a_person'),
        ),
    ]
