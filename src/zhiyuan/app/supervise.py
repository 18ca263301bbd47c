"""One supervised process tree: started in order, kept alive, stopped within ten seconds, no orphans.

The supervisor imports neither Django nor numpy; it waits on the children's output and on the clock.
"""

import fcntl
import json
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from zhiyuan import __version__
from zhiyuan.app.child import Child, Program, in_words
from zhiyuan.app.home import Home
from zhiyuan.app.logs import LogFile, tail
from zhiyuan.kernel.errors import NotReady, Refused

TICK_S = 0.1
GRACE_S = {0: 2.0, 1: 3.5}
GRACE_UPPER_S = 4.0

Say = Callable[[str], None]


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Hold the installation's lock; a second tree on one directory would write over the first."""
    home.run.mkdir(parents=True, exist_ok=True)
    handle = os.open(home.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(handle, 20, 0).decode() or "?"
            raise Refused("{path} is already running (process {pid}); stop that one first", path=home.path, pid=pid)  # noqa: B904  # the cause says no more
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def running(home: Home) -> bool:
    """Whether a tree holds the installation's lock now."""
    try:
        with only_one(home):
            return False
    except Refused:
        return True


def ports_free(home: Home, settings: Sequence[str] = ("http", "mqtt", "nats")) -> None:
    """Refuse in words when another program has one of our ports."""
    for setting in settings:
        host, port = home.address(setting)
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), port))
            except OSError as failure:
                raise Refused(
                    "cannot listen on {host}:{port} ({reason}); choose another '{setting}' in {file}",
                    host=host,
                    port=port,
                    reason=failure.strerror,
                    setting=setting,
                    file=home.config_file,
                ) from failure


def answers(host: str, port: int) -> Callable[[], bool]:
    """A check that something listens there."""

    def check() -> bool:
        try:
            socket.create_connection((host, port), timeout=0.5).close()
        except OSError:
            return False
        return True

    return check


class Supervisor:
    """Runs the programs of one installation until it is told to stop."""

    def __init__(self, home: Home, programs: Sequence[Program], say: Say, environment: dict[str, str]) -> None:
        self.home, self.say, self.environment = home, say, environment
        self.children = [Child(program) for program in programs]
        self.logs = {p.name: LogFile(home.log / f"{p.name}.log") for p in programs}
        self.own_log = LogFile(home.log / "supervisor.log")
        self.selector = selectors.DefaultSelector()
        self.stopping = False

    def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Start all, keep all, until SIGINT or SIGTERM; then stop all."""
        before = {s: signal.signal(s, self._asked_to_stop) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._start_all()
            if not self.stopping:
                on_ready()
            while not self.stopping:
                self._tick()
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _start_all(self) -> None:
        for child in self.children:
            if self.stopping:
                return
            self._start(child)
            self._await_ready(child)

    def _start(self, child: Child) -> None:
        child.start(self.environment)
        self.selector.register(child.output, selectors.EVENT_READ, child)
        self._write_state()

    def _await_ready(self, child: Child) -> None:
        check = child.program.ready
        deadline = time.monotonic() + child.program.patience_s
        while check is not None and not self.stopping and not check():
            self._drain()
            if not child.alive or time.monotonic() > deadline:
                self._not_ready(child)
                return

    def _not_ready(self, child: Child) -> None:
        """Without the broker nothing works; without another the rest still does, and it is tried again."""
        log = self.logs[child.program.name].path
        failure = NotReady(
            "{name} did not start; its log {file} ends: {lines}",
            name=child.program.name,
            file=log,
            lines=" | ".join(tail(log)) or "(nothing)",
        )
        if child.program.layer == 0:
            raise failure
        self._note(str(failure))

    def _tick(self) -> None:
        self._drain()
        for child in self.children:
            if child.process is not None and not child.alive:
                self._note_fall(child)
            if child.process is None and time.monotonic() >= child.next_start:
                child.restarts += 1
                self._start(child)

    def _note_fall(self, child: Child) -> None:
        self._drain()
        self._forget_output(child)
        if child.program.once:
            self._finished(child)
            return
        child.tell(signal.SIGKILL)
        wait = child.fell()
        self._note(f"{child.program.name} stopped ({child.last_exit}); starting it again in {wait:.0f} s")
        self._write_state()

    def _finished(self, child: Child) -> None:
        assert child.process is not None
        self.stopping = True
        if child.process.returncode:
            raise NotReady(
                "{name} failed ({how}); its log {file} ends: {lines}",
                name=child.program.name,
                how=in_words(child.process.returncode),
                file=self.logs[child.program.name].path,
                lines=" | ".join(tail(self.logs[child.program.name].path)),
            )

    def _drain(self) -> None:
        for key, _ in self.selector.select(TICK_S):
            said = os.read(key.fd, 65536)
            if said:
                self.logs[key.data.program.name].write(said)
                if key.data.program.once:
                    for line in said.decode("utf-8", "replace").splitlines():
                        self.say(line)
            else:
                self._forget_output(key.data)

    def _forget_output(self, child: Child) -> None:
        if child.output >= 0:
            self.selector.unregister(child.output)
            os.close(child.output)
            child.output = -1

    def _stop_all(self) -> None:
        for layer in sorted({c.program.layer for c in self.children}, reverse=True):
            self._stop_layer([c for c in self.children if c.program.layer == layer], GRACE_S.get(layer, GRACE_UPPER_S))
        self._write_state()
        for log in [*self.logs.values(), self.own_log]:
            log.close()

    def _stop_layer(self, children: list[Child], grace_s: float) -> None:
        for child in children:
            child.tell(signal.SIGTERM)
        deadline = time.monotonic() + grace_s
        while any(c.alive for c in children) and time.monotonic() < deadline:
            self._drain()
        for child in children:
            if child.alive:
                self._note(f"{child.program.name} did not stop within {grace_s:.0f} s; killed")
            child.tell(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
            self._drain()
            self._forget_output(child)
            child.process = None

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _note(self, sentence: str) -> None:
        self.say(sentence)
        self.own_log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {sentence}\n".encode())

    def _write_state(self) -> None:
        now, real = time.monotonic(), time.time()
        state = {
            "version": __version__,
            "supervisor": os.getpid(),
            "processes": {
                c.program.name: {
                    "pid": c.process.pid if c.process else None,
                    "since": round(real - (now - c.started), 1) if c.process else None,
                    "restarts": c.restarts,
                    "last_exit": c.last_exit,
                }
                for c in self.children
            },
        }
        draft = self.home.run / "tree.new"
        draft.write_text(json.dumps(state))
        draft.replace(self.home.run / "tree.json")
