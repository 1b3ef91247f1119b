"""Everything live, put together. Belongs here: the parts, and what the log's news set in motion. Not here:
what any part does.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from unsay.core.words import Id
from unsay.desk.feed import Look
from unsay.desk.ports import Doors, Writer
from unsay.web.contact_news import ContactNews
from unsay.web.desk_news import DeskNews
from unsay.web.feed_loop import FeedLoop
from unsay.web.fence import Fence
from unsay.web.live_contact import ContactLive
from unsay.web.live_desk import DeskLive
from unsay.web.presence import Presence
from unsay.web.rates import Buckets
from unsay.web.reports import Reports
from unsay.web.rights import Rights
from unsay.web.roster import Roster
from unsay.web.signals import Signals


class Live:
    """The live sockets of one process. `feed` is also what the writer tells, so it is made first."""

    def __init__(
        self,
        *,
        writer: Writer,
        doors: Doors,
        fence: Fence,
        feed: FeedLoop,
        contact_sends: Buckets,
        new_id: Callable[[], Id],
    ) -> None:
        self.roster = Roster()
        """Who is online."""
        self._fence = fence
        self._feed = feed
        self._contact_news = ContactNews(doors, fence, self.roster)
        self._desk_news = DeskNews(doors, self.roster)
        self._rights = Rights(doors, self.roster, self._desk_news.pump)
        self.reports = Reports(writer)
        """What pages report of themselves."""
        self._presence = Presence(self.roster, Signals(time.monotonic))
        self.contact = ContactLive(
            writer=writer,
            doors=doors,
            news=self._contact_news,
            roster=self.roster,
            reports=self.reports,
            presence=self._presence,
            sends=contact_sends,
            new_id=new_id,
        )
        """The application behind `/widget/v1/live`."""
        self.desk = DeskLive(
            doors=doors, news=self._desk_news, roster=self.roster, presence=self._presence, new_id=new_id
        )
        """The application behind `/api/v1/live`."""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep pages up to date inside; serve only inside. Leave before the writer is closed."""
        await self._feed.start()
        loops = [
            asyncio.ensure_future(each)
            for each in (
                self._feed.run(self._hear),
                self._contact_news.pump.run(),
                self._desk_news.pump.run(),
                self._rights.run(),
                self.reports.run(),
                self._presence.run(),
            )
        ]
        try:
            yield
        finally:
            for each in loops:
                each.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await self.reports.finish()

    def _hear(self, found: Look) -> None:
        if found.recalled:
            # Another process may have recalled: then this is where ours hears of it.
            self._fence.settle(found.recalled)
        for contact_id in found.contacts:
            for contact_page in self.roster.pages_of(contact_id):
                self._contact_news.pump.mark(contact_page)
        for desk_page in self.roster.desk_pages():
            self._desk_news.pump.mark(desk_page)
        if found.revoking:
            self._rights.doubt()
