"""A real broker on free ports, for the tests that need one."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhiyuan.telemetry.broker import Broker, core_user, gateway_user


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A started broker with the users core and park.gw1 … park.gw4 (passwords: secret)."""
    server = Broker(tmp_path / "broker", f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}")
    gateways = [gateway_user("park", f"gw{i}", "secret") for i in range(1, 5)]
    server.write_config([core_user("secret"), *gateways])
    with (tmp_path / "broker.log").open("wb") as log:
        server.start(log)
        yield server
        server.stop()
