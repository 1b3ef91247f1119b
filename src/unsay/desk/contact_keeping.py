"""Keeping contacts: an agent corrects what is known of one."""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.people import Caller
from unsay.desk.rows import ContactRow, ConversationRow
from unsay.desk.threads import Done
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


class ChangeContact(msgspec.Struct, frozen=True, kw_only=True):
    """Change what is given; what is UNSET stays. Names on messages already written stay as they were."""

    caller: Caller
    contact_id: Id
    name: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the contact and their conversation."""
        return [by_key(ContactRow, self.contact_id), where(ConversationRow, contact_id=self.contact_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """An e-mail an agent typed is not a verified one."""
        contact = have.get(ContactRow, self.contact_id)
        if contact is None:
            return Refusal.NOT_FOUND
        email = contact.email if self.email is msgspec.UNSET else self.email
        changed = msgspec.structs.replace(
            contact,
            name=contact.name if self.name is msgspec.UNSET else self.name,
            email=email,
            verified=contact.verified and email == contact.email,
        )
        if changed == contact:
            return Done()
        draft.put(changed)
        conversation = have.one(ConversationRow, contact_id=contact.id)
        version = draft.log(
            EntryKind.CONTACT_CHANGED,
            self.caller.id,
            conversation_id=conversation.id if conversation else None,
        )
        if conversation:
            draft.put(msgspec.structs.replace(conversation, version=version))
        return Done()
