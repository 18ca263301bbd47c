"""Write the lock files: every package the installation, the build and the tests take, with hashes.

``run.lock`` is what an installation needs, ``build.lock`` what building needs on top, ``dev.lock``
what testing needs on top, ``oracles.lock`` the optional independent programs.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "requirements"


def compile_lock(name: str, wanted: list[str], constraints: list[str]) -> None:
    """Resolve one set under what the earlier ones fixed."""
    source = HERE / f"{name}.in"
    source.write_text("\n".join(wanted) + "\n")
    held = [option for earlier in constraints for option in ("-c", str(HERE / f"{earlier}.lock"))]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "--quiet",
            "--universal",
            "--python-version",
            "3.11",
            "--generate-hashes",
            "--no-header",
            "--no-annotate",
            *held,
            str(source),
            "-o",
            str(HERE / f"{name}.lock"),
        ],
        check=True,
    )
    source.unlink()


def main() -> None:
    """Read pyproject.toml and write all four."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    compile_lock("run", project["project"]["dependencies"], [])
    compile_lock("build", project["build-system"]["requires"] + ["editables"], ["run"])
    compile_lock("dev", extras["dev"], ["run", "build"])
    compile_lock("oracles", extras["oracles"], ["run", "build", "dev"])


if __name__ == "__main__":
    main()
