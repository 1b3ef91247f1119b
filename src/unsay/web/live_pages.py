"""Live pages as the desk holds them: a socket, a session, and whose it is. Belongs here: data. Not here:
what is done with it (see `live_contact`, `live_desk`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from unsay.core.words import Id
from unsay.desk.people import Caller, Visitor
from unsay.desk.ports import ContactDoor, DeskDoor
from unsay.desk.proving import caller_by_session, caller_by_token, visitor_by_token
from unsay.desk.rows import ChannelRow
from unsay.web.live_socket import LiveSocket
from unsay.web.origins import judge_origin
from unsay.web.reports import Seat
from unsay.web.signals import Signal
from unsay.wire.contact_session import ContactSession
from unsay.wire.desk_session import DeskSession


@dataclass(frozen=True, slots=True)
class ContactProof:
    """How a contact's page proves its right to be there: now, and whenever rights may have ended."""

    token_hash: str
    origin: str | None
    own: str

    def visitor(self, door: ContactDoor) -> Visitor | None:
        """Return whose page it is, None if it may not be there."""
        visitor = visitor_by_token(door, self.token_hash)
        channel = door.get(ChannelRow, visitor.channel_id) if visitor else None
        if channel is None or not judge_origin(self.origin, own=self.own, listed=channel.origins).accepted:
            return None
        return visitor


@dataclass(frozen=True, slots=True)
class DeskProof:
    """How a desk's page proves its right to be there: by an API token, else by an agent's session."""

    secret_hash: str
    by_token: bool
    address: str

    def caller(self, door: DeskDoor) -> Caller | None:
        """Return whose page it is, None if it may not be there."""
        prove: Callable[[DeskDoor, str, str], Caller | None]
        prove = caller_by_token if self.by_token else caller_by_session
        return prove(door, self.secret_hash, self.address)


@dataclass(eq=False, slots=True)
class ContactPage:
    """One connection of a contact's page; `id` is the connection's own."""

    id: Id
    socket: LiveSocket
    session: ContactSession
    proof: ContactProof | None = None
    seat: Seat | None = None
    """Whose page it is and its view, once they said hello."""
    name: str = ""
    """The contact's, for those who see them write."""
    conversation_id: Id | None = None
    """The contact's conversation, once somebody needed to know it."""
    dirty: bool = False
    is_level: bool = False
    """It was given all there was, and has read it: what it is given next is new."""
    told_online: bool = False
    """What it was last told of the desk."""


@dataclass(eq=False, slots=True)
class DeskPage:
    """One connection of a desk's page; `id` is the connection's own."""

    id: Id
    socket: LiveSocket
    session: DeskSession
    proof: DeskProof | None = None
    caller: Caller | None = None
    """The agent or bot, once they said hello."""
    viewing: Signal | None = None
    """The conversation that is open on it, as others are told."""
    dirty: bool = False
    is_level: bool = False
    """It was given all there was, and has read it: what it is given next is new."""
