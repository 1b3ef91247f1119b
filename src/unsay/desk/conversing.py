"""Conversing: assigning, labelling, snoozing, resolving and reading conversations."""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.refusals import Refusal
from unsay.core.words import Id, Millis, Status
from unsay.desk.people import Caller
from unsay.desk.rows import AgentRow, ConversationRow, ReadRow
from unsay.desk.threads import Done
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key


class ChangeConversation(msgspec.Struct, frozen=True, kw_only=True):
    """Change what is given; what is UNSET stays.

    Snoozing needs a time to come, and no other status keeps one.
    """

    caller: Caller
    conversation_id: Id
    status: Status | msgspec.UnsetType = msgspec.UNSET
    assignee_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    labels: list[str] | msgspec.UnsetType = msgspec.UNSET
    snoozed_until: Millis | msgspec.UnsetType | None = msgspec.UNSET

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the conversation and the assignee."""
        lookups = [by_key(ConversationRow, self.conversation_id)]
        if isinstance(self.assignee_id, str):
            lookups.append(by_key(AgentRow, self.assignee_id))
        return lookups

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Write an entry for each thing that really changes."""
        conversation = have.get(ConversationRow, self.conversation_id)
        if conversation is None:
            return Refusal.NOT_FOUND
        if isinstance(self.assignee_id, str):
            agent = have.get(AgentRow, self.assignee_id)
            if agent is None or not agent.active:
                return Refusal.INVALID
        standing = self._standing(conversation, draft.now)
        if isinstance(standing, Refusal):
            return standing
        status, snoozed_until = standing
        changed = conversation
        if (status, snoozed_until) != (changed.status, changed.snoozed_until):
            version = self._log(draft, EntryKind.CONVERSATION_STATUS_CHANGED, status=status.value)
            changed = msgspec.structs.replace(
                changed, status=status, snoozed_until=snoozed_until, version=version
            )
        if self.assignee_id is not msgspec.UNSET and self.assignee_id != changed.assignee_id:
            version = self._log(draft, EntryKind.CONVERSATION_ASSIGNED, assignee_id=self.assignee_id)
            changed = msgspec.structs.replace(changed, assignee_id=self.assignee_id, version=version)
        if (
            self.labels is not msgspec.UNSET
            and (labels := list(dict.fromkeys(self.labels))) != changed.labels
        ):
            version = self._log(draft, EntryKind.CONVERSATION_LABELLED)
            changed = msgspec.structs.replace(changed, labels=labels, version=version)
        if changed is not conversation:
            draft.put(changed)
        return Done()

    def _standing(self, conversation: ConversationRow, now: Millis) -> tuple[Status, Millis | None] | Refusal:
        status = conversation.status if self.status is msgspec.UNSET else self.status
        until = conversation.snoozed_until if self.snoozed_until is msgspec.UNSET else self.snoozed_until
        if self.status is msgspec.UNSET and isinstance(self.snoozed_until, int):
            status = Status.SNOOZED
        if status is not Status.SNOOZED:
            return Refusal.INVALID if isinstance(self.snoozed_until, int) else (status, None)
        asked = self.status is not msgspec.UNSET or self.snoozed_until is not msgspec.UNSET
        if asked and (until is None or until <= now):
            return Refusal.INVALID
        return status, until

    def _log(self, draft: Draft, kind: EntryKind, **data: str | int | bool | None) -> int:
        return draft.log(kind, self.caller.id, conversation_id=self.conversation_id, data=data)


class MarkRead(msgspec.Struct, frozen=True, kw_only=True):
    """The caller has read up to `position`, or wants it to look so (a lower one marks as unread).

    `contact_messages` is how many of the contact's messages that is, looked up beforehand by `reading_at`.
    """

    caller: Caller
    conversation_id: Id
    position: int
    contact_messages: int

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the conversation and the caller's mark in it."""
        return [
            by_key(ConversationRow, self.conversation_id),
            by_key(ReadRow, self.caller.id, self.conversation_id),
        ]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Move the mark; an entry only where the unread count changes by it."""
        conversation = have.get(ConversationRow, self.conversation_id)
        if conversation is None:
            return Refusal.NOT_FOUND
        mark = have.get(ReadRow, self.caller.id, self.conversation_id)
        if mark and mark.position == self.position:
            return Done()
        row = ReadRow(
            agent_id=self.caller.id,
            conversation_id=self.conversation_id,
            position=self.position,
            contact_messages=self.contact_messages,
        )
        draft.put(row)
        if row.contact_messages != (mark.contact_messages if mark else 0):
            version = draft.log(
                EntryKind.CONVERSATION_READ,
                self.caller.id,
                conversation_id=conversation.id,
                data={"upto": self.position},
            )
            draft.put(msgspec.structs.replace(conversation, version=version))
        return Done()
