"""The contact's live socket: `GET /widget/v1/live`. Belongs here: who gets in, and what follows from what a
page says. Not here: what may be said when (see `wire.contact_session`), what a page is told (see
`contact_news`).
"""

import asyncio
import math
import time
from collections.abc import Callable
from typing import assert_never

import structlog

from unsay.core.limits import VIEWS_PER_CONTACT
from unsay.core.refusals import Refusal
from unsay.core.timestamps import rfc3339
from unsay.core.words import AuthorKind, Id
from unsay.desk.contact_feed import conversation_of
from unsay.desk.ports import Doors, OverloadedError, UnavailableError, Writer
from unsay.desk.proving import is_listed_anywhere
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.viewing import OpenView, SayGoodbye
from unsay.web.attending import attend
from unsay.web.contact_news import ContactNews
from unsay.web.live_pages import ContactPage, ContactProof
from unsay.web.live_socket import LiveSocket, Receive, Send
from unsay.web.origins import plain_origin
from unsay.web.outlet import Scope
from unsay.web.presence import Presence
from unsay.web.problems import RETRY_AFTER_SECONDS
from unsay.web.rates import Buckets
from unsay.web.reports import Reports
from unsay.web.roster import Roster
from unsay.web.secrets import hash_of
from unsay.web.signals import Signal
from unsay.wire.closing import Close
from unsay.wire.contact_session import Compose, ContactSession, Heard
from unsay.wire.frames import Accepted, Ack, Bye, Hello, Refused, Seen, Signaller, Typing, write_frame

_log = structlog.get_logger("unsay.live")


