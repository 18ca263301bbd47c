"""A kept directory and a newer program: back up, migrate, verify; on failure put everything back.

The stamp names the version and the set of migrations that prepared the directory. An older
program refuses a directory that a newer one has touched.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zhiyuan
from zhiyuan.app.home import Home, enter
from zhiyuan.kernel.errors import Malformed, Refused


@dataclass(frozen=True)
class Stamp:
    """Who prepared a directory."""

    version: str
    migrations: str

    @property
    def order(self) -> tuple[int, ...]:
        """The version as numbers, for comparing.

        >>> Stamp("0.10.0", "").order > Stamp("0.9.3", "").order
        True
        """
        return tuple(int(part) for part in self.version.split("+")[0].split(".") if part.isdigit())


def ours() -> Stamp:
    """The stamp this program would set; read from file names, so that no Django is needed."""
    root = Path(zhiyuan.__file__).parent
    names = sorted(str(p.relative_to(root)) for p in root.glob("*/migrations/0*.py"))
    return Stamp(zhiyuan.__version__, hashlib.sha256("\n".join(names).encode()).hexdigest()[:16])


def theirs(home: Home) -> Stamp:
    """The stamp the directory has."""
    try:
        return Stamp(**json.loads(home.version_file.read_text()))
    except (OSError, TypeError, ValueError) as failure:
        raise Malformed(
            "{file} does not say which version made this directory; restore a backup or ask for help",
            file=home.version_file,
        ) from failure


def stamp(home: Home) -> None:
    """Say that this version prepared the directory."""
    draft = home.version_file.with_suffix(".new")
    draft.write_text(json.dumps({"version": ours().version, "migrations": ours().migrations}))
    draft.replace(home.version_file)


def bring_up(home: Home, say: Callable[[str], None]) -> Path | None:
    """Make a kept directory fit this program; the backup made for it, or None when nothing was to do."""
    home.config()
    kept, own = theirs(home), ours()
    if kept.order > own.order:
        raise Refused(
            "{path} was prepared by version {theirs}, this is {ours}; install {theirs} or newer, or restore a backup",
            path=home.path,
            theirs=kept.version,
            ours=own.version,
        )
    if kept == own:
        return None
    return _upgrade(home, kept, own, say)


def _upgrade(home: Home, kept: Stamp, own: Stamp, say: Callable[[str], None]) -> Path:
    from zhiyuan.app import backup

    enter(home.path)
    target = home.backups / f"before-{own.version}-from-{kept.version}-{own.migrations}.tar.gz"
    say(f"upgrading {home.path} from {kept.version} to {own.version}; backup first: {target}")
    target.unlink(missing_ok=True)
    backup.make(home, target)
    before = home.database.with_suffix(".before-upgrade")
    if home.database.exists():
        backup.copy_sqlite(home.database, before)
    try:
        migrate()
    except Exception as failure:
        _put_back(before, home)
        raise Refused(
            "the upgrade to {version} failed ({reason}); the directory is as it was, and {backup} is a full backup",
            version=own.version,
            reason=failure,
            backup=target,
        ) from failure
    before.unlink(missing_ok=True)
    stamp(home)
    say(f"upgraded to {own.version}")
    return target


def _put_back(before: Path, home: Home) -> None:
    # PostgreSQL migrations run in transactions of their own and undo themselves; SQLite is put back as a file.
    if before.exists():
        from django.db import connection

        connection.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{home.database}{suffix}").unlink(missing_ok=True)
        shutil.move(before, home.database)


def migrate() -> None:
    """Bring the database to this program's tables, and verify that nothing is left to apply."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from zhiyuan.app.manage import ready

    ready()
    call_command("migrate", verbosity=0, interactive=False)
    executor = MigrationExecutor(connection)
    left: list[Any] = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if left:
        raise Refused("{count} changes of the database were not applied", count=len(left))
    from zhiyuan.cases import writes
    from zhiyuan.kernel import parktime

    writes.lay_missing(parktime.now())
