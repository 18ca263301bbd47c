"""A new installation: settings, secrets nobody else can read, one administrator; a second one is refused."""

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command_line import zhiyuan
from zhiyuan.app import upgrade
from zhiyuan.app.home import Home
from zhiyuan.kernel.errors import Malformed, Refused


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any]]:
    directory = tmp_path_factory.mktemp("made") / "park"
    made = json.loads(zhiyuan("init", directory, "--admin", "li", "--http", "127.0.0.1:9291", "--json"))
    return Home(directory), made


def test_a_new_installation_has_its_address_and_one_administrator(installation: tuple[Home, dict[str, Any]]) -> None:
    home, made = installation
    assert home.address("http") == ("127.0.0.1", 9291)
    assert made["user"] == "li"
    assert len(made["password"]) >= 16


def test_nobody_else_can_read_the_secrets(installation: tuple[Home, dict[str, Any]]) -> None:
    home, _ = installation
    kept = [home.config_file, *(p for p in home.secrets.rglob("*") if p.is_file())]
    assert len(kept) >= 3
    assert {stat.S_IMODE(p.stat().st_mode) for p in kept} == {0o600}


def test_a_directory_in_use_is_refused(installation: tuple[Home, dict[str, Any]]) -> None:
    home, _ = installation
    assert "is not empty" in zhiyuan("init", home.path, status=4)


def test_status_says_that_it_does_not_run(installation: tuple[Home, dict[str, Any]]) -> None:
    home, _ = installation
    assert zhiyuan("status", home.path, status=5) == ""


def test_an_older_program_refuses_a_newer_directory(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.config_file.write_text("{}")
    home.version_file.write_text(json.dumps({"version": "99.0.0", "migrations": "x"}))
    with pytest.raises(Refused, match=r"was prepared by version 99\.0\.0"):
        upgrade.bring_up(home, print)


def test_a_directory_without_a_stamp_is_not_guessed_at(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.config_file.write_text("{}")
    with pytest.raises(Malformed, match="does not say which version"):
        upgrade.bring_up(home, print)


def test_an_address_without_a_port_is_explained(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.config_file.write_text("http: everywhere\n")
    with pytest.raises(Malformed, match="is not host:port; write for example"):
        home.address("http")


@pytest.mark.slow
def test_a_kept_directory_is_upgraded_after_a_backup(tmp_path: Path) -> None:
    zhiyuan("init", tmp_path / "old")
    home = Home(tmp_path / "old")
    home.version_file.write_text(json.dumps({"version": "0.0.9", "migrations": "older"}))
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from pathlib import Path; from zhiyuan.app import home, upgrade;"
            f"upgrade.bring_up(home.enter('{home.path}'), print)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "upgrading" in said
    assert upgrade.theirs(home) == upgrade.ours()
    assert len(list(home.backups.glob("before-*.tar.gz"))) == 1


@pytest.mark.slow
def test_a_failed_upgrade_leaves_the_directory_as_it_was(tmp_path: Path) -> None:
    zhiyuan("init", tmp_path / "old")
    home = Home(tmp_path / "old")
    home.version_file.write_text(json.dumps({"version": "0.0.9", "migrations": "older"}))
    code = f"""
import sqlite3
from zhiyuan.app import home, upgrade
def broken():
    with sqlite3.connect(h.database) as db:
        db.execute("drop table identity_grant")
    raise RuntimeError("disk full")
upgrade.migrate = broken
h = home.enter({str(home.path)!r})
try:
    upgrade.bring_up(h, print)
except Exception as failure:
    print(type(failure).__name__, failure)
print(sqlite3.connect(h.database).execute("select count(*) from identity_grant").fetchone())
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Refused the upgrade to" in said
    assert "(disk full)" in said
    assert "(1,)" in said
    assert upgrade.theirs(home).version == "0.0.9"
