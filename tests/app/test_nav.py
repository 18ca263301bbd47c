import pytest

from cases.opened import hall
from zhiyuan.app.shell import nav


@pytest.mark.django_db
def test_a_firm_finds_appointments_and_promises_in_its_own_menu_and_no_page_of_the_park() -> None:
    firm = hall().firm
    found = {item.url: item.current for section in nav.menu(firm, "/cases/appointments/") for item in section.items}
    assert found["/cases/appointments/"]
    assert not found["/cases/"]
    assert "/cases/promises/" in found
    assert "/cases/ratings/" not in found
