"""What ``test_killed`` runs in a process of its own: ``work`` says each event after its commit and never ends;
``read`` says every event that is there, from logs whose chain holds and that their rows agree with.
"""

import sys

import django


def work() -> None:
    """One case after another, opened and worked through."""
    from django.core.management import call_command
    from django.db import transaction

    from zhiyuan.cases import writes
    from zhiyuan.cases.kindread import kind
    from zhiyuan.cases.subject import subject
    from zhiyuan.enterprises.models import Enterprise
    from zhiyuan.park.models import Site
    from zhiyuan.park.queries import today

    call_command("migrate", verbosity=0)
    site = Site.objects.create(key="park", name="模拟园区", latitude=33.0, longitude=112.5)
    firm = Enterprise.objects.create(site=site, key="firm", name="模拟企业")
    of = kind("request_simple", today(site))
    while True:
        with transaction.atomic():
            case = writes.opened(of, subject(firm))
            form = {"subject": "模拟", "detail": "模拟"}
            event = writes.append(case, "submit", "test", data={"form": form})
        print(event.digest, flush=True)
        for act, step in (("accept", ""), ("pass", "reply"), ("pass", "solve"), ("pass", "confirm")):
            with transaction.atomic():
                event = writes.append(case, act, "test", step=step)
            print(event.digest, flush=True)


def read() -> None:
    """Every digest; an assertion where a row beside a log says something else than the log."""
    from zhiyuan.cases import writes
    from zhiyuan.cases.event import first_broken
    from zhiyuan.cases.fold import folded
    from zhiyuan.cases.models import Case
    from zhiyuan.cases.writes_beside import beside, laid

    for case in Case.objects.select_related("edition", "site"):
        log, kind = writes.log(case), writes.kind_of(case)
        state = folded(kind, log)
        assert log, "a case without an event"
        assert first_broken(log) is None
        assert case.phase == state.phase
        assert laid(case) == beside(kind, state, log[-1].day)
        print(*(event.digest for event in log), sep="\n")


if __name__ == "__main__":
    django.setup()
    {"work": work, "read": read}[sys.argv[1]]()
