"""Sending: an agent or a bot writes a reply or a note into a conversation."""

from collections.abc import Sequence

import msgspec

from unsay.core.refusals import Refusal
from unsay.core.words import Id, MessageKind
from unsay.desk import views
from unsay.desk.people import Caller
from unsay.desk.rendering import message_view
from unsay.desk.rows import ChannelRow, ConversationRow, MessageRow
from unsay.desk.threads import NewMessage, channel_needs, post, quote_needs, quote_refusal
from unsay.desk.working_set import Draft, Lookup, WorkingSet, where


class Posted(msgspec.Struct, frozen=True):
    """The message is in the log: `message` as its sender sees it, or None where the same `client_ref` had
    made it before.
    """

    message_id: Id
    message: views.Message | None


class PostMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Post `text` as a reply, or as a note only the team sees."""

    caller: Caller
    conversation_id: Id
    message_id: Id
    client_ref: str
    text: str
    note: bool
    reply_to: Id | None
    flaw: Refusal | None = None
    """Why it can't be posted, unless it was before: sent again it is answered whatever it says now."""

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the conversation and its channel, a message of the same `client_ref`, and what is quoted."""
        return [
            *channel_needs(have, self.conversation_id),
            where(MessageRow, author_id=self.caller.id, client_ref=self.client_ref),
            *quote_needs(self.reply_to),
        ]

    def decide(self, have: WorkingSet, draft: Draft) -> Posted | Refusal:
        """Once is once: an earlier message of this `client_ref` is the answer, whatever the body says now."""
        conversation = have.get(ConversationRow, self.conversation_id)
        if conversation is None:
            return Refusal.NOT_FOUND
        for earlier in have.find(MessageRow, author_id=self.caller.id, client_ref=self.client_ref):
            if earlier.conversation_id == conversation.id:
                return Posted(earlier.id, None)
        if self.flaw:
            return self.flaw
        refusal = quote_refusal(have, conversation.id, self.reply_to, for_contact=not self.note)
        if refusal:
            return refusal
        new = NewMessage(
            id=self.message_id,
            kind=MessageKind.NOTE if self.note else MessageKind.REPLY,
            author_kind=self.caller.kind,
            author_id=self.caller.id,
            author_name=self.caller.name,
            client_ref=self.client_ref,
            text=self.text,
            reply_to=self.reply_to,
        )
        channel = have.get(ChannelRow, conversation.channel_id)
        assert channel is not None, "a conversation has its channel"
        _, message = post(draft, conversation, new)
        view = message_view(
            message, text=self.text, recall=None, channel=channel, viewer=self.caller.id, now=draft.now
        )
        return Posted(self.message_id, view)
