"""The log's entries: what happened, never the text of it.

Belongs here: kinds and shape. Not here: who may see one (see `audience`).
"""

from enum import StrEnum

import msgspec

from unsay.core.words import Id


class EntryKind(StrEnum):
    """Everything that can happen at a desk. Whatever changes a rendering is one of these (law 7)."""

    CONVERSATION_OPENED = "conversation_opened"
    CONVERSATION_STATUS_CHANGED = "conversation_status_changed"
    CONVERSATION_ASSIGNED = "conversation_assigned"
    CONVERSATION_LABELLED = "conversation_labelled"
    CONVERSATION_READ = "conversation_read"
    MESSAGE_POSTED = "message_posted"
    MESSAGE_RECALLED = "message_recalled"
    MESSAGES_DELIVERED = "messages_delivered"
    MESSAGES_SEEN = "messages_seen"
    REMOVAL_PROGRESSED = "removal_progressed"
    REMOVAL_CONFIRMED = "removal_confirmed"
    REMOVAL_EXPIRED = "removal_expired"
    CONTACT_CHANGED = "contact_changed"
    VISITOR_IDENTIFIED = "visitor_identified"
    CHANNEL_ADDED = "channel_added"
    CHANNEL_CHANGED = "channel_changed"
    AGENT_ADDED = "agent_added"
    AGENT_CHANGED = "agent_changed"
    AGENT_PASSWORD_CHANGED = "agent_password_changed"  # noqa: S105 -- the name of an event, not a password
    SESSION_OPENED = "session_opened"
    SESSION_ENDED = "session_ended"
    TOKEN_ADDED = "token_added"  # noqa: S105 -- the name of an event, not a secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 -- the name of an event, not a secret


REVOKING = frozenset(
    {
        EntryKind.AGENT_CHANGED,
        EntryKind.AGENT_PASSWORD_CHANGED,
        EntryKind.SESSION_ENDED,
        EntryKind.TOKEN_REVOKED,
        EntryKind.CHANNEL_CHANGED,
        EntryKind.VISITOR_IDENTIFIED,
    }
)
"""Kinds after which live connections must prove their right to be there again."""

REFRESHING = frozenset({EntryKind.CHANNEL_CHANGED, EntryKind.AGENT_CHANGED})
"""Kinds that may change how any number of conversations look: a desk page starts afresh."""


class NewEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry before it has its position. `data` holds ids and numbers, never text a person wrote."""

    kind: EntryKind
    actor: Id
    conversation_id: Id | None = None
    message_id: Id | None = None
    seq: int | None = None
    data: dict[str, str | int | bool | None] = {}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry at its place in the log; `at` is desk time in milliseconds."""

    position: int
    at: int
    kind: EntryKind
    actor: Id
    conversation_id: Id | None = None
    message_id: Id | None = None
    seq: int | None = None
    data: dict[str, str | int | bool | None] = {}
