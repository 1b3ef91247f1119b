"""Visiting: a browser comes to a channel, alone or vouched for by its website, and becomes a contact."""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.identity import identity_signature, is_signed, is_unambiguous
from unsay.core.limits import CONTACT_TOKEN_LASTS_SECONDS
from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.people import Visitor
from unsay.desk.rows import ChannelRow, ChannelSecretRow, ContactRow, ContactTokenRow, ConversationRow
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who a website says its visitor is; `expires` in Unix seconds."""

    id: str
    signature: str
    name: str | None
    email: str | None
    expires: int | None


class NewVisit(msgspec.Struct, frozen=True, kw_only=True):
    """Ids and the token's hash for a visitor who may turn out to be new."""

    contact_id: Id
    token_id: Id
    token_hash: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Who the visitor is now; `token_is_new`: hand out the new token, the one they came with is not good."""

    visitor: Visitor
    contact_name: str
    channel_name: str
    token_is_new: bool


class StartVisit(msgspec.Struct, frozen=True, kw_only=True):
    """Come in by a channel's public key, with an earlier token and a website's word where there are such."""

    channel_key: str
    token_hash: str | None
    identity: Identity | None
    new: NewVisit

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the channel, the token's contact, and the contact of that identity."""
        lookups = [where(ChannelRow, key=self.channel_key)]
        if self.token_hash:
            lookups.append(where(ContactTokenRow, token_hash=self.token_hash))
        if have.missing(lookups):
            return lookups
        channel = have.one(ChannelRow, key=self.channel_key)
        token = have.one(ContactTokenRow, token_hash=self.token_hash) if self.token_hash else None
        if token:
            lookups += [
                by_key(ContactRow, token.contact_id),
                where(ConversationRow, contact_id=token.contact_id),
            ]
        if channel and self.identity:
            known = where(ContactRow, channel_id=channel.id, external_id=self.identity.id)
            lookups += [by_key(ChannelSecretRow, channel.id), known]
            if not have.missing([known]):
                found = have.find(ContactRow, channel_id=channel.id, external_id=self.identity.id)
                lookups += [where(ConversationRow, contact_id=row.id) for row in found]
        return lookups

    def decide(self, have: WorkingSet, draft: Draft) -> Visit | Refusal:
        """A bad token makes a new visitor; a bad signature refuses, and the visitor stays who they were."""
        channel = have.one(ChannelRow, key=self.channel_key)
        if channel is None:
            return Refusal.NOT_FOUND
        token = self._token(have, draft, channel)
        contact = have.get(ContactRow, token.contact_id) if token else None
        if self.identity is None:
            contact = contact or self._stranger(draft, channel)
        elif self._is_vouched_for(have, draft, channel, self.identity):
            contact = self._identified(have, draft, channel, contact, self.identity)
        else:
            return Refusal.IDENTITY_REFUSED
        kept = self._keep_token(draft, token, contact)
        return Visit(
            visitor=Visitor(contact_id=contact.id, channel_id=channel.id, token_id=kept.id),
            contact_name=contact.name,
            channel_name=channel.name,
            token_is_new=token is None,
        )

    def _token(self, have: WorkingSet, draft: Draft, channel: ChannelRow) -> ContactTokenRow | None:
        token = have.one(ContactTokenRow, token_hash=self.token_hash) if self.token_hash else None
        good = token is not None and token.channel_id == channel.id and token.expires_at > draft.now
        return token if good else None

    def _is_vouched_for(
        self, have: WorkingSet, draft: Draft, channel: ChannelRow, identity: Identity
    ) -> bool:
        secret = have.get(ChannelSecretRow, channel.id)
        assert secret is not None, "a channel has its secret"
        expected = identity_signature(
            secret.identity_secret,
            id=identity.id,
            email=identity.email,
            name=identity.name,
            expires=identity.expires,
        )
        plain = is_unambiguous(id=identity.id, email=identity.email, name=identity.name)
        in_time = identity.expires is None or identity.expires * 1000 >= draft.now
        return is_signed(identity.signature, expected) and in_time and plain

    def _stranger(self, draft: Draft, channel: ChannelRow) -> ContactRow:
        contact = ContactRow(
            id=self.new.contact_id,
            channel_id=channel.id,
            external_id=None,
            name=f"Visitor {self.new.contact_id[-4:]}",
            email=None,
            verified=False,
            created_at=draft.now,
        )
        draft.put(contact)
        return contact

    def _identified(
        self,
        have: WorkingSet,
        draft: Draft,
        channel: ChannelRow,
        contact: ContactRow | None,
        identity: Identity,
    ) -> ContactRow:
        """A known id is that contact; a new one makes an anonymous visitor that contact, never another known
        one.
        """
        known = have.one(ContactRow, channel_id=channel.id, external_id=identity.id)
        if known is None and contact is not None and contact.external_id is None:
            known = contact
        before = known or self._stranger(draft, channel)
        email = identity.email or before.email
        # What an agent typed is kept, but nobody has vouched for it.
        vouched_for = email == identity.email or email is None or (before.verified and before.email == email)
        after = msgspec.structs.replace(
            before,
            external_id=identity.id,
            name=identity.name or before.name,
            email=email,
            verified=vouched_for,
        )
        if after != before:
            draft.put(after)
            conversation = have.one(ConversationRow, contact_id=known.id) if known else None
            version = draft.log(
                EntryKind.CONTACT_CHANGED, after.id, conversation_id=conversation.id if conversation else None
            )
            if conversation:
                draft.put(msgspec.structs.replace(conversation, version=version))
        return after

    def _keep_token(
        self, draft: Draft, token: ContactTokenRow | None, contact: ContactRow
    ) -> ContactTokenRow:
        lasts = CONTACT_TOKEN_LASTS_SECONDS * 1000
        if token is None:
            kept = ContactTokenRow(
                id=self.new.token_id,
                token_hash=self.new.token_hash,
                contact_id=contact.id,
                channel_id=contact.channel_id,
                created_at=draft.now,
                expires_at=draft.now + lasts,
            )
            draft.put(kept)
            return kept
        switched = token.contact_id != contact.id
        if switched:
            draft.log(EntryKind.VISITOR_IDENTIFIED, contact.id)
        if switched or token.expires_at - draft.now < lasts // 2:
            token = msgspec.structs.replace(token, contact_id=contact.id, expires_at=draft.now + lasts)
            draft.put(token)
        return token
