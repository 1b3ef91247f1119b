"""What the desk's audience is shown, as the protocol's shapes (section 2).

Belongs here: shapes only; `rendering` makes them. Times are RFC 3339.
"""

import msgspec

from unsay.core.refusals import Refusal
from unsay.core.words import (
    AuthorKind,
    ChannelKind,
    ContactHad,
    DeliveryState,
    Id,
    MessageKind,
    RecallReason,
    Removal,
    Role,
    Scope,
    Status,
)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Something shown."""


class Person(View, frozen=True, kw_only=True):
    """Someone by id and name."""

    id: Id
    name: str


class Author(View, frozen=True, kw_only=True):
    """Who wrote a message, by the name they had then."""

    kind: AuthorKind
    id: Id
    name: str


class File(View, frozen=True, kw_only=True):
    """A file of a message; `size` in bytes."""

    id: Id
    name: str
    size: int
    content_type: str


class Delivery(View, frozen=True, kw_only=True):
    """How far a message got; `error` is there where it failed."""

    state: DeliveryState
    delivered_at: str | None
    seen_at: str | None
    error: str | msgspec.UnsetType = msgspec.UNSET


class RecallOffer(View, frozen=True, kw_only=True):
    """What to offer this agent about this message."""

    allowed: bool
    until: str | None
    refusal: Refusal | None


class RecalledMark(View, frozen=True, kw_only=True):
    """That a message was taken back. `waiting_for`: pages that have yet to confirm the removal."""

    by: Person
    at: str
    reason: RecallReason | None
    note: str | None
    state: str
    contact_had: ContactHad
    removal: Removal
    removed_at: str | None
    waiting_for: int


class Message(View, frozen=True, kw_only=True):
    """A message as the desk sees it; `recall` is this viewer's."""

    id: Id
    conversation_id: Id
    version: int
    position: int
    seq: int | None
    client_ref: str
    kind: MessageKind
    author: Author
    text: str
    files: list[File]
    reply_to: Id | None
    sent_at: str
    delivery: Delivery
    recall: RecallOffer
    recalled: RecalledMark | None


class ChannelRef(View, frozen=True, kw_only=True):
    """A conversation's channel."""

    id: Id
    kind: ChannelKind
    name: str


class ContactRef(View, frozen=True, kw_only=True):
    """A conversation's contact."""

    id: Id
    name: str
    email: str | None
    verified: bool


class Conversation(View, frozen=True, kw_only=True):
    """A conversation as the desk sees it; `unread` is this viewer's, `online` whether the contact has a live
    page.
    """

    id: Id
    version: int
    channel: ChannelRef
    contact: ContactRef
    status: Status
    assignee: Person | None
    labels: list[str]
    snoozed_until: str | None
    last_message: Message | None
    unread: int
    online: bool
    created_at: str
    last_activity_at: str


class Agent(View, frozen=True, kw_only=True):
    """An agent."""

    id: Id
    name: str
    email: str
    role: Role
    active: bool


class Colleague(View, frozen=True, kw_only=True):
    """An agent as other agents know them."""

    id: Id
    name: str
    role: Role
    active: bool


class Token(View, frozen=True, kw_only=True):
    """An API token without its secret."""

    id: Id
    name: str
    scope: Scope
    created_at: str
    revoked_at: str | None


class Channel(View, frozen=True, kw_only=True):
    """A channel as admins see it."""

    id: Id
    kind: ChannelKind
    name: str
    key: str
    origins: list[str]
    recall_window_seconds: int
    created_at: str


class Contact(View, frozen=True, kw_only=True):
    """A contact and what is known of them."""

    id: Id
    name: str
    email: str | None
    verified: bool
    external_id: str | None
    channel_id: Id
    conversation_id: Id | None
    created_at: str


class Audit(View, frozen=True, kw_only=True):
    """An audit entry. `from_` is the address it came from; `code` the refusal if it was refused."""

    id: Id
    at: str
    kind: str
    agent: Person | None
    from_: str = msgspec.field(name="from")
    conversation_id: Id | msgspec.UnsetType = msgspec.UNSET
    message_id: Id | msgspec.UnsetType = msgspec.UNSET
    code: str | msgspec.UnsetType = msgspec.UNSET
