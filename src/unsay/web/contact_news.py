"""Bringing contacts' pages up to date: rendered from one read, behind the fence. Belongs here: the one way
a message's text gets onto a contact's live socket. Not here: when (see `pump`), what is rendered (see
`desk.contact_feed`).
"""

import asyncio

import structlog

from unsay.desk.contact_feed import ContactChanges, ContactWelcome, contact_changes_of, contact_welcome
from unsay.desk.ports import ContactDoor, Doors, UnavailableError
from unsay.web.fence import Fence, FencedError, Guard, Ticket
from unsay.web.live_pages import ContactPage
from unsay.web.live_socket import GoneError
from unsay.web.pump import Pump, are_hot
from unsay.web.roster import Roster
from unsay.wire.frames import Hello

_log = structlog.get_logger("unsay.live")


class ContactNews:
    """Belongs to the event loop."""

    def __init__(self, doors: Doors, fence: Fence, roster: Roster) -> None:
        self.pump = Pump(self._serve)
        self._doors = doors
        self._fence = fence
        self._roster = roster
        self._waiting: set[asyncio.Task[None]] = set()

    async def welcome(self, page: ContactPage, hello: Hello) -> ContactWelcome | None:
        """Answer `hello`; None if there is no such contact any more. Raises `GoneError`,
        `UnavailableError`.
        """
        assert page.seat is not None, "it is known whose page it is"
        visitor, _ = page.seat

        def read(door: ContactDoor) -> ContactWelcome | None:
            return contact_welcome(door, visitor, after=hello.after, epoch=hello.epoch)

        while True:
            ticket = self._fence.ticket()
            news = await self._doors.contact(read)
            if news is None:
                return None
            guard = self._fence.guard(news.message_ids, ticket)
            await page.socket.outlet.writable()
            if guard.is_hit():
                await guard.settled()
                continue
            online = self._roster.desk_online
            frame = page.session.offer(news, desk_online=online)
            if frame is None:  # closed meanwhile
                raise GoneError
            await page.socket.say_now(frame, guard)
            page.session.gave(news)
            page.is_level = False
            page.name, page.told_online = news.contact_name, online
            return news

    async def _serve(self, pages: list[ContactPage]) -> None:
        asked = [(page, ask) for page in pages if (ask := page.session.ask()) is not None]
        if not asked:
            return
        asks = [ask for _, ask in asked]
        ticket = self._fence.ticket()
        answers = await self._doors.contact(
            lambda door: contact_changes_of(door, asks), hot=are_hot([page for page, *_ in asked])
        )
        for (page, _), news in zip(asked, answers, strict=True):
            await self._give(page, news, ticket)

    async def _give(self, page: ContactPage, news: ContactChanges, ticket: Ticket) -> None:
        if not page.socket.outlet.is_writable:
            page.is_level = False
            page.dirty = True  # poked when it has read what it was given meanwhile
            return
        page.is_level = not news.more
        frame = page.session.offer(news, desk_online=self._roster.desk_online)
        if frame is None:
            return
        guard = self._fence.guard(news.message_ids, ticket)
        try:
            await page.socket.say_now(frame, guard)
        except FencedError:
            self._render_anew(page, guard)
            return
        except GoneError:
            return
        page.session.gave(news)
        if news.more:
            self.pump.mark(page)

    def _render_anew(self, page: ContactPage, guard: Guard) -> None:
        """Serve `page` again once the recall that was in the way has come to an end."""

        async def wait() -> None:
            try:
                await guard.settled()
            except UnavailableError:
                _log.warning("recall_never_ended")
            self.pump.mark(page)

        task = asyncio.ensure_future(wait())
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
