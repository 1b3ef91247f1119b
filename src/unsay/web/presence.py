"""Telling pages what is not stored: who writes, who looks, who is there. Belongs here: who is told what.
Not here: what counts (see `signals`, `roster`).

A contact is told only that somebody at the desk, by name, is writing to them, and whether anybody is there.
"""

import asyncio
from collections.abc import Iterable

import structlog

from unsay.core.limits import PRESENCE_EVERY_SECONDS
from unsay.core.words import AuthorKind, Id
from unsay.desk.people import Caller
from unsay.web.live_pages import DeskPage
from unsay.web.live_socket import LiveSocket
from unsay.web.roster import Roster
from unsay.web.signals import Signal, Signals
from unsay.wire.frames import (
    ContactSignal,
    ContactTyping,
    DeskOnline,
    DeskSignal,
    DeskTeam,
    Signaller,
    ToContact,
    ToDesk,
    write_frame,
)
from unsay.wire.frames import Presence as PresenceFrame

PAGES_PER_TURN = 200
"""Pages told in one turn of the loop; others have their turn between."""
_log = structlog.get_logger("unsay.live")


class Presence:
    """Belongs to the event loop."""

    def __init__(self, roster: Roster, signals: Signals) -> None:
        self._roster = roster
        self._signals = signals
        self._told_contacts: set[Id] = set()
        self._told_agents: list[Id] = []

    async def begin(self, page: Id, signal: Signal) -> None:
        """A page says `signal`."""
        if self._signals.begin(page, signal):
            await self._tell(signal, on=True)

    async def end(self, page: Id, signal: Signal) -> None:
        """A page says it no more."""
        if self._signals.end(page, signal):
            await self._tell(signal, on=False)

    async def gone(self, page: Id) -> None:
        """A page is gone, and what it said with it."""
        for signal in self._signals.gone(page):
            await self._tell(signal, on=False)

    async def greet(self, page: DeskPage) -> None:
        """Tell a desk's page who is there."""
        await _post(page.socket, "desk", DeskTeam(agents=self._roster.agents_online))

    async def introduce(self, page: DeskPage, conversation_id: Id) -> None:
        """Tell a desk's page what counts now in a conversation it has begun to watch."""
        for signal in self._signals.of(conversation_id):
            if not _is_own(page, signal):
                await _post(page.socket, signal, _desk_signal(signal, on=True))

    async def run(self) -> None:
        """Tell, for ever, who came and went and what is over."""
        while True:
            await asyncio.sleep(PRESENCE_EVERY_SECONDS)
            try:
                await self.look()
            except Exception:  # noqa: BLE001 -- a bug in one look must not end all later ones
                _log.exception("presence_not_told")

    async def look(self) -> None:
        """Tell what changed since the last look."""
        for signal in self._signals.over():
            await self._tell(signal, on=False)
        await self._tell_contacts()
        await self._tell_agents()
        online = self._roster.desk_online
        frame = DeskOnline(online=online)
        pages = [page for page in self._roster.contact_pages() if page.told_online != online]
        for number, page in enumerate(pages, 1):
            page.told_online = online
            await _post(page.socket, "desk", frame)
            if number % PAGES_PER_TURN == 0:
                await asyncio.sleep(0)

    async def _tell_contacts(self) -> None:
        moved, self._roster.moved = self._roster.moved, set()
        for contact_id in moved:
            online = contact_id in self._roster.contacts_online
            if online == (contact_id in self._told_contacts):
                continue
            (self._told_contacts.add if online else self._told_contacts.discard)(contact_id)
            frame = PresenceFrame(contact_id=contact_id, online=online)
            await _post_all(self._roster.desk_pages(), ("presence", contact_id), frame)

    async def _tell_agents(self) -> None:
        agents = self._roster.agents_online
        if agents != self._told_agents:
            self._told_agents = agents
            await _post_all(self._roster.desk_pages(), "desk", DeskTeam(agents=agents))

    async def _tell(self, signal: Signal, *, on: bool) -> None:
        watching = [
            page
            for page in self._roster.desk_pages()
            if signal.conversation_id in page.session.watching and not _is_own(page, signal)
        ]
        await _post_all(watching, signal, _desk_signal(signal, on=on))
        if signal.typing and signal.who.kind is not AuthorKind.CONTACT:
            frame = ContactSignal(typing=ContactTyping(name=signal.who.name, on=on))
            for page in self._roster.pages_of(signal.contact_id):
                await _post(page.socket, signal, frame)


def signaller(caller: Caller) -> Signaller:
    """Return who a signal of an agent's or bot's page is about."""
    return Signaller(kind=caller.kind, id=caller.id, name=caller.name)


def _is_own(page: DeskPage, signal: Signal) -> bool:
    return page.caller is not None and page.caller.id == signal.who.id


def _desk_signal(signal: Signal, *, on: bool) -> DeskSignal:
    if signal.typing:
        return DeskSignal(conversation_id=signal.conversation_id, from_=signal.who, typing=on)
    return DeskSignal(conversation_id=signal.conversation_id, from_=signal.who, viewing=on)


async def _post_all(pages: Iterable[DeskPage], about: object, frame: ToDesk) -> None:
    text = write_frame(frame)
    for page in pages:
        await page.socket.post(about, text)


async def _post(socket: LiveSocket, about: object, frame: ToContact | ToDesk) -> None:
    await socket.post(about, write_frame(frame))
