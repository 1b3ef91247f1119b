"""Keeping channels: adding one, changing one."""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.refusals import Refusal
from unsay.core.words import ChannelKind, Id
from unsay.desk.people import Caller
from unsay.desk.rows import AuditRow, ChannelRow, ChannelSecretRow
from unsay.desk.threads import Done, audit_of
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key


class AddChannel(msgspec.Struct, frozen=True, kw_only=True):
    """Add a website channel; `by` is None for the command line."""

    channel_id: Id
    name: str
    key: str
    origins: list[str]
    recall_window_seconds: int
    identity_secret: str
    by: Caller | None
    audit_id: Id
    address: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Nothing: two channels may have one name."""
        return []

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Write it."""
        draft.put(
            ChannelRow(
                id=self.channel_id,
                kind=ChannelKind.WEBSITE,
                name=self.name,
                key=self.key,
                origins=list(dict.fromkeys(self.origins)),
                recall_window_seconds=self.recall_window_seconds,
                created_at=draft.now,
            )
        )
        draft.put(ChannelSecretRow(channel_id=self.channel_id, identity_secret=self.identity_secret))
        draft.log(EntryKind.CHANNEL_ADDED, self.channel_id)
        draft.audit(
            AuditRow(
                id=self.audit_id,
                at=draft.now,
                kind="channel_added",
                agent_id=self.by.id if self.by else None,
                agent_name=self.by.name if self.by else "command line",
                from_address=self.address,
                conversation_id=None,
                message_id=None,
                code=None,
            )
        )
        return Done()


class ChangeChannel(msgspec.Struct, frozen=True, kw_only=True):
    """Change what is given; what is UNSET stays."""

    caller: Caller
    channel_id: Id
    audit_id: Id
    name: str | msgspec.UnsetType = msgspec.UNSET
    origins: list[str] | msgspec.UnsetType = msgspec.UNSET
    recall_window_seconds: int | msgspec.UnsetType = msgspec.UNSET

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the channel."""
        return [by_key(ChannelRow, self.channel_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Write it if anything changes."""
        channel = have.get(ChannelRow, self.channel_id)
        if channel is None:
            return Refusal.NOT_FOUND
        window = self.recall_window_seconds
        changed = msgspec.structs.replace(
            channel,
            name=channel.name if self.name is msgspec.UNSET else self.name,
            origins=channel.origins if self.origins is msgspec.UNSET else list(dict.fromkeys(self.origins)),
            recall_window_seconds=channel.recall_window_seconds if window is msgspec.UNSET else window,
        )
        if changed != channel:
            draft.put(changed)
            draft.log(EntryKind.CHANNEL_CHANGED, self.caller.id, data={"channel_id": channel.id})
            draft.audit(audit_of(self.caller, id=self.audit_id, at=draft.now, kind="channel_changed"))
        return Done()
