"""The pump, one an audience: brings pages up to date from as few reads as there can be. Belongs here: which
pages are served when, and what trouble does to them. Not here: rendering and giving (see `contact_pages`,
`desk_pages`).

A page is dirty when there may be news for it, and ready when it is dirty and has read everything so far. A
page that isn't reading costs nothing: it stays dirty, and its next news cover a greater range.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import islice
from typing import Generic, Protocol, TypeVar

import structlog

from unsay.core.limits import HOT_MAX_PAGES, PUMP_BATCH_MAX_PAGES, TROUBLE_PAUSE_SECONDS
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.web.live_socket import LiveSocket
from unsay.wire.closing import Close

_log = structlog.get_logger("unsay.live")


class Pumped(Protocol):
    """A page that is kept up to date."""

    dirty: bool
    is_level: bool

    @property
    def socket(self) -> LiveSocket:
        """Return its connection."""
        ...


P = TypeVar("P", bound=Pumped)
Serve = Callable[[list[P]], Awaitable[None]]
"""Renders for these pages, all writable, from one read, and gives each what it is shown."""


def are_hot(pages: Sequence[Pumped]) -> bool:
    """Say whether what these pages are given next is little, and was just written."""
    return len(pages) <= HOT_MAX_PAGES and all(page.is_level for page in pages)


class Pump(Generic[P]):
    """Asleep until a page is ready. Belongs to the event loop."""

    def __init__(self, serve: Serve[P]) -> None:
        self._serve = serve
        self._ready: dict[P, None] = {}
        self._awake = asyncio.Event()

    def mark(self, page: P) -> None:
        """There may be news for `page`."""
        page.dirty = True
        self.poke(page)

    def poke(self, page: P) -> None:
        """The page may have become ready."""
        if not page.socket.outlet.is_writable:
            page.is_level = False
        elif page.dirty or page.socket.has_posts:
            self._ready[page] = None
            self._awake.set()

    async def run(self) -> None:
        """Serve for ever."""
        while True:
            await self._awake.wait()
            self._awake.clear()
            while self._ready:
                pages = list(islice(self._ready, PUMP_BATCH_MAX_PAGES))
                for page in pages:
                    del self._ready[page]
                    await page.socket.flush()
                await self._bring_up_to_date([page for page in pages if page.dirty])
                # A read need not have waited for anything, and others want their turn.
                await asyncio.sleep(0)

    async def _bring_up_to_date(self, pages: list[P]) -> None:
        if not pages:
            return
        for page in pages:
            page.dirty = False
        try:
            await self._serve(pages)
        except (UnavailableError, OverloadedError):
            asyncio.get_running_loop().call_later(TROUBLE_PAUSE_SECONDS, self._mark_all, pages)
        except Exception:  # noqa: BLE001 -- a bug of ours costs only the page it was in
            _log.exception("page_not_served", pages=len(pages))
            if len(pages) > 1:
                # Whichever it was costs only itself.
                for page in pages:
                    await self._bring_up_to_date([page])
                    await asyncio.sleep(0)
            else:
                await pages[0].socket.end(Close.TROUBLE)

    def _mark_all(self, pages: Iterable[P]) -> None:
        for page in pages:
            self.mark(page)
