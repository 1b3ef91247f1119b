"""Figures: what a recall, a resume and opening a thread cost against a thread of 10³, 10⁵ and 10⁶ messages.

One after the other on an idle server, so that each is its own cost and no queue's. The floor's figure
beside them is one message there and shown.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing

from bench.agents import Agents
from bench.frames import Heard, read
from bench.pacing import quantile
from bench.plan import Plan, home, say
from bench.processes import desk, floor, running
from bench.seeding import Past, Seeder, Thread
from bench.sockets import Socket, connect
from bench.table import Bar, Row
from bench.worlds import CONTACT_PATH, FloorWorld, hello

LENGTHS, QUICK_LENGTHS = {"10³": 1_000, "10⁵": 100_000, "10⁶": 1_000_000}, {"10³": 1_000, "10⁴": 10_000}
GAP = 20
_FLAT = 1.5
"""So much dearer than against the shortest history counts as flat."""
_TIMES_MAX = 300
"""Thrice as many recalls as this fit into the shortest history."""
DEEDS = {
    "open": "open a thread over HTTP, 50 messages",
    "greet": "open a thread on the contact's socket",
    "resume": f"resume after a gap of {GAP}",
    "recall": "recall",
}
Deed = Callable[[], Awaitable[None]]


async def history(plan: Plan) -> list[Row]:
    """Measure all deeds against all lengths; each length is written once, and looked at in every run."""
    lengths = QUICK_LENGTHS if plan.quick else LENGTHS
    rows = {
        (deed, name): Row(f"{words}, of {name}", "ms") for deed, words in DEEDS.items() for name in lengths
    }
    share = plan.seconds / len(DEEDS)
    below = [await _floor(share) for _ in range(plan.runs)]
    for name, length in lengths.items():
        say(f"a history of {length}")
        with home() as directory:
            past = Seeder(directory).fill(contacts=1, messages_each=length)
            with running(desk(directory)) as server:
                visit = Visit(server.port, past)
                await visit.open()
                # Recalls last, since each leaves a hole in the history that the others read.
                for deed in DEEDS:
                    for _ in range(plan.runs):
                        rows[deed, name].unsay.append(await visit.median_millis(deed, share))
                visit.close()
    for deed in DEEDS:
        _judge([rows[deed, name] for name in lengths], below)
    return list(rows.values())


def _judge(rows: list[Row], below: list[float]) -> None:
    """Hold the longest history against the shortest."""
    for row in rows:
        row.floor += below
    first, last = (quantile(row.unsay, 0.5) for row in (rows[0], rows[-1]))
    rows[-1].bar = Bar(f"flat ({last / first:.2f} × the shortest)", lambda _value, _: last <= _FLAT * first)


class Visit:
    """A bot and a contact's page on one thread."""

    def __init__(self, port: int, past: Past) -> None:
        self._port = port
        self._thread: Thread = past.threads[0]
        self._agents = Agents(port, past.bot_token)
        self._path = f"/api/v1/conversations/{self._thread.conversation_id}/messages"
        self._left = iter(reversed(self._thread.messages[1:]))
        self._last_seq = self._thread.last_seq
        self._epoch = ""
        self._deeds: dict[str, Deed] = {
            "open": self._open,
            "greet": self._greet,
            "resume": self._resume,
            "recall": self._recall,
        }

    async def open(self) -> None:
        """Connect the bot."""
        await self._agents.open(1)

    async def median_millis(self, deed: str, seconds: float) -> float:
        """Do a deed again and again for so long; return how long half of them took at most."""
        return await _median_millis(self._deeds[deed], seconds)

    def close(self) -> None:
        """Let the bot go."""
        self._agents.close()

    async def _open(self) -> None:
        await self._agents.get(self._path + "?limit=50")

    async def _greet(self) -> None:
        heard = await self._heard(None)
        self._epoch, self._last_seq = heard.epoch, heard.upto

    async def _resume(self) -> None:
        heard = await self._heard(self._last_seq - GAP)
        assert heard.upto == self._last_seq, "one frame holds so little"

    async def _recall(self) -> None:
        await self._agents.posted(f"{self._path}/{next(self._left)}/recall", {})

    async def _heard(self, after: int | None) -> Heard:
        """Connect, say hello and return what brings the page up to date."""
        done: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        wanted = "welcome" if after is None else "changes"

        def hear(payload: bytes) -> None:
            heard = read(payload)
            if heard.type == wanted and not done.done():
                assert heard.reset or after is not None, "a page that has nothing is reset"
                done.set_result(heard)

        socket: Socket = await connect(self._port, CONTACT_PATH, hear)
        with closing(socket):
            socket.say(hello(self._thread, view=_VIEW, after=after, epoch=self._epoch))
            return await done


_VIEW = "0190a5d2-0000-4000-8000-000000000001"


async def _median_millis(deed: Deed, seconds: float) -> float:
    took: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds and len(took) < _TIMES_MAX:
        since = time.perf_counter()
        await deed()
        took.append(time.perf_counter() - since)
    return quantile(took, 0.5) * 1e3


async def _floor(seconds: float) -> float:
    with home() as directory, running(floor(directory)) as server:
        world = FloorWorld(server.port, 1)
        with closing(world):
            await world.open()
            texts = _numbered()
            loop = asyncio.get_running_loop()

            async def there() -> None:
                done: asyncio.Future[None] = loop.create_future()

                def shown(_text: str) -> None:
                    if not done.done():
                        done.set_result(None)

                world.shown = shown
                world.reply(0, next(texts))
                await done

            return await _median_millis(there, seconds)


def _numbered() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{number} {'x' * 70}"
