"""Removals: which pages still have to confirm that a recalled message is gone.

Belongs here: keeping that count true.
"""

from collections.abc import Iterable, Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.words import Id, Removal
from unsay.desk.rows import ConversationRow, MessageRow, PendingRemovalRow, RecallRow
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


def removal_needs(have: WorkingSet, contact_id: Id) -> Sequence[Lookup]:
    """Return what following a contact's pending removals needs loaded."""
    pending = where(PendingRemovalRow, contact_id=contact_id)
    if have.missing([pending]):
        return [pending]
    messages = {row.message_id for row in have.find(PendingRemovalRow, contact_id=contact_id)}
    return [pending, *(by_key(table, message) for message in messages for table in (RecallRow, MessageRow))]


def confirm(
    have: WorkingSet,
    draft: Draft,
    conversation: ConversationRow,
    confirmed: Iterable[PendingRemovalRow],
    *,
    by: Id,
) -> ConversationRow:
    """Take `confirmed` off the pending removals; a recall with none left is confirmed.

    Returns the conversation as put.
    """
    confirmed = list(confirmed)
    for row in confirmed:
        draft.delete(row)
    counts: dict[Id, int] = {}
    for row in confirmed:
        counts[row.message_id] = counts.get(row.message_id, 0) + 1
    for message_id, count in counts.items():
        recall = have.get(RecallRow, message_id)
        assert recall is not None, "a pending removal has its recall"
        waiting = recall.waiting_for - count
        done = waiting == 0 and recall.removal is Removal.PENDING
        kind = EntryKind.REMOVAL_CONFIRMED if done else EntryKind.REMOVAL_PROGRESSED
        version = draft.log(kind, by, conversation_id=conversation.id, message_id=message_id)
        recall = msgspec.structs.replace(recall, waiting_for=waiting)
        if done:
            recall = msgspec.structs.replace(recall, removal=Removal.CONFIRMED, removed_at=draft.now)
        draft.put(recall)
        conversation = touch(have, draft, conversation, message_id, version)
    return conversation


def touch(
    have: WorkingSet, draft: Draft, conversation: ConversationRow, message_id: Id, version: int
) -> ConversationRow:
    """Mark a message, and its conversation if it is the last one there, as changed at `version`."""
    message = have.get(MessageRow, message_id)
    assert message is not None, "a recall has its message"
    draft.put(msgspec.structs.replace(message, version=version))
    if conversation.last_message_id == message_id:
        conversation = msgspec.structs.replace(conversation, version=version)
        draft.put(conversation)
    return conversation
