"""What the doors look up in the installation's own files."""

from pathlib import Path

from django.conf import settings

from zhiyuan.telemetry.quarantine import Quarantine


def quarantine() -> Quarantine:
    """What could not be admitted, with the reason."""
    return Quarantine(Path(settings.HOME) / "quarantine.sqlite3")
