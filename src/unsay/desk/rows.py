"""What is kept, one struct a table.

Belongs here: shapes shared by deeds, rendering and the store. Not here: SQL, rules.

Every struct's fields are its table's columns and `KEY` names its primary key. Times are milliseconds, ids
text. The contact's door may read only the tables in `CONTACT_READABLE`.
"""

from typing import ClassVar

import msgspec

from unsay.core.words import (
    AuthorKind,
    ChannelKind,
    ContactHad,
    DeliveryState,
    Id,
    MessageKind,
    Millis,
    RecallReason,
    Removal,
    Role,
    Scope,
    Status,
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A table's row; immutable, changed with `msgspec.structs.replace`."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)


class DeskRow(Row, frozen=True, kw_only=True):
    """The desk itself: one row, id 1. `setup_token_hash` is there until the first admin exists."""

    id: int
    epoch: Id
    setup_token_hash: str | None
    created_at: Millis


class ChannelRow(Row, frozen=True, kw_only=True):
    """A way in, such as a website's widget. `key` is public: it names the channel on a page."""

    id: Id
    kind: ChannelKind
    name: str
    key: str
    origins: list[str]
    recall_window_seconds: int
    created_at: Millis


class ChannelSecretRow(Row, frozen=True, kw_only=True):
    """What a website signs its visitors' identities with."""

    KEY = ("channel_id",)
    channel_id: Id
    identity_secret: str


class ContactRow(Row, frozen=True, kw_only=True):
    """A person who writes to us on one channel.

    `external_id` is the website's own id for them, once verified.
    """

    id: Id
    channel_id: Id
    external_id: str | None
    name: str
    email: str | None
    verified: bool
    created_at: Millis


class ContactTokenRow(Row, frozen=True, kw_only=True):
    """A browser's right to be one contact on one channel; the secret itself is not kept."""

    id: Id
    token_hash: str
    contact_id: Id
    channel_id: Id
    created_at: Millis
    expires_at: Millis


class ConversationRow(Row, frozen=True, kw_only=True):
    """A contact's one conversation on a channel. Seqs are of the contact's thread, 0 is none.

    `last_reply_seq` is that of the latest reply. `seen_seq`, `delivered_seq`, `given_seq`: up to where the
    contact has seen, acknowledged, and may ever have been handed (over HTTP, or by a page that said goodbye).
    `contact_messages` counts the contact's own.
    """

    id: Id
    channel_id: Id
    contact_id: Id
    status: Status
    assignee_id: Id | None
    labels: list[str]
    snoozed_until: Millis | None
    created_at: Millis
    last_activity_at: Millis
    last_message_id: Id | None
    version: int
    last_seq: int
    last_reply_seq: int
    contact_messages: int
    seen_seq: int
    delivered_seq: int
    given_seq: int


class MessageRow(Row, frozen=True, kw_only=True):
    """A message without its text.

    `version`: position of the last entry that touched it; `changed_seq`: seq of the last entry that changed
    how the contact sees it; `contact_messages`: the contact's messages up to and with it.
    """

    id: Id
    conversation_id: Id
    position: int
    seq: int | None
    version: int
    changed_seq: int | None
    kind: MessageKind
    author_kind: AuthorKind
    author_id: Id
    author_name: str
    client_ref: str
    reply_to: Id | None
    delivery: DeliveryState
    sent_at: Millis
    delivered_at: Millis | None
    seen_at: Millis | None
    recalled: bool
    contact_messages: int


class MessageContentRow(Row, frozen=True, kw_only=True):
    """Text a contact may see: of their own messages, of replies not recalled, of system lines."""

    KEY = ("message_id",)
    message_id: Id
    text: str


class NoteContentRow(Row, frozen=True, kw_only=True):
    """Text of notes."""

    KEY = ("message_id",)
    message_id: Id
    text: str


class RecalledContentRow(Row, frozen=True, kw_only=True):
    """Text of recalled replies, for the record."""

    KEY = ("message_id",)
    message_id: Id
    text: str


class RecallRow(Row, frozen=True, kw_only=True):
    """A recall that took effect; at most one a message. `seq` is the recall's own in the contact's thread."""

    KEY = ("message_id",)
    message_id: Id
    conversation_id: Id
    by_id: Id
    by_name: str
    at: Millis
    reason: RecallReason | None
    note: str | None
    seq: int
    contact_had: ContactHad
    removal: Removal
    removed_at: Millis | None
    waiting_for: int


class PendingRemovalRow(Row, frozen=True, kw_only=True):
    """A page that has not yet confirmed a removal; `seq` is the recall's."""

    KEY = ("message_id", "view")
    message_id: Id
    view: Id
    contact_id: Id
    seq: int


class ViewRow(Row, frozen=True, kw_only=True):
    """One open page of a contact (see `core.receipts`); deleted when it says goodbye.

    `token_id`: by whose right. `connection`: the latest one, so that a late farewell of an older one can't
    close it.
    """

    KEY = ("contact_id", "view")
    contact_id: Id
    view: Id
    token_id: Id
    connection: Id
    connected: bool
    opened_at: Millis
    given_seq: int
    seen_seq: int


class AgentRow(Row, frozen=True, kw_only=True):
    """A person who answers. `email` is kept in lower case and unique."""

    id: Id
    email: str
    name: str
    role: Role
    active: bool
    password_hash: str
    created_at: Millis


class SessionRow(Row, frozen=True, kw_only=True):
    """An agent's signed-in browser; deleted when it ends."""

    id: Id
    token_hash: str
    agent_id: Id
    created_at: Millis
    expires_at: Millis


class TokenRow(Row, frozen=True, kw_only=True):
    """An API token, which is a bot: an author of its own."""

    id: Id
    token_hash: str
    name: str
    scope: Scope
    created_at: Millis
    revoked_at: Millis | None


class ReadRow(Row, frozen=True, kw_only=True):
    """Up to where an agent has read: a position, and how many contact's messages that is."""

    KEY = ("agent_id", "conversation_id")
    agent_id: Id
    conversation_id: Id
    position: int
    contact_messages: int


class AuditRow(Row, frozen=True, kw_only=True):
    """Something an agent did or tried. `code` is the refusal where it was refused."""

    id: Id
    at: Millis
    kind: str
    agent_id: Id | None
    agent_name: str
    from_address: str
    conversation_id: Id | None
    message_id: Id | None
    code: str | None


class LogRow(Row, frozen=True, kw_only=True):
    """An entry as kept (see `core.entries.Entry`)."""

    KEY = ("position",)
    position: int
    at: Millis
    kind: str
    actor: Id
    conversation_id: Id | None
    message_id: Id | None
    seq: int | None
    data: dict[str, str | int | bool | None]


CONTACT_READABLE: tuple[type[Row], ...] = (
    DeskRow,
    ChannelRow,
    ContactRow,
    ContactTokenRow,
    ConversationRow,
    MessageRow,
    MessageContentRow,
    ViewRow,
)
"""What the contact's door can read; every other table raises there."""
