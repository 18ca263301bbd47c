"""Cases of a phase are in the order of an index, and subjects that are no enterprise are found by their name.

Reversible: the indexes go, the former ones come back. Size: about 30 B a case, and 60 to 150 B for each whose subject
is no enterprise; existing cases are taken up.
"""

from django.db import migrations, models

import zhiyuan.cases.models
from zhiyuan.cases.subject import FOUND


def _lay(apps, editor):
    for statement in FOUND.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in FOUND.lift(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_draft'),
        ('enterprises', '0002_found_by_name'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='case', name='cases_case_site_id_8f4ff7_idx'),
        migrations.RemoveIndex(model_name='case', name='case_until'),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('phase'), zhiyuan.cases.models.Until('due'), models.F('id'), name='case_phase_until'),
        ),
        migrations.RunPython(_lay, _lift),
    ]
