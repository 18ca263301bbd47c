"""What every test shares: pages of the book test themselves, Django finds its settings.

A page ``<page>.yaml`` has ``<page>.test.yaml`` beside it: a list of ``{name, figure, day, value}``,
or ``{name, figure, day, missing: true}`` for a day on which the book has nothing to say.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyuan.app.settings")


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> "PageTests | None":
    """Take up the tests that lie beside the pages of the book."""
    if file_path.name.endswith(".test.yaml"):
        return PageTests.from_parent(parent, path=file_path)
    return None


class PageTests(pytest.File):
    """One ``.test.yaml``."""

    def collect(self) -> Iterator["PageTest"]:
        """Each entry is a test with its own sentence for a name."""
        for case in yaml.safe_load(self.path.read_text("utf-8")):
            yield PageTest.from_parent(self, name=case["name"], case=case)


class PageTest(pytest.Item):
    """What the book must answer."""

    def __init__(self, *, case: dict[str, object], **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.case = case

    def runtest(self) -> None:
        """Ask the book."""
        from zhiyuan.kernel.errors import NotFound
        from zhiyuan.kernel.reference import figure

        name, day = str(self.case["figure"]), self.case["day"]
        if self.case.get("missing"):
            with pytest.raises(NotFound):
                figure(name, day)  # type: ignore[arg-type]
        else:
            assert figure(name, day).value == self.case["value"]  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, 0, self.name
