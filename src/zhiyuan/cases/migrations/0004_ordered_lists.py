"""Lists of cases and turns are in the order of an index, whatever their length.

Reversible: the indexes go, the former ones come back. Size: about 80 B a case.
"""

from django.db import migrations, models

import zhiyuan.cases.models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_subject'),
        ('enterprises', '0002_found_by_name'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='turn', name='cases_turn_desk_0f2e07_idx'),
        migrations.RemoveIndex(model_name='turn', name='cases_turn_holder_6cb112_idx'),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(zhiyuan.cases.models.Until('due'), models.F('id'), name='case_until'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['number'], name='case_number_begins', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(
                models.F('holder'), models.F('desk'), zhiyuan.cases.models.Until('due'), models.F('case'), models.F('id'),
                name='turn_of_desk_until',
            ),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(
                models.F('holder'), zhiyuan.cases.models.Until('due'), models.F('case'), models.F('id'),
                name='turn_of_holder_until',
            ),
        ),
    ]
