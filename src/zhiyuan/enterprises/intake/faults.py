"""Faults as JSON and back, so that whoever opens them later reads them in their own language."""

from collections.abc import Iterable
from typing import Any

from zhiyuan.enterprises.workbook import Fault
from zhiyuan.kernel.errors import Malformed, ZhiyuanError


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
