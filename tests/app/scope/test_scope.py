"""Nobody reaches what is another's: every address and every act of the installation, tried by everybody it is not for.

Nothing here is a list of pages or acts: addresses come from the table of addresses, acts from the register of verbs,
objects from the models. A new page or act is tried because it exists.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from app.scope.addresses import Reached, Visitor
from app.scope.planted import MARK, NOW, Planter, plant
from app.scope.saying import params_of
from small_park import person, signed_in
from zhiyuan.app import doors, urls
from zhiyuan.enterprises.models import Enterprise
from zhiyuan.identity.models import Grant, Person, Trail
from zhiyuan.identity.roles import ROLES
from zhiyuan.kernel import parktime
from zhiyuan.park.models import Site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOT_BY_ADDRESS_ALONE = {
    "api/": "has no page of its own",
    "bills/%(number)s/lines/%(place)s/": "a line is there only on a bill that was drafted",
    "hazards/published/%(pk)s/%(paper)s.jpg": "a photo is public only once its hazard was published",
    "cases/%(pk)s/files/reuse/": "finds a document only by what its form says",
}


@dataclass
class Everything:
    """What is planted, who looks for it, and where it is found."""

    planter: Planter
    reached: Reached
    strangers: dict[str, Client]


@pytest.fixture(scope="module")
def everything(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Everything]:
    """Planted once for all of this file, in a transaction that is taken back."""
    home = tmp_path_factory.mktemp("scope")
    files = override_settings(HOME=home, FILES=home / "files")
    with django_db_blocker.unblock(), transaction.atomic(), files, parktime.moment(NOW + timedelta(days=7)):
        root = person("root", "administrator")
        planter = plant(root)
        with patch.object(urls, "handler404", _nothing_there):  # thousands of addresses lead nowhere: no page for those
            reached = Reached(Visitor(signed_in(root)), planter.rows.values())
        yield Everything(planter, reached, dict(_strangers(planter)))
        transaction.set_rollback(True)


def _nothing_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def _strangers(planter: Planter) -> Iterator[tuple[str, Client]]:
    """Somebody without a role, somebody with every role in another park, another firm, another desk."""
    site, elsewhere = planter.of("park.Site"), Site.objects.create(key="other", name="别处", latitude=33, longitude=112)
    own = Enterprise.objects.create(site=site, key="own", name="自己")
    yield "nobody", Client()
    yield "somebody without a role", _signed_in("without")
    yield "every role of another park", _signed_in("other", *((r, elsewhere) for r in ROLES if r != "administrator"))
    yield "tenant of another firm", _signed_in("own", ("tenant", own))
    yield "officer of another desk", _signed_in("desk", ("officer", None))


def _signed_in(username: str, *held: tuple[str, Any]) -> Client:
    who = Person.objects.create(username=username, display_name=username)
    for role, scope in held:
        kind, pk = (scope._meta.label_lower, scope.pk) if scope else ("cases.desk", "elsewhere")
        Grant.objects.create(person=who, role=role, scope_type=kind, scope_id=str(pk))
    return signed_in(who)


def test_an_administrator_finds_something_at_every_address(everything: Everything) -> None:
    assert set(everything.reached.unreached) == NOT_BY_ADDRESS_ALONE.keys()


def test_no_stranger_reads_a_word_of_it_at_any_address(everything: Everything) -> None:
    wrong = []
    for who, client in everything.strangers.items():
        visitor = Visitor(client)
        for route, path in everything.reached:
            for answer in visitor.answers(path):
                if fault := _fault(answer, let_in=who != "nobody" or route.is_public):
                    wrong.append(f"{who} at {answer.request['REQUEST_METHOD']} {path}: {fault}")
                if visitor.acts:
                    wrong.append(f"{who} at {path}: did something")
    assert not wrong, "\n".join(wrong)


def _fault(answer: Any, *, let_in: bool) -> str:
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"failed with {answer.status_code}"
    if MARK in _text(answer):
        return "read what is not theirs"
    if not let_in and answer.status_code == 200:
        return "was let in without signing in"
    return ""


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


def test_no_stranger_does_anything_to_it_by_any_act(everything: Everything) -> None:
    wrong = []
    before = Trail.objects.count()
    for who, client in everything.strangers.items():
        for name in doors.verbs():
            cache.clear()  # of the throttle, which is not what is tried here
            body = {"params": params_of(name), **_target(everything.planter, name)}
            answer = client.post(f"/api/v1/do/{name}", json.dumps(body), content_type="application/json")
            wanted = 401 if who == "nobody" else 403
            if answer.status_code != wanted or MARK in answer.content.decode():
                wrong.append(f"{who} by {name}: {answer.status_code} {answer.content.decode()[:200]}")
    assert not wrong, "\n".join(wrong)
    assert Trail.objects.count() == before


def _target(planter: Planter, name: str) -> dict[str, Any]:
    if not doors.wants_target(name):
        return {}
    row = planter.row(doors.target_model(name) or Site)
    return {"target": {"type": row._meta.label_lower, "id": row.pk}}
