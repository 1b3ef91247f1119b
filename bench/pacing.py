"""Load at a given rate, and what it took. Belongs here: the clock of the bench. Not here: what is done at
each beat.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.processes import Server

_SEED = 20_231
_DRAIN_SECONDS = 2.0
_LOOK_SECONDS = 0.02


@dataclass
class Stopwatch:
    """What was asked and when, until it came."""

    asked: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def ask(self, key: str) -> None:
        """Begin."""
        self.asked[key] = time.perf_counter()

    def came(self, key: str) -> None:
        """End; what nobody asked for is passed over."""
        since = self.asked.pop(key, None)
        if since is not None:
            self.took.append(time.perf_counter() - since)


@dataclass
class Busy:
    """Seconds, and what of them each side's core was at work."""

    seconds: float = 0.0
    client: float = 0.0
    server: float = 0.0


Observe = Callable[["Server"], AbstractContextManager[Busy]]
"""What goes on around a measurement."""


@contextmanager
def watching(server: Server) -> Iterator[Busy]:
    """Measure how busy both sides are inside."""
    busy = Busy()
    since, mine, theirs = time.perf_counter(), _own_cpu(), server.cpu_seconds()
    yield busy
    busy.seconds = time.perf_counter() - since
    busy.client = (_own_cpu() - mine) / busy.seconds
    busy.server = (server.cpu_seconds() - theirs) / busy.seconds


async def at_rate(rate: float, seconds: float, beat: Callable[[int], None]) -> None:
    """Call `beat` so often, at the random moments at which independent people write; always the same ones."""
    moments = random.Random(_SEED)
    begun = time.perf_counter()
    due, count = 0.0, 0
    while due < seconds:
        now = time.perf_counter() - begun
        if due > now:
            await asyncio.sleep(due - now)
            continue
        beat(count)
        count += 1
        due += moments.expovariate(rate)


async def until_empty(waiting: dict[str, float]) -> None:
    """Wait for what is still to come, though not for ever."""
    deadline = time.monotonic() + _DRAIN_SECONDS
    while waiting and time.monotonic() < deadline:
        await asyncio.sleep(_LOOK_SECONDS)


def quantile(values: list[float], share: float) -> float:
    """Return the value that so great a share of `values` does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def _own_cpu() -> float:
    used = os.times()
    return used.user + used.system
