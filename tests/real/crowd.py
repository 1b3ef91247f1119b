"""Many pages at once in one thread, each a `Page` with a socket of its own. Not here: what they see."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

from websockets.asyncio.client import ClientConnection, connect

from tests.conformance.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.conformance.desk import Desk

OPENING_AT_ONCE = 200
PATIENCE_SECONDS = 60.0


class OpenPage:
    """A page and its connection, while it has one."""

    def __init__(self, token: str) -> None:
        self.page = Page(token=token)
        self._socket: ClientConnection | None = None

    async def connect(self, desk: Desk) -> None:
        """Connect and say hello."""
        self._socket = await connect(
            f"{desk.socket_url}/widget/v1/live",
            compression=None,
            proxy=None,
            ping_interval=None,
            open_timeout=None,
        ).__aenter__()
        await self._socket.send(json.dumps(self.page.hello()))

    async def until(self, reached: Callable[[Page], object]) -> None:
        """Read and apply until the page is as wanted."""
        assert self._socket is not None, "connect first"
        while not reached(self.page):
            ack = self.page.receive(json.loads(await self._socket.recv()))
            assert not self.page.faults, self.page.faults
            if ack is not None:
                await self._socket.send(json.dumps(ack))

    async def drop(self) -> None:
        """Lose the connection."""
        if self._socket is not None:
            self._socket.transport.abort()
            with contextlib.suppress(Exception):
                await self._socket.wait_closed()
            self._socket = None


async def connect_all(pages: Iterable[OpenPage], desk: Desk) -> None:
    """Connect them all, as fast as this machine's listening queue allows, and wait for their welcomes."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(page: OpenPage) -> None:
        async with gate:
            await page.connect(desk)
            await page.until(lambda each: not each.greeting)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(one(page) for page in pages))


async def all_reach(pages: Iterable[OpenPage], reached: Callable[[Page], object]) -> None:
    """Wait until each of them is as wanted."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(page.until(reached) for page in pages))


async def drop_all(pages: Iterable[OpenPage]) -> None:
    """Take the network away from all of them."""
    await asyncio.gather(*(page.drop() for page in pages))
