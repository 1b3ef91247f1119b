"""One real `unsay serve` and its data: start, stop, kill, restart, and the command line beside it.

What the desk says over HTTP and sockets belongs in `client` and `live`; this file knows only processes, files
and printed lines.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import httpx2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Json = dict[str, Any]

READY_SECONDS = 60.0
EXIT_SECONDS = 60.0
COMMAND_SECONDS = 120.0
# Every text a test has said to a desk holds this, so that one look at a log shows whether a text got into it.
MARK = "zqx"
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def said(words: str = "hello") -> str:
    """A text nobody else says, marked so that it can be searched for."""
    return f"{words} {MARK}{uuid.uuid4().hex}"


@dataclass(frozen=True)
class Person:
    """Somebody of the team and how they sign in."""

    id: str
    email: str
    name: str
    role: str
    password: str


@dataclass(frozen=True)
class Channel:
    """A website channel as the command line made it."""

    id: str
    key: str
    identity_secret: str
    snippet: str


class Closable(Protocol):
    """A connection a test opened and need not close itself."""

    def close(self) -> None: ...


class DidNotStart(Exception):
    """The server ended or stayed silent instead of serving; the log's end is in the message."""


class Desk:
    """A server process on its data. The port stays the same over restarts, as a real desk's does."""

    def __init__(
        self, home: Path, *, database_url: str | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self.data = home / "data"
        self.log_path = home / "server.log"
        self.database_url = database_url
        # What is run as `unsay`: a test may have it started by something that does it harm.
        self.program = [sys.executable, "-m", "unsay"]
        self.port = 0
        self.people: dict[str, Person] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self._held: list[Closable] = []
        outside = {name: value for name, value in os.environ.items() if not name.startswith("UNSAY_")}
        self.environment = (
            outside | {"UNSAY_LOG_LEVEL": "debug", "PYTHONUNBUFFERED": "1"} | dict(environment or {})
        )

    def hold(self, thing: Closable) -> None:
        """Close this when the test is over."""
        self._held.append(thing)

    def let_go(self, kept: int = 0) -> int:
        """Close all that is held but the first `kept`; how many are held still."""
        while len(self._held) > kept:
            self._held.pop().close()
        return len(self._held)

    @property
    def held(self) -> int:
        """How many connections would be closed by `let_go()`."""
        return len(self._held)

    # The process

    @property
    def base_url(self) -> str:
        """Where the desk answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """The same for sockets."""
        return f"ws://127.0.0.1:{self.port}"

    def log(self) -> str:
        """Everything the server has printed and logged so far."""
        return self.log_path.read_text("utf-8", "replace") if self.log_path.exists() else ""

    def arguments(self, *command: str) -> list[str]:
        """A command of `unsay` on this desk's data."""
        where = ["--data", str(self.data)] + (
            ["--database-url", self.database_url] if self.database_url else []
        )
        return [*self.program, *command, *where]

    def start(self, *, environment: Mapping[str, str] | None = None) -> None:
        """Serve, and come back when the desk says it is ready."""
        seen = len(self.log())
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self.arguments("serve", "--port", str(self.port)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment | dict(environment or {}),
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._ready(seen):
            if self.process.poll() is not None or time.monotonic() > deadline:
                end = self.log()[seen:][-3000:]
                self.kill()
                raise DidNotStart(end)
            time.sleep(0.02)

    def _ready(self, seen: int) -> bool:
        if not self.port:
            address = ADDRESS.search(self.log(), seen)
            if address is None:
                return False
            self.port = int(address[1])
        try:
            # An HTTP client costs more than a server has to spare while it starts.
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        try:
            return (
                httpx2.get(f"{self.base_url}/readyz", trust_env=False, timeout=5).status_code
                == httpx2.codes.OK
            )
        except httpx2.HTTPError:
            return False

    def stop(self) -> int:
        """SIGTERM, as an init system would; the exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL: as if the machine had lost power, but for the disk's cache."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.send_signal(number)
        try:
            return process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def restart(self) -> None:
        """Kill, then serve again on what was left."""
        self.kill()
        self.start()

    # The command line

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command beside the server and hand back how it went."""
        return subprocess.run(
            self.arguments(*words),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            env=self.environment,
            check=False,
        )

    def command_json(self, *words: str, stdin: str = "") -> Json:
        """Run a command with `--json`: it must succeed and print one JSON object and nothing else."""
        done = self.command(*words, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr[-2000:]
        answer = json.loads(done.stdout)
        assert isinstance(answer, dict)
        return answer

    def add_agent(self, name: str, role: str = "agent") -> Person:
        """A new member of the team, added on the command line."""
        password = f"pass {uuid.uuid4().hex}"
        email = f"{name.lower()}-{uuid.uuid4().hex[:8]}@desk.example"
        words = ("agent", "add", email, "--name", name, "--role", role, "--password-stdin")
        made = self.command_json(*words, stdin=password + "\n")
        assert (made["email"], made["name"], made["role"]) == (email, name, role)
        person = Person(made["id"], email, name, role, password)
        self.people[name] = person
        return person

    def add_channel(
        self, name: str = "Shop", *, origins: Sequence[str] = (), recall_window: int | None = None
    ) -> Channel:
        """A new website channel, added on the command line."""
        words = ["channel", "add", "website", "--name", name]
        for origin in origins:
            words += ["--origin", origin]
        if recall_window is not None:
            words += ["--recall-window", str(recall_window)]
        made = self.command_json(*words)
        return Channel(made["id"], made["key"], made["identity_secret"], made["snippet"])
