"""What holds for every protocol: found by its name, pure there and back, nothing opened on import."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from zhiyuan import adapters
from zhiyuan.kernel.errors import NotFound


@pytest.mark.parametrize("name", adapters.names())
def test_an_adapter_says_what_it_speaks_and_has_pure_ways_in_and_out(name: str) -> None:
    module = adapters.module(name)
    assert inspect.getdoc(module)
    assert callable(module.encode)
    assert callable(module.decode)
    assert inspect.isclass(module.Adapter)
    assert inspect.getdoc(module.Adapter)
    assert not inspect.iscoroutinefunction(module.decode)


def test_a_file_dropped_in_is_found_by_its_name() -> None:
    files = {p.stem for p in Path(adapters.__file__).parent.glob("[a-z]*.py")}
    assert files <= set(adapters.names())


def test_an_unknown_protocol_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="no adapter speaks knx; there are dlt645, modbus, mqtt"):
        adapters.module("knx")


def test_an_outsiders_package_comes_in_by_its_entry_point(tmp_path: Path) -> None:
    (tmp_path / "zy_knx.py").write_text('"""KNX."""\n\n\nclass Adapter:\n    """Asks."""\n')
    info = tmp_path / "zy_knx-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zy-knx\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[zhiyuan.adapters]\nknx = zy_knx\n")
    program = "from zhiyuan import adapters; print(adapters.names(), adapters.module('knx').__doc__)"
    path = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}"
    said = subprocess.run([sys.executable, "-c", path], capture_output=True, text=True, check=True).stdout
    assert "'knx'" in said
    assert "KNX." in said
