"""Faults as JSON and back, so that whoever opens them later reads them in their own language; and as a workbook."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from zhiyuan.enterprises.workbook import Fault
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.sheet import Column, Sheet, workbook

Kept = tuple[Sequence[str], Iterable[dict[str, Any]]]
"""A row that could not be taken: its cells as they stood, its faults as JSON."""


def kept_apart(title: str, heads: Iterable[str], rows: Iterable[Kept], say: Callable[[str], str]) -> bytes:
    """The rows that could not be taken, as they stood, each with what is wrong and where; to be put right and taken."""
    columns = [Column(head or "—") for head in heads]
    lines = ([*_whole(cells, len(columns)), _why(faults, say)] for cells, faults in rows)
    return workbook([Sheet(title, [*columns, Column(say("what is wrong"), "text", 80)], lines)])


def _whole(cells: Sequence[str], count: int) -> list[str]:
    return [*cells, *[""] * count][:count]


def _why(kept: Iterable[dict[str, Any]], say: Callable[[str], str]) -> str:
    return "\n".join(f"{fault.where}: {fault.message.render(say)}" for fault in read(kept))


def plain(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Faults for JSON."""
    return [{"where": fault.where, **_plain(fault.message)} for fault in faults]


def _plain(message: Any) -> dict[str, Any]:
    said = {name: _plain(v) if isinstance(v, ZhiyuanError) else str(v) for name, v in message.params.items()}
    return {"template": message.template, "params": said}


def read(kept: Iterable[dict[str, Any]]) -> list[Fault]:
    """Faults from JSON."""
    return [Fault(one["where"], _said(one)) for one in kept]


def _said(one: dict[str, Any]) -> Malformed:
    params = {name: _said(v) if isinstance(v, dict) else v for name, v in one["params"].items()}
    return Malformed(one["template"], **params)
