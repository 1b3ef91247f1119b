"""How a run of the bench is to be: how long, how often, where. Belongs here: that. Not here: any figure."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """`seconds` of one measurement, `runs` of each; `quick`: smaller sizes, to try the bench itself."""

    seconds: float
    runs: int
    quick: bool
    profiles: Path | None = None


@contextmanager
def home() -> Iterator[Path]:
    """Lend a directory for a server's data."""
    # Not under a directory closed to others: PostgreSQL never runs as root.
    directory = Path(tempfile.mkdtemp(prefix="unsay-bench-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def say(words: str) -> None:
    """Tell whoever waits what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)
