"""Receiving: a contact writes.

The first message opens the conversation, any later one reopens it if it was closed.
"""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.refusals import Refusal
from unsay.core.words import AuthorKind, Id, MessageKind, Millis, Status
from unsay.desk.people import Visitor
from unsay.desk.rows import ContactRow, ConversationRow, MessageRow
from unsay.desk.threads import NewMessage, post, quote_needs, quote_refusal
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """The message is in the log; `created` is False where the same `client_ref` had made it before."""

    message_id: Id
    seq: int
    sent_at: Millis
    created: bool


class ReceiveMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Take in what a contact wrote. `new_conversation_id` is used only if they have none yet."""

    visitor: Visitor
    new_conversation_id: Id
    message_id: Id
    client_ref: str
    text: str
    reply_to: Id | None
    flaw: Refusal | None = None
    """Why it can't be posted, unless it was before: sent again it is answered whatever it says now."""

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the contact, their conversation, a message of the same `client_ref`, and what is quoted."""
        return [
            by_key(ContactRow, self.visitor.contact_id),
            where(ConversationRow, contact_id=self.visitor.contact_id),
            where(MessageRow, author_id=self.visitor.contact_id, client_ref=self.client_ref),
            *quote_needs(self.reply_to),
        ]

    def decide(self, have: WorkingSet, draft: Draft) -> Received | Refusal:
        """Once is once; then the thread takes it, open."""
        contact = have.get(ContactRow, self.visitor.contact_id)
        if contact is None:
            return Refusal.NOT_FOUND
        for earlier in have.find(MessageRow, author_id=contact.id, client_ref=self.client_ref):
            assert earlier.seq is not None, "a contact's message is addressed to the contact"
            return Received(message_id=earlier.id, seq=earlier.seq, sent_at=earlier.sent_at, created=False)
        if self.flaw:
            return self.flaw
        conversation = have.one(ConversationRow, contact_id=contact.id)
        refusal = quote_refusal(
            have, conversation.id if conversation else None, self.reply_to, for_contact=True
        )
        if refusal:
            return refusal
        conversation = self._opened(draft, contact, conversation)
        new = NewMessage(
            id=self.message_id,
            kind=MessageKind.CONTACT,
            author_kind=AuthorKind.CONTACT,
            author_id=contact.id,
            author_name=contact.name,
            client_ref=self.client_ref,
            text=self.text,
            reply_to=self.reply_to,
        )
        _, message = post(draft, conversation, new)
        assert message.seq is not None, "a contact's message is addressed to the contact"
        return Received(message_id=message.id, seq=message.seq, sent_at=draft.now, created=True)

    def _opened(
        self, draft: Draft, contact: ContactRow, conversation: ConversationRow | None
    ) -> ConversationRow:
        if conversation is None:
            position = draft.log(
                EntryKind.CONVERSATION_OPENED, contact.id, conversation_id=self.new_conversation_id
            )
            return ConversationRow(
                id=self.new_conversation_id,
                channel_id=contact.channel_id,
                contact_id=contact.id,
                status=Status.OPEN,
                assignee_id=None,
                labels=[],
                snoozed_until=None,
                created_at=draft.now,
                last_activity_at=draft.now,
                last_message_id=None,
                version=position,
                last_seq=0,
                last_reply_seq=0,
                contact_messages=0,
                seen_seq=0,
                delivered_seq=0,
                given_seq=0,
            )
        if conversation.status is Status.OPEN:
            return conversation
        version = draft.log(
            EntryKind.CONVERSATION_STATUS_CHANGED,
            contact.id,
            conversation_id=conversation.id,
            data={"status": Status.OPEN.value},
        )
        return msgspec.structs.replace(conversation, status=Status.OPEN, snoozed_until=None, version=version)
