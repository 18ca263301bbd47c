"""Where the shared data and vectors lie: beside the checkout; a test that needs them skips without."""

from pathlib import Path

import pytest


def _find(name: str) -> Path | None:
    for folder in Path(__file__).resolve().parents:
        if (candidate := folder / "shared" / name).is_dir():
            return candidate
    return None


def data(relative: str) -> Path:
    """A file of the real data, or a skip that says what is missing."""
    return _need("data", relative)


def vectors(relative: str) -> Path:
    """A file of the acceptance vectors, or a skip that says what is missing."""
    return _need("vectors", relative)


def _need(kind: str, relative: str) -> Path:
    root = _find(kind)
    if root is None or not (root / relative).exists():
        pytest.skip(f"shared/{kind}/{relative} is not beside this checkout")
    return root / relative


DATA, VECTORS = _find("data"), _find("vectors")
