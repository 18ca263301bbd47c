"""A firm appoints an agent, who is refused its signature; a colleague goes on leave and comes back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from journeys.installation import PASSWORD, Installation, with_example_park
from journeys.look import Looker, check, readers

pytestmark = pytest.mark.journey
ADD = """
import sys
from zhiyuan.app.manage import ready
ready()
from zhiyuan.identity.models import Person
from zhiyuan.identity.services import add_person
admin = Person.objects.get(username="administrator")
said = {"password": sys.argv[1]}
add_person(admin, None, username="daiban", display_name="模拟代办人", **said)
add_person(admin, None, username="deputy", display_name="模拟代理人", grants=["officer@cases.desk:market"], **said)
"""
SIGN = """
() => {
  const form = document.querySelector('form[action$="/act/"]')
  form.querySelectorAll('input:not([name=csrfmiddlewaretoken]), select, textarea').forEach(one => one.remove())
  for (const [name, value] of [['act', 'promise'], ['doc', 'insolation']]) {
    const said = document.createElement('input')
    said.type = 'hidden'; said.name = name; said.value = value
    form.append(said)
  }
  form.submit()
}
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with an invented firm, people at the desks, an agent and a colleague."""
    made = with_example_park(tmp_path_factory.mktemp("agents"))
    made.python(str(Path(__file__).with_name("applied.py")), PASSWORD)
    made.python("-c", ADD, PASSWORD)
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def reader(hall: Installation, browser: Any) -> Callable[..., Looker]:
    """Somebody who is signed in, once a name."""
    return readers(browser, hall.url, PASSWORD)


def _in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_an_agent_applies_for_the_firm_and_is_refused_its_signature(
    hall: Installation, reader: Callable[..., Looker]
) -> None:
    firm, agent = reader("guang"), reader("daiban", width=390)
    with firm.window() as page:
        page.goto(f"{hall.url}/agents/")
        firm.problems += check(page, "agents-none")
        page.fill("#agent", "nobody")
        page.fill("#last", _in_days(30))
        page.get_by_role("button", name="委托", exact=True).click()
        expect(page.locator(".error-summary")).to_be_visible()
        firm.problems += check(page, "agents-wrong")
        page.fill("#agent", "daiban")
        page.get_by_role("button", name="委托", exact=True).click()
        expect(page.locator("#given ~ .table-wrap").get_by_text("模拟代办人")).to_be_visible()
        firm.problems += check(page, "agents-given")
    with agent.window() as page:
        page.goto(f"{hall.url}/agents/")
        agent.problems += check(page, "agents-received-390")
        page.get_by_role("link", name="新申请").click()
        page.goto(f"{hall.url}/cases/new/request_simple/")
        page.fill("[name=form_subject]", "门禁失灵（模拟）")
        page.fill("[name=form_detail]", "二号门刷卡无反应（模拟）")
        page.get_by_role("button", name="核对填写内容").click()
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_text("daiban")).to_be_visible()
        expect(page.get_by_text("代表 模拟光电").first).to_be_visible()
        agent.problems += check(page, "agents-applied-390")
        page.get_by_role("link", name="代办台账").click()
        agent.problems += check(page, "agents-record-390")
        page.goto(f"{hall.url}/cases/2/")
        page.evaluate(SIGN)
        expect(page.get_by_text("只有 模拟光电 可以").or_(page.locator(".error-summary"))).to_be_visible()
        agent.problems += check(page, "agents-refused-390")
    english = reader("guang", language="en", theme="dark", width=390)
    with english.window() as page:
        page.goto(f"{hall.url}/account/")
        english.prefer(page)
        page.goto(f"{hall.url}/agents/")
        english.problems += check(page, "agents-given-en-dark-390")
        page.get_by_role("button", name="Revoke the delegation").click()
        expect(page.get_by_role("button", name="Revoke the delegation")).to_have_count(0)
    with agent.window() as page:
        page.goto(f"{hall.url}/agents/")
        expect(page.get_by_text("已撤销")).to_be_visible()
        expect(page.get_by_role("link", name="新申请")).to_have_count(0)
        agent.problems += check(page, "agents-revoked-390")
    wrong = [p for p in firm.problems + agent.problems + english.problems if "422" not in p]
    assert not wrong, "\n".join(wrong)


def test_a_colleague_goes_on_leave_and_comes_back(hall: Installation, reader: Callable[..., Looker]) -> None:
    window, deputy = reader("window"), reader("deputy", language="en", theme="dark")
    with window.window() as page:
        page.goto(f"{hall.url}/absences/")
        page.fill("#deputy", "deputy")
        page.fill("#last", _in_days(3))
        page.locator("form[aria-labelledby=enter] button").click()
        expect(page.get_by_role("button", name="返岗")).to_be_visible()
        window.problems += check(page, "absence-entered")
        page.goto(f"{hall.url}/cases/")
        expect(page.get_by_text("由 模拟代理人 代为办理")).to_be_visible()
        window.problems += check(page, "absence-work")
    with deputy.window() as page:
        page.goto(f"{hall.url}/account/")
        deputy.prefer(page)
        page.goto(f"{hall.url}/cases/")
        expect(page.get_by_text("You stand in for window")).to_be_visible()
        deputy.problems += check(page, "absence-deputy-en-dark")
        page.goto(f"{hall.url}/officers/")
        deputy.problems += check(page, "officers-none-en-dark")
    with window.window() as page:
        page.goto(f"{hall.url}/absences/")
        page.get_by_role("button", name="返岗").click()
        expect(page.get_by_role("button", name="返岗")).to_have_count(0)
    with deputy.window() as page:
        page.goto(f"{hall.url}/cases/")
        expect(page.get_by_text("You stand in for")).to_have_count(0)
        expect(page.locator("tbody tr")).to_have_count(0)
    wrong = [p for p in window.problems + deputy.problems if "422" not in p]
    assert not wrong, "\n".join(wrong)


def test_officers_are_assigned_to_a_firm_in_three_layers(hall: Installation, reader: Callable[..., Looker]) -> None:
    admin = reader("administrator")
    with admin.window() as page:
        page.goto(f"{hall.url}/enterprises/")
        page.get_by_role("link", name="模拟光电").first.click()
        page.get_by_role("link", name="包联干部").click()
        for layer, username in (("1", "window"), ("3", "deputy")):
            page.fill("#officer", username)
            page.select_option("#layer", layer)
            page.get_by_role("button", name="指派", exact=True).click()
        expect(page.get_by_role("link", name="模拟代理人")).to_be_visible()
        admin.problems += check(page, "officers-of-firm")
        page.get_by_role("link", name="模拟代理人").click()
        admin.problems += check(page, "officer")
        page.goto(f"{hall.url}/officers/")
        admin.problems += check(page, "officers")
    assert not admin.problems, "\n".join(admin.problems)
