"""The frames of both live sockets, as closed unions (protocol, section 4). Belongs here: their shapes,
reading and writing one. Not here: what a frame means where a session stands (see the sessions).

Reading is strict about types and lax about the new: a field or a type nobody knows is ignored.

| what came                                         | answer                            |
| ------------------------------------------------- | --------------------------------- |
| not JSON, NaN, nested too deep, not text          | `BadFrameError`                   |
| a known type with a wrong or missing field        | `BadFrameError`                   |
| an unknown type                                   | None                              |
| half a character (a lone surrogate) in a field    | the frame, for its field's judge  |
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

import msgspec

from unsay.core.audience import ContactMessage
from unsay.core.limits import WATCHED_MAX_CONVERSATIONS
from unsay.core.refusals import Refusal
from unsay.core.words import AuthorKind, Id
from unsay.desk import views

UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
Uuid = Annotated[str, msgspec.Meta(pattern=UUID.pattern)]
Number = Annotated[int, msgspec.Meta(ge=0)]
F = TypeVar("F")


class BadFrameError(Exception):
    """What came is no frame, or one of the wrong shape: the socket is closed."""


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """One JSON object on a socket; `type` says which."""


# --- from a contact's page ----------------------------------------------------------------------------------


class Hello(Frame, frozen=True, tag="hello"):
    token: str
    view: Uuid
    after: int | None = None
    epoch: str | None = None


class Ack(Frame, frozen=True, tag="ack"):
    upto: Number


class Send(Frame, frozen=True, tag="send"):
    client_ref: Uuid
    text: str | None = None
    files: list[str] | None = None
    reply_to: str | None = None


class Seen(Frame, frozen=True, tag="seen"):
    seq: Number


class Typing(Frame, frozen=True, tag="typing"):
    on: bool


class Bye(Frame, frozen=True, tag="bye"):
    pass


FromContact = Hello | Ack | Send | Seen | Typing | Bye


# --- to a contact's page ------------------------------------------------------------------------------------


class ContactRef(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    name: str


class ChannelRef(msgspec.Struct, frozen=True, kw_only=True):
    name: str


class DeskRef(msgspec.Struct, frozen=True, kw_only=True):
    online: bool


class ContactTyping(msgspec.Struct, frozen=True, kw_only=True):
    """Who at the desk is writing; the name is all a contact is told of them."""

    name: str
    on: bool


class Welcome(Frame, frozen=True, tag="welcome"):
    reset: bool
    epoch: Id
    upto: int
    server_time: str
    contact: ContactRef
    channel: ChannelRef
    desk: DeskRef
    unread: int
    messages: Sequence[ContactMessage]


class Changes(Frame, frozen=True, tag="changes"):
    after: int
    upto: int
    show: Sequence[ContactMessage]
    remove: Sequence[Id]


class Accepted(Frame, frozen=True, tag="accepted"):
    client_ref: str
    id: Id
    seq: int
    sent_at: str


class Refused(Frame, frozen=True, tag="refused"):
    """`retry_after` in seconds."""

    client_ref: str
    code: Refusal
    retry_after: float | msgspec.UnsetType = msgspec.UNSET


class ContactSignal(Frame, frozen=True, tag="signal"):
    typing: ContactTyping


class DeskOnline(Frame, frozen=True, tag="desk"):
    online: bool


ToContact = Welcome | Changes | Accepted | Refused | ContactSignal | DeskOnline


# --- from a desk's page -------------------------------------------------------------------------------------


class DeskHello(Frame, frozen=True, tag="hello"):
    token: str | None = None
    after: int | None = None
    epoch: str | None = None
    watch: Annotated[list[Uuid], msgspec.Meta(max_length=WATCHED_MAX_CONVERSATIONS)] = []


class Watch(Frame, frozen=True, tag="watch"):
    conversation_id: Uuid


class Unwatch(Frame, frozen=True, tag="unwatch"):
    conversation_id: Uuid


class DeskTyping(Frame, frozen=True, tag="typing"):
    conversation_id: Uuid
    on: bool


class Viewing(Frame, frozen=True, tag="viewing"):
    """The conversation that is open on this page; none: null."""

    conversation_id: Uuid | None


FromDesk = DeskHello | Watch | Unwatch | DeskTyping | Viewing


# --- to a desk's page ---------------------------------------------------------------------------------------


class Signaller(msgspec.Struct, frozen=True, kw_only=True):
    """Who a signal is about."""

    kind: AuthorKind
    id: Id
    name: str


class DeskWelcome(Frame, frozen=True, tag="welcome"):
    reset: bool
    epoch: Id
    upto: int
    server_time: str
    agent: views.Person


class DeskChanges(Frame, frozen=True, tag="changes"):
    after: int
    upto: int
    conversations: Sequence[views.Conversation]
    messages: Sequence[views.Message]


class Watched(Frame, frozen=True, tag="watched"):
    conversation_id: Id
    upto: int


class DeskSignal(Frame, frozen=True, tag="signal"):
    """Somebody writes, or has a conversation open; one of the two is set."""

    conversation_id: Id
    from_: Signaller = msgspec.field(name="from")
    typing: bool | msgspec.UnsetType = msgspec.UNSET
    viewing: bool | msgspec.UnsetType = msgspec.UNSET


class Presence(Frame, frozen=True, tag="presence"):
    contact_id: Id
    online: bool


class DeskTeam(Frame, frozen=True, tag="desk"):
    """The agents with a live console."""

    agents: Sequence[Id]


ToDesk = DeskWelcome | DeskChanges | Watched | DeskSignal | Presence | DeskTeam


# --- reading and writing ------------------------------------------------------------------------------------


class _Type(msgspec.Struct):
    type: str


Shapes = Mapping[str, msgspec.json.Decoder[F]]
CONTACT_SHAPES: Shapes[FromContact] = {
    str(shape.__struct_config__.tag): msgspec.json.Decoder(shape)
    for shape in (Hello, Ack, Send, Seen, Typing, Bye)
}
DESK_SHAPES: Shapes[FromDesk] = {
    str(shape.__struct_config__.tag): msgspec.json.Decoder(shape)
    for shape in (DeskHello, Watch, Unwatch, DeskTyping, Viewing)
}
_TYPE = msgspec.json.Decoder(_Type)
_ENCODER = msgspec.json.Encoder()


def read_frame(data: str | bytes, shapes: Shapes[F]) -> F | None:
    """Return the frame `data` is, None if it is of a type nobody knows. Raises `BadFrameError`."""
    if isinstance(data, bytes):
        raise BadFrameError
    try:
        decoder = shapes.get(_TYPE.decode(data).type)
        return None if decoder is None else decoder.decode(data)
    except (msgspec.ValidationError, RecursionError, UnicodeEncodeError):
        raise BadFrameError from None
    except msgspec.DecodeError:
        return _read_half_characters(data, shapes)


def write_frame(frame: ToContact | ToDesk) -> str:
    """Return `frame` as it goes onto the wire."""
    return _ENCODER.encode(frame).decode()


def _read_half_characters(data: str, shapes: Shapes[F]) -> F | None:
    """Read what may be JSON all the same: an escaped half of a character is legal there, though no text."""
    try:
        value: Any = json.loads(data, parse_constant=_refuse_constant)
        decoder = shapes.get(msgspec.convert(value, _Type).type)
        return None if decoder is None else msgspec.convert(value, decoder.type)
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors
        raise BadFrameError from None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
