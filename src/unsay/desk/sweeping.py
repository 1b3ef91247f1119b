"""Sweeping: what becomes due by time alone.

Each deed looks again at its place in the log, so sweeping twice is once.
"""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.limits import REMOVAL_EXPIRES_SECONDS
from unsay.core.words import Id, Removal, Status
from unsay.desk.removals import touch
from unsay.desk.rows import (
    ContactTokenRow,
    ConversationRow,
    MessageRow,
    PendingRemovalRow,
    RecallRow,
    SessionRow,
)
from unsay.desk.signing_in import end_sessions
from unsay.desk.threads import Done
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where

SWEEPER = "system"


class WakeSnoozed(msgspec.Struct, frozen=True, kw_only=True):
    """Open a conversation whose snooze is over."""

    conversation_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load it."""
        return [by_key(ConversationRow, self.conversation_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Only if it is still snoozed and due."""
        row = have.get(ConversationRow, self.conversation_id)
        if (
            row
            and row.status is Status.SNOOZED
            and row.snoozed_until is not None
            and row.snoozed_until <= draft.now
        ):
            version = draft.log(
                EntryKind.CONVERSATION_STATUS_CHANGED,
                SWEEPER,
                conversation_id=row.id,
                data={"status": Status.OPEN.value},
            )
            draft.put(msgspec.structs.replace(row, status=Status.OPEN, snoozed_until=None, version=version))
        return Done()


class ExpireRemoval(msgspec.Struct, frozen=True, kw_only=True):
    """Stop waiting for pages that never came back to confirm a removal."""

    message_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the recall, what it waits for, its message and conversation."""
        lookups = [
            by_key(RecallRow, self.message_id),
            by_key(MessageRow, self.message_id),
            where(PendingRemovalRow, message_id=self.message_id),
        ]
        if not have.missing(lookups[:1]) and (recall := have.get(RecallRow, self.message_id)):
            lookups.append(by_key(ConversationRow, recall.conversation_id))
        return lookups

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Only if it is still pending after its time."""
        recall = have.get(RecallRow, self.message_id)
        due = recall is not None and recall.at + REMOVAL_EXPIRES_SECONDS * 1000 <= draft.now
        if recall is None or recall.removal is not Removal.PENDING or not due:
            return Done()
        for row in have.find(PendingRemovalRow, message_id=self.message_id):
            draft.delete(row)
        draft.put(msgspec.structs.replace(recall, removal=Removal.EXPIRED, waiting_for=0))
        conversation = have.get(ConversationRow, recall.conversation_id)
        assert conversation is not None, "a recall has its conversation"
        version = draft.log(
            EntryKind.REMOVAL_EXPIRED, SWEEPER, conversation_id=conversation.id, message_id=recall.message_id
        )
        touch(have, draft, conversation, recall.message_id, version)
        return Done()


class EndExpiredSession(msgspec.Struct, frozen=True, kw_only=True):
    """Forget an agent's session past its time."""

    session_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load it."""
        return [by_key(SessionRow, self.session_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Only if it is past its time."""
        session = have.get(SessionRow, self.session_id)
        if session and session.expires_at <= draft.now:
            end_sessions(draft, [session])
        return Done()


class ForgetExpiredToken(msgspec.Struct, frozen=True, kw_only=True):
    """Forget a contact's token past its time."""

    token_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load it."""
        return [by_key(ContactTokenRow, self.token_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Only if it is past its time."""
        token = have.get(ContactTokenRow, self.token_id)
        if token and token.expires_at <= draft.now:
            draft.delete(token)
        return Done()
