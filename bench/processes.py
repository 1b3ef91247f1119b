"""The servers under test as processes: pinned to one core, started, measured from outside, ended.

Belongs here: processes and what /proc says of them. Not here: what is asked of them.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = _CORES[0], _CORES[-1]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_READY_SECONDS = 120.0
_LOOK_SECONDS = 0.002
_TICKS = os.sysconf("SC_CLK_TCK")
_RATES_OFF = {"UNSAY_RATE_CONTACT": "off", "UNSAY_RATE_AGENT": "off"}


class DidNotStartError(Exception):
    """A server ended or stayed silent; the end of what it said is in the message."""


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """Pin this thread, and so whatever it starts, to a core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def raise_file_limit() -> None:
    """Allow as many open files as may be: a connection is one, here as there."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@dataclass(frozen=True)
class Memory:
    """Bytes of a process: what it occupies, and its fair share of that."""

    rss: int
    pss: int


class Server:
    """One running server."""

    def __init__(self, home: Path, command: Sequence[str]) -> None:
        self._log = home / "server.log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSAY_")}
        environment |= _RATES_OFF | {"UNSAY_LOG_LEVEL": "warning"}
        self.started_at = time.perf_counter()
        with self._log.open("wb") as log, on_core(SERVER_CORE):
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=ROOT,
            )
        try:
            self.port = self._wait_for_address()
        except DidNotStartError:
            self.kill()
            raise
        self.ready_after = time.perf_counter() - self.started_at

    @property
    def pid(self) -> int:
        """Return the process's id."""
        return self._process.pid

    def cpu_seconds(self) -> float:
        """Return the processor time it has used, all its threads together."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def thread_seconds(self) -> dict[int, float]:
        """Return the processor time of each thread, by its number."""
        found: dict[int, float] = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError):  # a thread may have ended meanwhile
                found[int(task.name)] = int((task / "schedstat").read_text("ascii").split()[0]) / 1e9
        return found

    def memory(self) -> Memory:
        """Return what it occupies now."""
        found: dict[str, int] = {}
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text("ascii").splitlines()[1:]:
            name, _, rest = line.partition(":")
            found[name] = int(rest.split()[0]) * 1024
        return Memory(rss=found["Rss"], pss=found["Pss"])

    def kill(self) -> None:
        """End it without a word."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an init system would."""
        self._end(signal.SIGTERM)

    def trouble(self) -> str:
        """Return what it complained of."""
        return self._log.read_text("utf-8", "replace")[-2000:]

    def _end(self, number: signal.Signals) -> None:
        self._process.send_signal(number)
        self._process.wait(_READY_SECONDS)

    def _wait_for_address(self) -> int:
        deadline = time.monotonic() + _READY_SECONDS
        while (found := _ADDRESS.search(self.trouble())) is None or not _answers(int(found[1])):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise DidNotStartError(self.trouble())
            time.sleep(_LOOK_SECONDS)
        return int(found[1])


def desk(home: Path, database_url: str | None = None) -> Server:
    """Start Unsay on the data in `home`."""
    where = ["--database-url", database_url] if database_url else []
    return Server(home, ["unsay", "serve", "--port", "0", "--data", str(home / "data"), *where])


def floor(home: Path) -> Server:
    """Start the floor on the file in `home`."""
    return Server(home, ["bench.floor", str(home / "floor.log")])


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """Lend a server, and end it."""
    try:
        yield server
    finally:
        server.kill()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return connection.recv(16).startswith((b"HTTP/1.1 200", b"HTTP/1.1 101"))
    except OSError:
        return False
