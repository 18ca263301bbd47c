"""People: added, given roles, locked out; nobody is left without an administrator."""

import pytest

from small_park import person
from zhiyuan.identity import queries, services, trail, writes
from zhiyuan.identity.models import Person, Trail
from zhiyuan.identity.verbs import may
from zhiyuan.kernel.errors import Malformed, Refused

pytestmark = pytest.mark.django_db
SECRET = "s" * 40


@pytest.fixture
def admin() -> Person:
    return person("admin", "administrator")


def test_a_person_is_added_with_a_role_on_one_floor_and_no_more(admin: Person) -> None:
    added = services.add_person(admin, None, username="li", password="long-enough-7", grants=["operator@park.floor:3"])
    assert [g.said() for g in added.grants.all()] == ["operator@park.floor:3"]
    assert not may(added, "lighting.override_space")


def test_a_password_that_is_too_short_is_refused_and_nobody_is_added(admin: Person) -> None:
    with pytest.raises(Malformed):
        services.add_person(admin, None, username="li", password="short")
    assert not Person.objects.filter(username="li").exists()


def test_the_trail_never_holds_a_password(admin: Person) -> None:
    li = services.add_person(admin, None, username="li", password="long-enough-7")
    services.reset_password(admin, li, password="another-long-8")
    said = str(list(Trail.objects.values()))
    assert "long-enough-7" not in said
    assert "another-long-8" not in said
    assert li.password not in said


def test_setting_roles_leaves_them_before_and_after_in_the_trail(admin: Person) -> None:
    li = services.add_person(admin, None, username="li", grants=["leader"])
    services.set_roles(admin, li, grants=["auditor"])
    line = queries.trail(verb="identity.set_roles").get()
    assert (line.before["roles"], line.after["roles"]) == (["leader"], ["auditor"])


def test_the_last_administrator_cannot_be_taken_away(admin: Person) -> None:
    with pytest.raises(Refused):
        services.set_roles(admin, admin, grants=["operator"])
    assert may(admin, "identity.set_roles")
    with pytest.raises(Refused):
        services.deactivate_person(admin, admin)


def test_an_unknown_role_is_named_with_those_that_exist(admin: Person) -> None:
    with pytest.raises(Malformed, match="administrator"):
        services.set_roles(admin, admin, grants=["king"])


def test_an_operator_may_not_add_people() -> None:
    with pytest.raises(Refused):
        services.add_person(person("op"), None, username="li")


def test_a_token_opens_until_it_is_revoked_or_its_person_is_gone(admin: Person) -> None:
    li = services.add_person(admin, None, username="li")
    token = services.issue_token(admin, li, name="reader", secret=SECRET)
    assert queries.bearer(SECRET) == token
    assert SECRET not in str(Trail.objects.values_list("params", "after"))
    services.deactivate_person(admin, li)
    assert queries.bearer(SECRET) is None


def test_changing_ones_own_password_leaves_a_line_and_asks_no_role() -> None:
    nobody = Person.objects.create(username="nobody")
    writes.change_own_password(nobody, "a-new-long-one")
    assert queries.trail(verb="identity.change_own_password").count() == 1


def test_a_changed_line_breaks_the_chain(admin: Person) -> None:
    for name in ("a", "b", "c"):
        services.add_person(admin, None, username=name)
    assert trail.first_broken() is None
    Trail.objects.filter(sequence=2).update(actor="somebody else")
    assert trail.first_broken() == 2
