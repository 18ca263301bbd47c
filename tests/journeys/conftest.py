"""Journeys: Chromium before a served installation. ``pytest -m journey``; pictures go to ``shots/``."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from journeys import installation as installations
from journeys.installation import PASSWORD, Installation
from journeys.look import AXE, Looker
from zhiyuan.app.home import Home
from zhiyuan.app.news import Wire

collect_ignore = ["past.py"]  # a script that runs inside an installation

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example park with two months behind it, its pages served."""
    made = installations.make(tmp_path_factory.mktemp("journey"))
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def bus(installation: Installation) -> Iterator[Wire]:
    """The installation's broker, running, and a wire to say what devices and ``steer`` would say."""
    from zhiyuan.app import gateways

    here = Home(installation.path)
    broker = gateways.broker(here)
    broker.start()
    wire = Wire(here.address("nats"), "core", here.secret("broker"))
    yield wire
    wire.close()
    broker.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says what is missing."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None or not AXE.exists():
        pytest.skip("journeys need Chromium and the web packages (python web/hatch_build.py)")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def signed_in(installation: Installation, browser: Any) -> Callable[[str], dict[str, Any]]:
    """The cookies of a role: each signs in once."""
    known: dict[str, dict[str, Any]] = {}

    def state(role: str) -> dict[str, Any]:
        if role not in known:
            with Looker(browser, installation.url).window() as page:
                page.goto(f"{installation.url}/sign-in/")
                page.fill("[name=username]", role)
                page.fill("[name=password]", PASSWORD)
                page.click("main button")
                page.wait_for_url(lambda url: "sign-in" not in url)
                known[role] = page.context.storage_state()
        return known[role]

    return state


@pytest.fixture
def looker(
    installation: Installation, browser: Any, signed_in: Callable[[str], dict[str, Any]]
) -> Callable[..., Looker]:
    """``looker("operator", language="en", theme="dark", width=390)``: a reader who is signed in."""

    def make(role: str = "", **how: Any) -> Looker:
        return Looker(browser, installation.url, signed_in(role) if role else None, **how)

    return make
