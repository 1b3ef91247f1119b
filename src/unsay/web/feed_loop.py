"""Following the log: what was committed, here or by anybody else, reaches the live pages. Belongs here:
when to look. Not here: what a look finds (see `desk.feed`), what follows from it (see `live`).
"""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from unsay.core.limits import (
    FEED_ENTRIES_PER_LOOK,
    FEED_LOOKS_EVERY_SECONDS,
    HOT_MAX_ENTRIES,
    TROUBLE_PAUSE_SECONDS,
)
from unsay.desk.feed import Look, look, look_at_batch
from unsay.desk.ports import Doors, OverloadedError, UnavailableError
from unsay.desk.working_set import WorkingSet

_log = structlog.get_logger("unsay.live")


class FeedLoop:
    """A cursor in the log, for a whole process. What this process commits it is told, and need not read; what
    anybody else does it finds by reading on.
    """

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hear: Callable[[Look], None] | None = None
        self._woken = asyncio.Event()
        self._after = 0

    def committed(self, batch: WorkingSet) -> None:
        """`batch` was committed; may be called from any thread, at any time. A hint: it may be lost."""
        if self._loop is not None:
            found = look_at_batch(batch)
            with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                self._loop.call_soon_threadsafe(self._told, found)

    async def start(self) -> None:
        """Begin at the log's end: pages that come later read what was before. To be awaited before any
        comes.
        """
        self._loop = asyncio.get_running_loop()
        self._after = await self._doors.desk(lambda door: door.head())

    async def run(self, hear: Callable[[Look], None]) -> None:
        """Tell `hear` what the log says, for ever."""
        self._hear = hear
        hot = True
        while True:
            self._woken.clear()
            try:
                found = await self._look(hot=hot)
                if found.head > self._after:
                    hear(found)
                    self._after = found.head
            except (UnavailableError, OverloadedError):
                await asyncio.sleep(TROUBLE_PAUSE_SECONDS)
            except Exception:  # noqa: BLE001 -- whatever it is, it is looked again
                _log.exception("log_not_read")
                await asyncio.sleep(TROUBLE_PAUSE_SECONDS)
            else:
                hot = not found.more
                if hot:
                    await self._next()

    async def _look(self, *, hot: bool) -> Look:
        after, limit = self._after, HOT_MAX_ENTRIES if hot else FEED_ENTRIES_PER_LOOK
        return await self._doors.desk(lambda door: look(door, after, limit), hot=hot)

    def _told(self, found: Look) -> None:
        if self._hear is None:
            return
        try:
            self._hear(found)
        except Exception:  # noqa: BLE001 -- a bug of ours: the cursor stays, and the log says it again
            _log.exception("batch_not_heard")
            self._woken.set()
            return
        if found.after == self._after:
            self._after = found.head
        else:
            # Others wrote in between: the log says what.
            self._woken.set()

    async def _next(self) -> None:
        try:
            async with asyncio.timeout(FEED_LOOKS_EVERY_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return
