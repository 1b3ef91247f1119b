"""The two audiences: `desk` sees everything, `contact` sees a whitelist.

| of the contact's thread                    | the contact sees                                  |
| ------------------------------------------ | ------------------------------------------------- |
| the contact's own message                  | it, with its `client_ref`                         |
| a reply or a system line                   | it, author by kind and the name they had then     |
| a reply that was recalled                  | nothing; pages are told to remove its id          |
| a quote of a recalled message              | the quoting message, its quote marked removed     |
| a note                                     | nothing, ever                                     |
| positions, agents' ids, reasons, versions  | nothing, ever                                     |

`contact_view` is the one maker of contact-visible messages; nothing else may produce them.
"""

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.words import AuthorKind, Id, MessageKind, Millis

ADDRESSED_TO_CONTACT = frozenset({EntryKind.MESSAGE_POSTED, EntryKind.MESSAGE_RECALLED})


class ContactAuthor(msgspec.Struct, frozen=True):
    """Who wrote it, as a contact may know it."""

    kind: AuthorKind
    name: str


class ContactQuote(msgspec.Struct, frozen=True):
    """What a message answers to; `removed` once that was recalled."""

    id: Id
    removed: bool


class ContactFile(msgspec.Struct, frozen=True):
    """A file as a contact sees it; `size` in bytes."""

    id: Id
    name: str
    size: int
    content_type: str


class ContactMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the contact sees it: the whitelist. `sent_at` is RFC 3339."""

    id: Id
    seq: int
    client_ref: str | msgspec.UnsetType = msgspec.UNSET
    author: ContactAuthor
    text: str
    files: list[ContactFile]
    reply_to: ContactQuote | None
    sent_at: str


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message's row as the contact's door reads it. `text` is None where `message_content` has none."""

    id: Id
    seq: int | None
    kind: MessageKind
    author_kind: AuthorKind
    author_name: str
    client_ref: str
    sent_at: Millis
    recalled: bool
    text: str | None
    reply_to: Id | None
    reply_to_recalled: bool


def is_visible_to_contact(message: Posted) -> bool:
    """Say whether the contact may see `message` now."""
    return message.kind is not MessageKind.NOTE and message.seq is not None and not message.recalled


def contact_view(message: Posted, *, sent_at: str) -> ContactMessage | None:
    """Return what the contact may see of `message`, or None if that is nothing; `sent_at` in RFC 3339."""
    if not is_visible_to_contact(message) or message.seq is None or message.text is None:
        return None
    own = message.kind is MessageKind.CONTACT
    quote = ContactQuote(message.reply_to, message.reply_to_recalled) if message.reply_to else None
    return ContactMessage(
        id=message.id,
        seq=message.seq,
        client_ref=message.client_ref if own else msgspec.UNSET,
        author=ContactAuthor(message.author_kind, message.author_name),
        text=message.text,
        files=[],
        reply_to=quote,
        sent_at=sent_at,
    )
