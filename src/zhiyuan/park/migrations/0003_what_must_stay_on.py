"""A circuit that feeds what must stay on can never have a contactor: triggers in both databases.

Reversible: the triggers go, no row was touched. Refuses to run where a row breaks the rule already.
Size: one look at each circuit.
"""

from django.db import migrations

from zhiyuan.kernel.errors import Refused
from zhiyuan.park import guards


def _lay(apps, editor):
    broken = _broken(apps, editor.connection.alias)
    if broken:
        raise Refused(
            "circuits {circuits} have a contactor and feed what must stay on; take the contactor from them first",
            circuits=", ".join(broken),
        )
    for statement in guards.lay(editor.connection.vendor):
        editor.execute(statement)


def _lift(apps, editor):
    for statement in guards.lift(editor.connection.vendor):
        editor.execute(statement)


def _broken(apps, alias):
    switched = apps.get_model("park", "Circuit").objects.using(alias).filter(contactor=True)
    must = apps.get_model("park", "Luminaire").objects.using(alias).exclude(duty="normal").values("circuit")
    sensing = apps.get_model("park", "Sensor").objects.using(alias).exclude(circuit=None).values("circuit")
    speaking = apps.get_model("park", "Gateway").objects.using(alias).exclude(circuit=None).values("circuit")
    found = set()
    for fed in (must, sensing, speaking):
        found |= set(switched.filter(pk__in=fed).values_list("key", flat=True))
    return sorted(found)


class Migration(migrations.Migration):
    dependencies = [("park", "0002_file_order")]
    operations = [migrations.RunPython(_lay, _lift)]
