"""Figures of a crowd: memory an idle contact, and how soon all are right again after a restart.

One crowd is measured twice as it comes, then the server is killed, every thread goes on without its page
(19 messages more and a recall, 20 changes), the server is started again and all pages come back at once.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.floor import KEPT_CHANGES
from bench.frames import read
from bench.pacing import Busy, watching
from bench.plan import Plan, home, say
from bench.processes import Memory, Server, desk, floor
from bench.seeding import Seeder
from bench.sockets import RefusedError, Socket, connect
from bench.table import Bar, Row
from bench.worlds import CONTACT_PATH, hello

SIZES, QUICK_SIZES = (1_000, 5_000), (100, 500)
MISSED_MESSAGES = KEPT_CHANGES - 1
_MESSAGES_BEFORE = 10
_WARM_PAGES = 50
"""Pages that come before the first look at the memory, so that no contact pays for what is loaded once."""
_OPENING_AT_ONCE = 100
_SETTLE_SECONDS = 3.0
_GIVE_UP_SECONDS = 300.0
_AGAIN_SECONDS = 0.5
_KIB = 1024


@dataclass(eq=False)
class Page:
    """A page of the crowd; right once it has applied everything up to `goal`."""

    greeting: object
    path: str
    view: str = field(default_factory=lambda: str(uuid.uuid4()))
    epoch: str = ""
    at: int = 0
    goal: int = 0
    shown: int = 0
    removed: int = 0
    _socket: Socket | None = None
    _turn: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_right(self) -> bool:
        """It has been welcomed, and has everything."""
        return self.epoch != "" and self.at >= self.goal

    async def come(self, port: int) -> None:
        """Connect and say hello, again and again until the page is right."""
        while True:
            # One for each connection: an earlier one's end may be heard of late.
            turn = self._turn = asyncio.Event()
            try:
                self._socket = await connect(port, self.path, self.hear)
            except (OSError, RefusedError):
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self._socket.on_lost = turn.set
            self._socket.say(self.greeting)
            await turn.wait()
            if self.is_right:
                return

    def hear(self, payload: bytes) -> None:
        """Apply a frame, and acknowledge it."""
        heard = read(payload)
        self.shown += len(heard.show)
        self.removed += len(heard.remove)
        if heard.type == "welcome":
            self.epoch = heard.epoch or "floor"
            self.at = heard.upto if heard.reset else self.at
        elif heard.type == "changes":
            self.at = heard.upto or self.at + len(heard.show)
            if self._socket is not None:
                self._socket.say({"type": "ack", "upto": self.at})
        if self.is_right:
            self._turn.set()

    def miss(self, greeting: object, *, goal: int) -> None:
        """Be wrong until `goal` is reached."""
        self.greeting, self.goal, self.shown, self.removed = greeting, goal, 0, 0


@dataclass
class Scene:
    """A server to start, the pages that come to it, and what happens while it is down."""

    start: Callable[[], Server]
    pages: list[Page]
    pass_by: Callable[[], None]


@dataclass
class Outcome:
    """What one crowd showed."""

    memory: list[Memory]
    """Bytes an idle contact, at each size."""
    storm_seconds: float
    busy: Busy
    ready_seconds: float


async def crowd(plan: Plan) -> list[Row]:
    """Measure what a crowd weighs and how long it takes to come back."""
    sizes = QUICK_SIZES if plan.quick else SIZES
    bar = Bar("≤ 35 KiB", lambda value, _: value <= 35)
    rss = [Row(f"memory an idle contact at {size}, RSS", "KiB", bar) for size in sizes]
    pss = [Row(f"memory an idle contact at {size}, PSS", "KiB", bar) for size in sizes]
    what = f"{sizes[-1]} pages come back, {KEPT_CHANGES} changes each: from the start until all are right"
    storm = Row(what, "s", Bar("≤ 30 s", lambda value, _: value <= 30))
    ready = Row("start to ready", "s", Bar("≤ 1.5 s", lambda value, _: value <= 1.5))
    for run in range(plan.runs):
        say(f"crowd of {sizes[-1]}, run {run + 1}")
        for scene, is_ours in ((_floor, False), (_unsay, True)):
            with home() as directory:
                found = await _measured(scene(directory, sizes[-1] + _WARM_PAGES), sizes)
            for rows, values in (
                (rss, [each.rss / _KIB for each in found.memory]),
                (pss, [each.pss / _KIB for each in found.memory]),
                ([storm, ready], [found.storm_seconds, found.ready_seconds]),
            ):
                for row, value in zip(rows, values, strict=True):
                    (row.unsay if is_ours else row.floor).append(value)
            (storm.busy if is_ours else storm.floor_busy).append(found.busy)
    return [*rss, *pss, storm, ready]


def _unsay(directory: Path, count: int) -> Scene:
    seeder = Seeder(directory)
    threads = seeder.fill(contacts=count, messages_each=_MESSAGES_BEFORE).threads
    pages = [Page(None, CONTACT_PATH) for _ in threads]
    for page, thread in zip(pages, threads, strict=True):
        page.greeting = hello(thread, view=page.view)

    def pass_by() -> None:
        seeder.pass_by([page.view for page in pages], messages=MISSED_MESSAGES)
        for page, thread in zip(pages, threads, strict=True):
            greeting = hello(thread, view=page.view, after=page.at, epoch=page.epoch)
            page.miss(greeting, goal=thread.last_seq)

    return Scene(lambda: desk(directory), pages, pass_by)


def _floor(directory: Path, count: int) -> Scene:
    pages = [Page({"type": "hello", "me": str(i)}, "/") for i in range(count)]
    line = b'{"type":"send","client_ref":"%s","text":"%s","to":"%d"}\n'
    reference, text = str(uuid.uuid4()).encode(), b"x" * 80

    def pass_by() -> None:
        missed = [line % (reference, text, i) for i in range(count) for _ in range(KEPT_CHANGES)]
        (directory / "floor.log").write_bytes(b"".join(missed))
        for page in pages:
            page.miss(page.greeting, goal=page.at + KEPT_CHANGES)

    return Scene(lambda: floor(directory), pages, pass_by)


async def _measured(scene: Scene, sizes: Sequence[int]) -> Outcome:
    pages = scene.pages
    server = scene.start()
    ready_seconds = server.ready_after
    try:
        memory = await _weighed(server, pages, sizes)
    finally:
        server.kill()
    scene.pass_by()
    server = scene.start()
    try:
        with watching(server) as busy:
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                await asyncio.gather(*(page.come(server.port) for page in pages))
        seconds = time.perf_counter() - server.started_at
        told = {(page.shown, page.removed) for page in pages}
        assert all(shown + removed == KEPT_CHANGES for shown, removed in told), f"pages were told {told}"
    finally:
        server.kill()
    return Outcome(memory, seconds, busy, ready_seconds)


async def _weighed(server: Server, pages: list[Page], sizes: Sequence[int]) -> list[Memory]:
    """Return what an idle contact weighs, at each size of the crowd."""
    turn = asyncio.Semaphore(_OPENING_AT_ONCE)

    async def one(page: Page) -> None:
        async with turn:
            await page.come(server.port)

    async def gather(some: list[Page]) -> Memory:
        await asyncio.gather(*(one(page) for page in some))
        await asyncio.sleep(_SETTLE_SECONDS)
        return server.memory()

    empty = await gather(pages[:_WARM_PAGES])
    found: list[Memory] = []
    come = _WARM_PAGES
    for size in sizes:
        full = await gather(pages[come : size + _WARM_PAGES])
        come = size + _WARM_PAGES
        found.append(Memory((full.rss - empty.rss) // size, (full.pss - empty.pss) // size))
    return found
