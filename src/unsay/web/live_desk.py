"""The desk's live socket: `GET /api/v1/live`. Belongs here: who gets in, and what follows from what a page
says. Not here: what may be said when (see `wire.desk_session`), what a page is told (see `desk_news`).
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import assert_never

from unsay.core.policy import Right
from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.feed import DeskWelcome, desk_welcome
from unsay.desk.people import Caller
from unsay.desk.ports import DeskDoor, Doors
from unsay.desk.rows import ConversationRow
from unsay.web.attending import attend
from unsay.web.desk_news import DeskNews
from unsay.web.live_pages import DeskPage, DeskProof
from unsay.web.live_socket import LiveSocket, Receive, Send
from unsay.web.origins import plain_origin
from unsay.web.outlet import Scope
from unsay.web.presence import Presence, signaller
from unsay.web.roster import Roster
from unsay.web.secrets import hash_of
from unsay.web.signals import Signal
from unsay.wire.closing import Close
from unsay.wire.desk_session import DeskSession, Heard
from unsay.wire.frames import DeskHello, DeskTyping, Viewing, Watched, write_frame

CONTACTS_KNOWN_MAX_COUNT = 10_000
"""Conversations whose contact is remembered; it never changes, and the longest unasked is forgotten."""


class DeskLive:
    """An ASGI application, one call a socket."""

    def __init__(
        self,
        *,
        doors: Doors,
        news: DeskNews,
        roster: Roster,
        presence: Presence,
        new_id: Callable[[], Id],
    ) -> None:
        self._doors = doors
        self._news = news
        self._roster = roster
        self._presence = presence
        self._new_id = new_id
        self._contacts: OrderedDict[Id, Id] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from its handshake to its end."""
        socket = LiveSocket(scope, receive, send)
        if not _is_admitted(socket):
            await socket.refuse(Refusal.ORIGIN_NOT_ALLOWED)
            return
        await socket.accept()
        page = DeskPage(id=self._new_id(), socket=socket, session=DeskSession(time.monotonic()))
        socket.outlet.on_writable = lambda: self._news.pump.poke(page)
        try:
            await attend(socket, page.session, lambda heard: self._follow(page, heard))
        finally:
            page.session.close()
            self._roster.leave(page)
        await self._presence.gone(page.id)

    async def _follow(self, page: DeskPage, heard: Heard) -> Close | None:
        """Do what follows from a frame; return with which code to close, if so."""
        match heard:
            case None | Close():
                return heard
            case DeskHello():
                return await self._greet(page, heard)
            case Watched():
                await page.socket.say(write_frame(heard))
                await self._presence.introduce(page, heard.conversation_id)
                self._news.pump.mark(page)
            case DeskTyping():
                await self._type(page, heard)
            case Viewing():
                await self._view(page, heard.conversation_id)
            case _:
                assert_never(heard)
        return None

    async def _greet(self, page: DeskPage, hello: DeskHello) -> Close | None:
        """Prove, take in, welcome."""
        secret = page.socket.cookie if hello.token is None else hello.token
        if secret is None:
            return Close.NOT_SIGNED_IN
        by_token = hello.token is not None
        proof = DeskProof(hash_of(secret), by_token=by_token, address=page.socket.asker.address)

        def read(door: DeskDoor) -> tuple[Caller, DeskWelcome] | None:
            caller = proof.caller(door)
            if caller is None or not caller.may(Right.READ):
                return None
            return caller, desk_welcome(door, after=hello.after, epoch=hello.epoch)

        found = await self._doors.desk(read)
        if found is None:
            return Close.NOT_SIGNED_IN
        page.proof = proof
        page.caller, news = found
        self._roster.join(page)
        await self._news.welcome(page, news)
        await self._presence.greet(page)
        for conversation_id in page.session.watching:
            await self._presence.introduce(page, conversation_id)
        self._news.pump.mark(page)
        return None

    async def _type(self, page: DeskPage, said: DeskTyping) -> None:
        signal = await self._signal(page, said.conversation_id, typing=True)
        if signal is not None:
            await (self._presence.begin if said.on else self._presence.end)(page.id, signal)

    async def _view(self, page: DeskPage, conversation_id: Id | None) -> None:
        """One page has one conversation open."""
        if page.viewing is not None:
            await self._presence.end(page.id, page.viewing)
        page.viewing = await self._signal(page, conversation_id, typing=False) if conversation_id else None
        if page.viewing is not None:
            await self._presence.begin(page.id, page.viewing)

    async def _signal(self, page: DeskPage, conversation_id: Id, *, typing: bool) -> Signal | None:
        """Return the signal, None if there is no such conversation or the page has no part in it."""
        assert page.caller is not None, "only a live page is heard"
        if not page.caller.may(Right.ANSWER):
            return None
        contact_id = self._contacts.get(conversation_id)
        if contact_id is None:
            row = await self._doors.desk(lambda door: door.get(ConversationRow, conversation_id))
            if row is None:
                return None
            contact_id = self._contacts[conversation_id] = row.contact_id
            if len(self._contacts) > CONTACTS_KNOWN_MAX_COUNT:
                self._contacts.popitem(last=False)
        return Signal(
            conversation_id=conversation_id, contact_id=contact_id, who=signaller(page.caller), typing=typing
        )


def _is_admitted(socket: LiveSocket) -> bool:
    """Judge a handshake: a cookie counts only on the console's own pages; a bot has no origin, or the
    console's.
    """
    if socket.origin is None:
        return socket.cookie is None
    plain = plain_origin(socket.origin)
    return plain is not None and plain == plain_origin(socket.asker.origin)
