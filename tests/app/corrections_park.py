"""Run inside an installation by ``test_corrections``: ``issue``, ``late``, or what is there as JSON."""

import json
import shutil
import sys
from pathlib import Path

from zhiyuan.app.manage import ready

ready()

from django.conf import settings  # noqa: E402

from billing.closing import GAP, closing, keep  # noqa: E402
from zhiyuan.billing.models import Bill, Proposal  # noqa: E402
from zhiyuan.maintenance.models import Alarm  # noqa: E402

HOME = Path(settings.HOME)


def main(act: str) -> None:
    """Do what is asked, then tell what is there."""
    if act == "issue":
        closing(HOME).issued()
    elif act == "late":  # 甲公司's estimated hour was not what the estimate says
        shutil.rmtree(HOME / "historian" / "energy")
        keep(HOME, ta=dict.fromkeys(range(GAP.start, GAP.stop), 9.0))
    alarms = Alarm.objects.filter(kind="billCorrection", cleared__isnull=True)
    sys.stdout.write(json.dumps({
        "bills": sorted((b.number or "", b.digest, str(b.total)) for b in Bill.objects.all()),
        "proposals": sorted((p.bill.payer, p.cause, str(p.change), str(p.found_at)) for p in Proposal.objects.all()),
        "alarms": [a.object_key for a in alarms],
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
