"""A small installation whose October 2026 waits to be closed: one spike, one gap, one tenant of the 17th."""

from pathlib import Path

from journeys.installation import PASSWORD, Installation
from journeys.tree import SMALL
from ports import free_port

METERS = """
  - {key: main, name: 园区总表, gateway: g1, decimals: 2, rollover: 1000000, max_kw: 400}
  - {key: ta, name: 甲公司电表, gateway: g1, decimals: 2, rollover: 1000000, max_kw: 60, parent: main}
  - {key: tb, name: 乙公司电表, gateway: g1, decimals: 2, rollover: 1000000, max_kw: 60, parent: main}
  - {key: tc, name: 丙公司电表, gateway: g2, decimals: 2, rollover: 1000000, max_kw: 60, parent: main}
  - {key: hall, name: 公共走廊电表, gateway: g2, decimals: 2, rollover: 1000000, max_kw: 60, parent: main}
"""
PEOPLE = ("li", "wang", "jia", "bing")


def make(folder: Path) -> Installation:
    """The small park with five more meters, three enterprises, an account, October's prices and its readings."""
    made = Installation(folder / "home")
    ports = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    addresses = ["--nats", ports[0], "--mqtt", ports[1]]
    made.zhiyuan("init", str(made.path), "--admin", "administrator", "--password", PASSWORD, *addresses)
    park = folder / "billed.yaml"
    park.write_text(SMALL.read_text("utf-8").rstrip() + METERS, "utf-8")
    made.zhiyuan("import", "park", str(park), "--home", str(made.path))
    for name in PEOPLE:
        role = "bookkeeper" if name in ("li", "wang") else "window"
        made.zhiyuan("person", "add", name, "--name", name, "--role", role, "--password", PASSWORD)
    made.python(str(Path(__file__).with_name("billed_past.py")))
    return made
