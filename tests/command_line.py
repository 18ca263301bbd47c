"""Run the command line in a process of its own, as a person does."""

import os
import subprocess
import sys


def zhiyuan(*args: object, status: int = 0) -> str:
    """What ``zhiyuan ARGS`` prints; its words of refusal where ``status`` is not 0."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIYUAN", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", "from zhiyuan.app.cli import main; main()", *map(str, args)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr
