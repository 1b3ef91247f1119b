"""The desk's vocabulary as closed sets and plain types.

Belongs here: a word used across parts. Not here: any rule.
"""

from enum import StrEnum
from typing import NewType

Millis = int
"""A time: whole milliseconds since 1970-01-01T00:00:00Z."""

Id = str
"""A UUIDv7 as text, made by the server unless the protocol says otherwise."""

Position = NewType("Position", int)
"""An entry's place in the desk's log: dense, from 1."""

Seq = NewType("Seq", int)
"""The place of an entry addressed to the contact in the contact's thread: dense, from 1."""


class Role(StrEnum):
    """What an agent may do at the desk, in rising order of rights."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Scope(StrEnum):
    """What an API token (a bot) may do, in rising order of rights."""

    READ = "read"
    REPLY = "reply"
    ADMIN = "admin"


class AuthorKind(StrEnum):
    """Who wrote a message."""

    AGENT = "agent"
    BOT = "bot"
    CONTACT = "contact"
    SYSTEM = "system"


class MessageKind(StrEnum):
    """What a message is to the desk."""

    REPLY = "reply"
    CONTACT = "contact"
    NOTE = "note"
    SYSTEM = "system"


class Status(StrEnum):
    """Where a conversation stands."""

    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class DeliveryState(StrEnum):
    """How far a message got on its way to the contact."""

    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class RecallReason(StrEnum):
    """Why an agent took a message back."""

    WRONG_MESSAGE = "wrong_message"
    UNFINISHED = "unfinished"
    WRONG_LINK_OR_FILE = "wrong_link_or_file"
    OTHER = "other"


class ContactHad(StrEnum):
    """What the contact had of a message when it was recalled; fixed at the recall."""

    SEEN = "seen"
    DELIVERED = "delivered"
    NOTHING = "nothing"


class Removal(StrEnum):
    """How far the removal of a recalled message from the contact's pages got."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"


class ChannelKind(StrEnum):
    """The platforms a channel can be on."""

    WEBSITE = "website"
