"""Code holds no path of a machine, no secret, and the packages we take have licences we may ship."""

import re
import tomllib
from importlib.metadata import metadata

import pytest

from house.rooms import ROOT, SOURCE

FORBIDDEN = re.compile(r"\b(AGPL|GPL)\b", re.IGNORECASE)
ALLOWED_WEAK = re.compile(r"LGPL|Lesser", re.IGNORECASE)


def _dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [re.split(r"[><=\[ ]", line)[0] for line in project["dependencies"]]


@pytest.mark.parametrize("package", _dependencies())
def test_what_the_wheel_needs_is_not_under_the_gpl(package: str) -> None:
    said = metadata(package)
    licence = " ".join(filter(None, [said.get("License-Expression"), (said.get("License") or "")[:200]]))
    classifiers = " ".join(c for c in said.get_all("Classifier") or [] if c.startswith("License"))
    claims = ALLOWED_WEAK.sub("", licence + " " + classifiers)
    assert not FORBIDDEN.search(claims), claims


def test_no_source_file_holds_a_path_of_somebodys_machine() -> None:
    machine = re.compile(r"/(home|root|work|Users)/\w")
    found = [str(p) for p in SOURCE.rglob("*.py") if machine.search(p.read_text("utf-8"))]
    assert found == []


def test_the_version_is_the_same_in_the_package_and_in_the_build() -> None:
    import zhiyuan

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == zhiyuan.__version__