class ContactLive:
    """An ASGI application, one call a socket."""

    def __init__(
        self,
        *,
        writer: Writer,
        doors: Doors,
        news: ContactNews,
        roster: Roster,
        reports: Reports,
        presence: Presence,
        sends: Buckets,
        new_id: Callable[[], Id],
    ) -> None:
        self._writer = writer
        self._doors = doors
        self._news = news
        self._roster = roster
        self._reports = reports
        self._presence = presence
        self._sends = sends
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from its handshake to its end."""
        socket = LiveSocket(scope, receive, send)
        refusal = await self._refusal(socket)
        if refusal is not None:
            await socket.refuse(refusal)
            return
        await socket.accept()
        page = ContactPage(id=self._new_id(), socket=socket, session=ContactSession(time.monotonic()))
        socket.outlet.on_writable = lambda: self._news.pump.poke(page)
        try:
            await attend(socket, page.session, lambda heard: self._follow(page, heard))
        finally:
            page.session.close()
            self._unseat(page)
        await self._presence.gone(page.id)

    async def _refusal(self, socket: LiveSocket) -> Refusal | None:
        """Judge a handshake by where the page is from. No channel is known yet, so any that lists it will
        do.
        """
        if socket.origin is None:
            return None
        plain = plain_origin(socket.origin)
        if plain is not None and plain == plain_origin(socket.asker.origin):
            return None
        try:
            if plain is not None and await self._doors.contact(lambda door: is_listed_anywhere(door, plain)):
                return None
        except UnavailableError:
            return Refusal.UNAVAILABLE
        except OverloadedError:
            return Refusal.OVERLOADED
        return Refusal.ORIGIN_NOT_ALLOWED

    async def _follow(self, page: ContactPage, heard: Heard) -> Close | None:
        """Do what follows from a frame; return with which code to close, if so."""
        if heard is None or isinstance(heard, Close):
            return heard
        if isinstance(heard, Hello):
            return await self._greet(page, heard)
        assert page.seat is not None, "only a live page is heard"
        match heard:
            case Ack():
                self._reports.acked(page.seat, heard.upto)
            case Seen():
                self._reports.seen(page.seat, heard.seq)
            case Typing():
                await self._type(page, on=heard.on)
            case Compose():
                await page.socket.say(write_frame(await self._receive(page, heard)))
            case Bye():
                await self._part(page)
                return Close.GOODBYE
            case _:
                assert_never(heard)
        return None

    async def _greet(self, page: ContactPage, hello: Hello) -> Close | None:
        """Prove, take in, welcome: in this order, so that a page counts as open before it is told
        anything.
        """
        proof = ContactProof(hash_of(hello.token), page.socket.origin, page.socket.asker.origin)
        visitor = await self._doors.contact(proof.visitor)
        if visitor is None:
            return Close.NOT_SIGNED_IN
        page.proof = proof
        if page.seat != (visitor, hello.view):
            self._unseat(page)
            older = self._roster.page(visitor.contact_id, hello.view)
            if older is None and len(self._roster.pages_of(visitor.contact_id)) >= VIEWS_PER_CONTACT:
                return Close.TOO_FAST
            page.seat, page.conversation_id = (visitor, hello.view), None
            self._roster.seat(page)
            if older is not None:
                older.session.close()
                await older.socket.end(Close.REPLACED)
            await self._writer.submit(OpenView(visitor=visitor, view=hello.view, connection=page.id))
        page.session.begin(visitor.contact_id)
        welcomed = await self._news.welcome(page, hello)
        if welcomed is None:
            return Close.NOT_SIGNED_IN
        if not welcomed.reset and hello.after is not None and page.session.handed_over:
            # What it has applied it acknowledges by saying so: the ack itself may have gone with the last
            # connection. A page that is reset has still to apply that.
            self._reports.acked(page.seat, min(hello.after, page.session.handed_over))
        self._news.pump.mark(page)
        return None

    def _unseat(self, page: ContactPage) -> None:
        """The connection is no longer that page's: note how far it had been handed everything."""
        if page.seat is not None:
            self._roster.unseat(page)
            self._reports.dropped(page.seat, page.id, page.session.handed_over)
            page.seat = None

    async def _receive(self, page: ContactPage, said: Compose) -> Accepted | Refused:
        """Take in what the contact writes."""
        assert page.seat is not None, "only a live page is heard"
        visitor, _ = page.seat
        wait = self._sends.take(visitor.contact_id)
        if wait:
            retry_after = math.ceil(wait * 10) / 10
            return Refused(client_ref=said.client_ref, code=Refusal.RATE_LIMITED, retry_after=retry_after)
        deed = ReceiveMessage(
            visitor=visitor,
            new_conversation_id=self._new_id(),
            message_id=self._new_id(),
            client_ref=said.client_ref.lower(),
            text=said.text,
            reply_to=said.reply_to,
            flaw=said.flaw,
        )
        try:
            outcome = await self._writer.submit(deed)
        except UnavailableError:
            return _later(said, Refusal.UNAVAILABLE)
        except OverloadedError:
            return _later(said, Refusal.OVERLOADED)
        except Exception:  # noqa: BLE001 -- a bug of ours costs one message, which is told so
            _log.exception("contact_message_failed")
            return Refused(client_ref=said.client_ref, code=Refusal.INTERNAL)
        if isinstance(outcome, Refusal):
            return Refused(client_ref=said.client_ref, code=outcome)
        return Accepted(
            client_ref=said.client_ref,
            id=outcome.message_id,
            seq=outcome.seq,
            sent_at=rfc3339(outcome.sent_at),
        )

    async def _type(self, page: ContactPage, *, on: bool) -> None:
        """Pass on that the contact writes, once there is a conversation to write in."""
        assert page.seat is not None, "only a live page is heard"
        contact_id = page.seat[0].contact_id
        if page.conversation_id is None:
            found = await self._doors.contact(lambda door: conversation_of(door, contact_id), hot=True)
            if found is None:
                return
            page.conversation_id = found.id
        signal = Signal(
            conversation_id=page.conversation_id,
            contact_id=contact_id,
            who=Signaller(kind=AuthorKind.CONTACT, id=contact_id, name=page.name),
            typing=True,
        )
        await (self._presence.begin if on else self._presence.end)(page.id, signal)

    async def _part(self, page: ContactPage) -> None:
        """The page goes for good: what it reported is written first, since afterwards it is forgotten."""
        assert page.seat is not None, "only a live page is heard"
        visitor, view = page.seat
        deeds = [*self._reports.take(page.seat), SayGoodbye(visitor=visitor, view=view)]
        await asyncio.gather(*(self._writer.submit(deed) for deed in deeds))
        self._roster.unseat(page)
        page.seat = None


def _later(said: Compose, code: Refusal) -> Refused:
    return Refused(client_ref=said.client_ref, code=code, retry_after=RETRY_AFTER_SECONDS)
