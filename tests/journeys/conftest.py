"""Journeys: Chromium before a served installation. ``pytest -m journey``; pictures go to ``shots/``."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from journeys import installation as installations
from journeys.installation import PASSWORD, Installation
from journeys.look import AXE, Looker, readers
from zhiyuan.app.home import Home
from zhiyuan.app.news import Wire

collect_ignore = ["past.py", "zone.py"]  # a script that runs inside an installation

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
def known(installation: Installation, browser: Any) -> Callable[..., Looker]:
    """Readers who are signed in, by role."""
    return readers(browser, installation.url, PASSWORD)


@pytest.fixture
def looker(installation: Installation, browser: Any, known: Callable[..., Looker]) -> Callable[..., Looker]:
    """``looker("operator", language="en", theme="dark", width=390)``: a reader who is signed in, or a stranger."""

    def make(role: str = "", **how: Any) -> Looker:
        return known(role, **how) if role else Looker(browser, installation.url, **how)

    return make
