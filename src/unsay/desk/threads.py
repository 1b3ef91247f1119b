"""What every deed that touches a thread needs: its conversation, channel and the next numbers.

Belongs here: loading and stepping a thread.
"""

from collections.abc import Sequence

import msgspec

from unsay.core.capability import Live, RecallCapability
from unsay.core.entries import EntryKind
from unsay.core.recall import Recallable
from unsay.core.refusals import Refusal
from unsay.core.words import AuthorKind, ChannelKind, DeliveryState, Id, MessageKind, Millis
from unsay.desk.people import Caller
from unsay.desk.rows import (
    AuditRow,
    ChannelRow,
    ConversationRow,
    MessageContentRow,
    MessageRow,
    NoteContentRow,
    Row,
)
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key

CAPABILITIES: dict[ChannelKind, RecallCapability] = {ChannelKind.WEBSITE: Live()}
"""What each kind of channel can do about a sent message."""


class Done(msgspec.Struct, frozen=True):
    """It was done; there is nothing more to tell."""


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message about to take its place in the log."""

    id: Id
    kind: MessageKind
    author_kind: AuthorKind
    author_id: Id
    author_name: str
    client_ref: str
    text: str
    reply_to: Id | None


def quote_needs(reply_to: Id | None) -> list[Lookup]:
    """Return what judging a quote needs loaded."""
    return [by_key(MessageRow, reply_to)] if reply_to is not None else []


def quote_refusal(
    have: WorkingSet, conversation_id: Id | None, reply_to: Id | None, *, for_contact: bool
) -> Refusal | None:
    """Refuse a quote of what the new message's reader may not see: elsewhere, recalled, or a note."""
    if reply_to is None:
        return None
    quoted = have.get(MessageRow, reply_to)
    if quoted is None or quoted.conversation_id != conversation_id or quoted.recalled:
        return Refusal.BAD_REPLY_TO
    if for_contact and quoted.kind is MessageKind.NOTE:
        return Refusal.BAD_REPLY_TO
    return None


def post(draft: Draft, conversation: ConversationRow, new: NewMessage) -> tuple[ConversationRow, MessageRow]:
    """Append `new` to `conversation`: its entry, its row, its text in the house it belongs to.

    Returns both rows as put.
    """
    addressed = new.kind is not MessageKind.NOTE
    seq = conversation.last_seq + 1 if addressed else None
    own = new.kind is MessageKind.CONTACT
    position = draft.log(
        EntryKind.MESSAGE_POSTED, new.author_id, conversation_id=conversation.id, message_id=new.id, seq=seq
    )
    message = MessageRow(
        id=new.id,
        conversation_id=conversation.id,
        position=position,
        seq=seq,
        version=position,
        changed_seq=seq,
        kind=new.kind,
        author_kind=new.author_kind,
        author_id=new.author_id,
        author_name=new.author_name,
        client_ref=new.client_ref,
        reply_to=new.reply_to,
        delivery=DeliveryState.SENT,
        sent_at=draft.now,
        delivered_at=None,
        seen_at=None,
        recalled=False,
        contact_messages=conversation.contact_messages + own,
    )
    content: Row = (
        MessageContentRow(message_id=new.id, text=new.text)
        if addressed
        else NoteContentRow(message_id=new.id, text=new.text)
    )
    conversation = msgspec.structs.replace(
        conversation,
        version=position,
        last_seq=seq or conversation.last_seq,
        last_reply_seq=seq if seq and new.kind is MessageKind.REPLY else conversation.last_reply_seq,
        last_message_id=new.id,
        last_activity_at=draft.now,
        contact_messages=message.contact_messages,
    )
    draft.put(conversation)
    draft.put(message)
    draft.put(content)
    return conversation, message


def channel_needs(have: WorkingSet, conversation_id: Id) -> Sequence[Lookup]:
    """Return what loading a conversation and its channel needs, as far as it can be named."""
    asked = [by_key(ConversationRow, conversation_id)]
    if have.missing(asked):
        return asked
    conversation = have.get(ConversationRow, conversation_id)
    return [*asked, by_key(ChannelRow, conversation.channel_id)] if conversation else asked


def recallable(message: MessageRow, channel: ChannelRow) -> Recallable:
    """Return what the rule needs to know of a message."""
    return Recallable(
        kind=message.kind,
        author_id=message.author_id,
        delivery=message.delivery,
        sent_at=message.sent_at,
        recalled=message.recalled,
        capability=CAPABILITIES[channel.kind],
        window=channel.recall_window_seconds * 1000,
    )


def audit_of(
    caller: Caller,
    *,
    id: Id,
    at: Millis,
    kind: str,
    conversation_id: Id | None = None,
    message_id: Id | None = None,
    code: Refusal | None = None,
) -> AuditRow:
    """Return the audit row of something `caller` did or tried."""
    return AuditRow(
        id=id,
        at=at,
        kind=kind,
        agent_id=caller.id,
        agent_name=caller.name,
        from_address=caller.address,
        conversation_id=conversation_id,
        message_id=message_id,
        code=code.value if code else None,
    )
