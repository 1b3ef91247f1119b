"""Recalling: an author takes a message back.

The rule is `core.recall`; this is what happens when it says yes.

In one transaction: the entry (addressed to the contact), the text's move to `recalled_content`, the message
marked, the messages that quote it marked as changed for the contact, the receipt fixed, and a pending removal
for every page that may show it.
"""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.recall import decide_recall
from unsay.core.receipts import ViewStanding, had, waiting_for
from unsay.core.refusals import Refusal
from unsay.core.words import Id, RecallReason, Removal
from unsay.desk import views
from unsay.desk.people import Caller
from unsay.desk.rendering import message_view
from unsay.desk.rows import (
    ChannelRow,
    ConversationRow,
    MessageContentRow,
    MessageRow,
    PendingRemovalRow,
    RecalledContentRow,
    RecallRow,
    ViewRow,
)
from unsay.desk.threads import audit_of, channel_needs, recallable
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


class Recalled(msgspec.Struct, frozen=True):
    """The message is recalled, now or before; `message` is its sender's view of it, if it is now."""

    message_id: Id
    message: views.Message | None = None


def standing_of(view: ViewRow) -> ViewStanding:
    """Return what the receipt rule needs to know of a page; one that said goodbye has no row any more."""
    return ViewStanding(
        view=view.view, connected=view.connected, given_seq=view.given_seq, seen_seq=view.seen_seq, gone=False
    )


class RecallMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Take back `message_id`."""

    caller: Caller
    conversation_id: Id
    message_id: Id
    reason: RecallReason | None
    note: str | None
    audit_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the message, its text, its quotes, its channel, and every page of the contact."""
        lookups: list[Lookup] = [
            *channel_needs(have, self.conversation_id),
            by_key(MessageRow, self.message_id),
            by_key(MessageContentRow, self.message_id),
            where(MessageRow, reply_to=self.message_id),
        ]
        if not have.missing([by_key(ConversationRow, self.conversation_id)]):
            conversation = have.get(ConversationRow, self.conversation_id)
            if conversation:
                lookups.append(where(ViewRow, contact_id=conversation.contact_id))
        return lookups

    def decide(self, have: WorkingSet, draft: Draft) -> Recalled | Refusal:
        """Ask the rule; an author who already recalled it gets the same answer again and nothing new is
        written.
        """
        conversation = have.get(ConversationRow, self.conversation_id)
        message = have.get(MessageRow, self.message_id)
        if conversation is None or message is None or message.conversation_id != conversation.id:
            return Refusal.NOT_FOUND
        channel = have.get(ChannelRow, conversation.channel_id)
        assert channel is not None, "a conversation has its channel"
        refusal = decide_recall(recallable(message, channel), by=self.caller.id, now=draft.now)
        if refusal is Refusal.ALREADY_RECALLED:
            return Recalled(message.id)
        if refusal is not None:
            self._audit(draft, "recall_refused", refusal)
            return refusal
        content = have.get(MessageContentRow, message.id)
        assert content is not None, "a reply not recalled has its text in message_content"
        message, receipt = self._recall(have, draft, conversation, message, content)
        self._audit(draft, "recall", None)
        view = message_view(
            message, text=content.text, recall=receipt, channel=channel, viewer=self.caller.id, now=draft.now
        )
        return Recalled(message.id, view)

    def _audit(self, draft: Draft, kind: str, code: Refusal | None) -> None:
        row = audit_of(
            self.caller,
            id=self.audit_id,
            at=draft.now,
            kind=kind,
            conversation_id=self.conversation_id,
            message_id=self.message_id,
            code=code,
        )
        draft.audit(row)

    def _recall(
        self,
        have: WorkingSet,
        draft: Draft,
        conversation: ConversationRow,
        message: MessageRow,
        content: MessageContentRow,
    ) -> tuple[MessageRow, RecallRow]:
        """Return the message and its receipt as put."""
        seq = conversation.last_seq + 1
        position = draft.log(
            EntryKind.MESSAGE_RECALLED,
            self.caller.id,
            conversation_id=conversation.id,
            message_id=message.id,
            seq=seq,
        )
        draft.recalled.append(message.id)
        draft.delete(content)
        draft.put(RecalledContentRow(message_id=message.id, text=content.text))
        recalled = msgspec.structs.replace(message, recalled=True, version=position, changed_seq=seq)
        draft.put(recalled)
        for quoting in have.find(MessageRow, reply_to=message.id):
            if quoting.seq is not None:
                draft.put(msgspec.structs.replace(quoting, changed_seq=seq))
        draft.put(msgspec.structs.replace(conversation, last_seq=seq, version=position))
        receipt = self._receipt(have, draft, conversation, message, seq)
        draft.put(receipt)
        return recalled, receipt

    def _receipt(
        self, have: WorkingSet, draft: Draft, conversation: ConversationRow, message: MessageRow, seq: int
    ) -> RecallRow:
        assert message.seq is not None, "a reply is addressed to the contact"
        views = [standing_of(row) for row in have.find(ViewRow, contact_id=conversation.contact_id)]
        pending = waiting_for(views, seq=message.seq)
        for view in pending:
            draft.put(
                PendingRemovalRow(
                    message_id=message.id, view=view, contact_id=conversation.contact_id, seq=seq
                )
            )
        return RecallRow(
            message_id=message.id,
            conversation_id=conversation.id,
            by_id=self.caller.id,
            by_name=self.caller.name,
            at=draft.now,
            reason=self.reason,
            note=self.note,
            seq=seq,
            contact_had=had(
                views, seq=message.seq, seen_seq=conversation.seen_seq, given_seq=conversation.given_seq
            ),
            removal=Removal.PENDING if pending else Removal.CONFIRMED,
            removed_at=None if pending else draft.now,
            waiting_for=len(pending),
        )
