"""Figures: processor time a message, by part of the server.

The kernel says what each thread used, and py-spy, from the client's core, what each was doing: a thread's
time is split by the looks that found it at work. What it does outside Python (SQLite, kernel, uvloop) is
thus spread over the Python that led there; a look that finds a thread waiting, for work or for the disk,
counts for nothing.

Belongs here: which stack is which part. Not here: the work that is looked at (see `latency`, `saturation`).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import latency, saturation
from bench.latency import Way
from bench.pacing import Busy, Observe, watching
from bench.plan import Plan, home, say
from bench.processes import CLIENT_CORE, Server, on_core
from bench.table import Row

RATE = 500
_LOOKS_PER_SECOND = 100
_MICROS = 1e6
_THREAD = re.compile(r"thread \((\d+)\): ([^;]+)")
_OF_THREAD = {"MainThread": "loop", "writer": "writer", "contact-door": "reads", "desk-door": "reads"}
"""A thread's name, without its number, and what its parts are called after."""
PARTS: tuple[tuple[str, str], ...] = (
    ("ids: random bits from the kernel", "(unsay/main/ids.py"),
    ("COMMIT", "_commit (unsay/store/transactions.py"),
    ("loading rows", "load (unsay/store/loading.py"),
    ("deciding", "decide_all (unsay/store/deciding.py"),
    ("writing rows", "write (unsay/store/writing.py"),
    ("BEGIN", "begin (unsay/store/line.py"),
    ("ROLLBACK", "rollback (unsay/store/line.py"),
    ("SQL", "query (unsay/store/line.py"),
    ("rendering", "(unsay/desk/"),
    ("framing, sending", "write (unsay/web/outlet.py"),
    ("HTTP: Litestar and handlers", "(litestar/"),
    ("HTTP: uvicorn and edge", "(uvicorn/protocols/http/"),
    ("frames in and what follows", "(uvicorn/protocols/websockets/"),
    ("pages brought up to date", "(unsay/web/pump.py"),
    ("following the log", "(unsay/web/feed_loop.py"),
    ("reports of pages", "(unsay/web/reports.py"),
)
"""A stack belongs to the first part whose words are in it."""
OTHER = "the rest"
_WAITING = (
    "_worker (concurrent/futures/thread.py",
    "Condition.wait (",
    "Runner.run (asyncio/",
    "Line.commit (",
)
"""Where a thread waits, by its last frame: a reader, the writer, the loop, and the writer for the disk."""


@dataclass
class Spent:
    """Processor seconds by part, each `thread: part`."""

    by_part: dict[str, float] = field(default_factory=dict)

    def rows(self, title: str, messages: float, below: float) -> list[Row]:
        """Return them a message, the dearest first; `below` is the floor's whole, in seconds a message."""
        each = {name: seconds / messages for name, seconds in self.by_part.items()}
        whole = Row(f"{title}: all", "µs", unsay=[sum(each.values()) * _MICROS], floor=[below * _MICROS])
        dearest = sorted(each.items(), key=lambda item: -item[1])
        rows = [Row(f"{title}: {name}", "µs", unsay=[value * _MICROS]) for name, value in dearest]
        return [whole, *(row for row in rows if row.unsay[0] >= 1)]


async def parts(plan: Plan) -> list[Row]:
    """Measure an agent's replies over HTTP, and contacts' messages at saturation."""
    say(f"processor time of replies at {RATE}/s")
    replies, writes = Spent(), Spent()
    found = await latency.over_unsay(Way.REPLY, RATE, plan.seconds, _spying(replies, plan, "replies"))
    below = await latency.over_floor(Way.REPLY, RATE, plan.seconds)
    say("processor time of contacts' messages at saturation")
    rate, busy = await saturation.over_unsay(plan.seconds, None, _spying(writes, plan, "writes"))
    below_rate, below_busy = await saturation.over_floor(plan.seconds)
    floor_reply = below.busy.server * below.busy.seconds / below.in_time
    return [
        *replies.rows(f"CPU a reply over HTTP at {RATE}/s", found.in_time, floor_reply),
        *writes.rows(
            "CPU a contact's message at saturation", rate * busy.seconds, below_busy.server / below_rate
        ),
    ]


def part_of(stack: str) -> str:
    """Return the part that a stack belongs to."""
    return next((name for name, words in PARTS if words in stack), OTHER)


def _spying(spent: Spent, plan: Plan, name: str) -> Observe:
    """Return an observer that also finds out where the processor time goes."""

    @contextmanager
    def observe(server: Server) -> Iterator[Busy]:
        with home() as directory:
            file = (plan.profiles or directory) / f"{name}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            looking_seconds = max(1, round(plan.seconds) - 1)
            with on_core(CLIENT_CORE):
                spy = subprocess.Popen(
                    _spy(server, looking_seconds, file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            before = server.thread_seconds()
            with watching(server) as busy:
                yield busy
            used = {each: now - before.get(each, 0.0) for each, now in server.thread_seconds().items()}
            spy.wait()
            spent.by_part |= _split(file.read_text("utf-8"), used)

    return observe


def _split(stacks: str, used: dict[int, float]) -> dict[str, float]:
    """Return processor seconds by part, from stacks with their counts and what each thread used."""
    seen: dict[int, Counter[str]] = {}
    group: dict[int, str] = {}
    for line in stacks.splitlines():
        stack, _, count = line.rpartition(" ")
        if (thread := _THREAD.match(stack)) is not None:
            number = int(thread[1])
            group[number] = _OF_THREAD.get(thread[2].partition("_")[0], "other threads")
            if not stack.rpartition(";")[2].startswith(_WAITING):
                seen.setdefault(number, Counter())[part_of(stack)] += int(count)
    found: dict[str, float] = defaultdict(float)
    for number, seconds in used.items():
        looks = seen.get(number, Counter({OTHER: 1}))
        for part, times in looks.items():
            found[f"{group.get(number, 'other threads')}: {part}"] += seconds * times / looks.total()
    return found


def _spy(server: Server, seconds: int, file: Path) -> list[str]:
    return [
        str(Path(sys.executable).with_name("py-spy")),
        "record",
        *("--pid", str(server.pid)),
        *("--duration", str(seconds)),
        *("--rate", str(_LOOKS_PER_SECOND)),
        *("--format", "raw"),
        *("--output", str(file)),
        "--threads",
    ]
