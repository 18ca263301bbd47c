"""One child process of the tree: how it is started, stopped and kept from outliving us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
SETTLED_S = 60.0
LONGEST_WAIT_S = 30.0


@dataclass(frozen=True)
class Program:
    """What a child runs.

    ``layer`` orders the stop: the highest stops first, the broker (0) last. ``ready`` tells when the
    next may start. A program that runs ``once`` ends the whole tree when it ends; what it says is said
    to whoever started the tree.
    """

    name: str
    argv: tuple[str, ...]
    layer: int
    ready: Callable[[], bool] | None = None
    patience_s: float = 30.0
    once: bool = False


def module(name: str, path: str, layer: int, *args: str, ready: Callable[[], bool] | None = None) -> Program:
    """A program that is one of our modules, run by this Python."""
    return Program(name, (sys.executable, "-m", path, *args), layer, ready)


def back_off(failures: int) -> float:
    """Seconds to wait before the next start: 1, 2, 4 … 30. [s]

    >>> [back_off(n) for n in (1, 2, 3, 9)]
    [1.0, 2.0, 4.0, 30.0]
    """
    return min(2.0 ** (failures - 1), LONGEST_WAIT_S)


@dataclass
class Child:
    """One program as it runs now, and how often it had to be started again."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    failures: int = 0
    next_start: float = 0.0
    last_exit: str = ""
    output: int = field(default=-1)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches us alone and we stop it in order."""
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, False)
        self.process = _spawn(self.program.argv, environment, write_end)
        os.close(write_end)
        self.output, self.started = read_end, time.monotonic()

    def fell(self) -> float:
        """Note that it ended by itself; how long until it is started again. [s]"""
        assert self.process is not None
        self.last_exit = in_words(self.process.returncode)
        lasted = time.monotonic() - self.started
        self.failures = 1 if lasted > SETTLED_S else self.failures + 1
        self.process = None
        wait = back_off(self.failures)
        self.next_start = time.monotonic() + wait
        return wait

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to it and to whatever it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


def in_words(returncode: int) -> str:
    """How a process ended.

    >>> in_words(-9), in_words(2)
    ('killed by SIGKILL', 'exit status 2')
    """
    if returncode < 0:
        return f"killed by {signal.Signals(-returncode).name}"
    return f"exit status {returncode}"


def _spawn(argv: Sequence[str], environment: Mapping[str, str], output: int) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def die_with_parent() -> None:
        # Linux: should the supervisor be killed outright, the kernel stops what it started.
        if _PRCTL is not None:
            _PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(
        argv,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        process_group=0,
        preexec_fn=die_with_parent,
    )


_PRCTL = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None
