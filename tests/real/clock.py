"""A clock the tests move: libfaketime under a running server (and under its PostgreSQL), stepped by writing
one file.

Only the wall clock is moved; timers go on as they are, as they would after an administrator set the clock.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conformance.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1")


def library() -> Path:
    """The preloadable library; a machine without it cannot move a clock, and says so."""
    for pattern in LIBRARIES:
        for found in Path("/").glob(pattern.lstrip("/")):
            return found
    pytest.skip("NOT TESTED: the recall window with the clock moved, for want of libfaketime")


# libfaketime leaves timers alone if told to, but breaks clock_nanosleep in doing so; waiting for a lock still
# works.
SLEEP_BY_WAITING = """
import threading
import time

time.sleep = lambda seconds: threading.Event().wait(seconds) and None
"""


class MovableClock:
    """A wall clock some seconds off the real one."""

    def __init__(self) -> None:
        # Readable by the user PostgreSQL runs as; a rename makes each step one step.
        self._directory = Path(tempfile.mkdtemp(prefix="unsay-clock-"))
        self._directory.chmod(0o755)
        self._file = self._directory / "offset"
        (self._directory / "sitecustomize.py").write_text(SLEEP_BY_WAITING)
        self.seconds = 0.0
        self.move_to(0)

    def move_to(self, seconds: float) -> None:
        """Let the clock be this many seconds off."""
        self.seconds = seconds
        self._set(f"{seconds:+.3f}")

    def stand_at(self, millis: int) -> None:
        """Let it stand at this millisecond since 1970, to be exact about edges."""
        moment = datetime.fromtimestamp(millis // 1000, UTC)
        # Well inside the millisecond, whichever way somebody rounds.
        self._set(f"{moment:%Y-%m-%d %H:%M:%S}.{millis % 1000:03}4")

    def _set(self, words: str) -> None:
        new = self._directory / "new"
        new.write_text(words + "\n")
        new.chmod(0o644)
        new.replace(self._file)

    def step(self, seconds: float) -> None:
        """Step forward, or back."""
        self.move_to(self.seconds + seconds)

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with to live by this clock."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "TZ": "UTC",
            "PYTHONPATH": os.pathsep.join(
                [str(self._directory), *filter(None, [os.environ.get("PYTHONPATH")])]
            ),
        }

    def close(self) -> None:
        """Forget the clock; nothing may live by it any more."""
        shutil.rmtree(self._directory, ignore_errors=True)


@contextlib.contextmanager
def postgres_by(clock: MovableClock) -> Iterator[Postgres]:
    """A PostgreSQL of its own whose clock this is."""
    before = dict(os.environ)
    home = Path(tempfile.mkdtemp(prefix="unsay-pgclock-"))
    os.environ.update(clock.environment)
    try:
        postgres = Postgres(home)
    finally:
        os.environ.clear()
        os.environ.update(before)
    try:
        yield postgres
    finally:
        postgres.close()
        shutil.rmtree(home, ignore_errors=True)
