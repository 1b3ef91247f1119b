"""Bringing the desk's pages up to date, all from one read. Belongs here: how. Not here: when (see `pump`),
what is rendered (see `desk.feed`). The desk sees everything, so there is no fence here.
"""

from unsay.desk.feed import DeskAsk, DeskChanges, DeskWelcome, desk_changes_of
from unsay.desk.ports import Doors
from unsay.web.live_pages import DeskPage
from unsay.web.live_socket import GoneError
from unsay.web.pump import Pump, are_hot
from unsay.web.roster import Roster


class DeskNews:
    """Belongs to the event loop."""

    def __init__(self, doors: Doors, roster: Roster) -> None:
        self.pump = Pump(self._serve)
        self._doors = doors
        self._roster = roster

    async def welcome(self, page: DeskPage, news: DeskWelcome) -> None:
        """Answer a hello. Raises `GoneError`."""
        assert page.caller is not None, "it is known whose page it is"
        await page.socket.outlet.writable()
        frame = page.session.offer(news, caller=page.caller)
        if frame is None:  # closed meanwhile
            raise GoneError
        await page.socket.say_now(frame, None)
        page.session.gave(news)
        page.is_level = False

    async def _serve(self, pages: list[DeskPage]) -> None:
        asked: list[tuple[DeskPage, DeskAsk]] = []
        for page in pages:
            ask = page.session.ask(page.caller) if page.caller else None
            if ask is not None:
                asked.append((page, ask))
        if not asked:
            return
        asks, online = [ask for _, ask in asked], self._roster.contacts_online
        answers = await self._doors.desk(
            lambda door: desk_changes_of(door, asks, online), hot=are_hot([page for page, *_ in asked])
        )
        for (page, ask), news in zip(asked, answers, strict=True):
            await self._give(page, ask, news)

    async def _give(self, page: DeskPage, ask: DeskAsk, news: DeskChanges) -> None:
        if not page.socket.outlet.is_writable:
            page.is_level = False
            page.dirty = True  # poked when it has read what it was given meanwhile
            return
        page.is_level = not news.more
        frame = page.session.offer(news, caller=ask.caller if page.caller is None else page.caller, ask=ask)
        if frame is None:
            return
        try:
            await page.socket.say_now(frame, None)
        except GoneError:
            return
        page.session.gave(news)
        if news.more:
            self.pump.mark(page)
