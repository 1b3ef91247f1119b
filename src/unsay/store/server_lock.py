"""One server a data directory.

Belongs here: the lock that says a server runs. It goes when its process does, however it ends.
"""

import fcntl
import os
import time
from pathlib import Path

from unsay.store.database import StoreError

FILE = "server.lock"
PATIENCE_SECONDS = 1.0
"""How long to try: a tool that looks whether a server runs holds the lock for an instant."""


class ServerLock:
    """Held from construction to `release`; raises `StoreError` when another server holds it."""

    def __init__(self, data_dir: Path) -> None:
        self._descriptor = _open(data_dir)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _try(self._descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                os.close(self._descriptor)
                raise StoreError(
                    f"Another server is running on {data_dir}. "
                    "Stop it first, or give this one its own --data."
                )
            time.sleep(0.02)

    def release(self) -> None:
        """Let another server take over."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def is_held(data_dir: Path) -> bool:
    """Say whether a server runs on `data_dir`."""
    if not (data_dir / FILE).exists():
        return False
    descriptor = _open(data_dir)
    try:
        return not _try(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _open(data_dir: Path) -> int:
    return os.open(data_dir / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
