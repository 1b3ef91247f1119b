"""Keeping API tokens: a token is a bot, an author of its own."""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.refusals import Refusal
from unsay.core.words import Id, Scope
from unsay.desk.people import Caller
from unsay.desk.rows import TokenRow
from unsay.desk.threads import Done, audit_of
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key


class AddToken(msgspec.Struct, frozen=True, kw_only=True):
    """Make a bot; its secret is shown once by whoever made it and kept only hashed."""

    caller: Caller
    token_id: Id
    token_hash: str
    name: str
    scope: Scope
    audit_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Nothing."""
        return []

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Write it."""
        draft.put(
            TokenRow(
                id=self.token_id,
                token_hash=self.token_hash,
                name=self.name,
                scope=self.scope,
                created_at=draft.now,
                revoked_at=None,
            )
        )
        draft.log(EntryKind.TOKEN_ADDED, self.token_id)
        draft.audit(audit_of(self.caller, id=self.audit_id, at=draft.now, kind="token_added"))
        return Done()


class RevokeToken(msgspec.Struct, frozen=True, kw_only=True):
    """End a bot's right; what it wrote stays."""

    caller: Caller
    token_id: Id
    audit_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the token."""
        return [by_key(TokenRow, self.token_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Revoked twice is revoked."""
        token = have.get(TokenRow, self.token_id)
        if token is None:
            return Refusal.NOT_FOUND
        if token.revoked_at is None:
            draft.put(msgspec.structs.replace(token, revoked_at=draft.now))
            draft.log(EntryKind.TOKEN_REVOKED, self.token_id)
            draft.audit(audit_of(self.caller, id=self.audit_id, at=draft.now, kind="token_revoked"))
        return Done()
