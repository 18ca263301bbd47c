"""What every test shares: pages of the book test themselves, Django finds its settings.

A page ``<page>.yaml`` has ``<page>.test.yaml`` beside it: a list of ``{name, figure, day, value}``,
or ``{name, figure, day, missing: true}`` for a day on which the book has nothing to say; a kind of
case has ``{name, kind, story}`` with what must be true at the story's end: ``phase``, ``ready``,
``how``, ``due``, ``promises``, ``may_promise``, ``certificates`` (until when what was issued
holds), ``begun``, or the error that it is ``stopped`` by; a rule set of ``ladder/`` has worked firms:
``{name, day, firm, verdict, score, not_met}``.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
            test = StoryTest if "story" in case else FirmTest if "firm" in case else PageTest
            yield test.from_parent(self, name=case["name"], case=case)


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


class StoryTest(PageTest):
    """How a case of a kind must go."""

    def runtest(self) -> None:
        """Tell the story, and compare what the test names."""
        from zhiyuan.cases.certificate import certificates
        from zhiyuan.cases.kindread import kind
        from zhiyuan.cases.reading import clocks
        from zhiyuan.cases.state import may_promise, ready
        from zhiyuan.cases.story import told

        story: list[dict[str, Any]] = self.case["story"]  # type: ignore[assignment]
        of = kind(str(self.case["kind"]), story[0]["day"])
        end = told(of, story)
        stopped = type(end.stopped).__name__ if end.stopped else None
        assert stopped == self.case.get("stopped"), end.stopped
        assert end.stopped is None or end.lines == len(story) - 1, f"stopped early: {end.stopped}"
        found = {
            "phase": end.state.phase,
            "ready": [step.key for step in ready(of, end.state)],
            "how": {key: done.how for key, done in end.state.done.items()},
            "due": {clock.name: clock.due.day for clock in clocks(of, end.state, story[-1]["day"])},
            "promises": {doc: promise.state for doc, promise in end.state.promises.items()},
            "may_promise": list(may_promise(of, end.state)),
            "certificates": {one.doc: one.last.day for one in certificates(of, end.state) if one.last},
            "begun": dict(end.state.work_began),
        }
        for name, told_by_hand in self.case.items():
            if name in ("how", "due", "certificates"):
                assert told_by_hand.items() <= found[name].items(), found  # type: ignore[union-attr]
            elif name in found:
                assert found[name] == told_by_hand, found


class FirmTest(PageTest):
    """What a rule set says of a worked firm."""

    def runtest(self) -> None:
        """Judge it by the page that the test lies beside."""
        from zhiyuan.enterprises.ladder.worked import worked
        from zhiyuan.kernel.reference import book

        page = f"{self.path.parent.name}/{self.path.name.removesuffix('.test.yaml')}"
        assert worked(book(), page, self.case) == []
