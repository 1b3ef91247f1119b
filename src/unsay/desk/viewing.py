"""Viewing: a contact's pages come, acknowledge, see, drop and go. What receipts stand on is written here.

A row in `views` is one open page. `OVER_HTTP` stands for messages fetched over HTTP while no page was
connected, and `LONG_GONE` for old pages that dropped and never came back, folded into one so that their
number stays bounded.
"""

from collections.abc import Iterable, Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.limits import VIEWS_KEPT_PER_CONTACT
from unsay.core.words import Id
from unsay.desk.people import Visitor
from unsay.desk.removals import confirm, removal_needs
from unsay.desk.rows import ConversationRow, PendingRemovalRow, ViewRow
from unsay.desk.threads import Done
from unsay.desk.working_set import Draft, Lookup, Mark, WorkingSet, by_key, where

OVER_HTTP = "http"
LONG_GONE = "long-gone"


class OpenView(msgspec.Struct, frozen=True, kw_only=True):
    """A page said hello: from now on it may have everything, until it is known to have dropped."""

    visitor: Visitor
    view: Id
    connection: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load all the contact's pages and pending removals."""
        contact_id = self.visitor.contact_id
        return [
            where(ViewRow, contact_id=contact_id),
            by_key(ViewRow, contact_id, self.view),
            where(ConversationRow, contact_id=contact_id),
            *removal_needs(have, contact_id),
        ]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Open the page; what was fetched over HTTP before it counts as this page's."""
        contact_id = self.visitor.contact_id
        rows = {row.view: row for row in have.find(ViewRow, contact_id=contact_id)}
        known = rows.get(self.view)
        opened = ViewRow(
            contact_id=contact_id,
            view=self.view,
            token_id=self.visitor.token_id,
            connection=self.connection,
            connected=True,
            opened_at=known.opened_at if known else draft.now,
            given_seq=known.given_seq if known else 0,
            seen_seq=known.seen_seq if known else 0,
        )
        if OVER_HTTP in rows:
            opened = _fold(have, draft, [rows[OVER_HTTP]], into=opened)
        draft.put(opened)
        dropped = [
            r for r in rows.values() if not r.connected and r.view not in {OVER_HTTP, LONG_GONE, self.view}
        ]
        if len(dropped) >= VIEWS_KEPT_PER_CONTACT:
            dropped.sort(key=lambda row: row.opened_at)
            oldest = dropped[: len(dropped) // 2]
            draft.put(
                _fold(
                    have, draft, oldest, into=rows.get(LONG_GONE) or _pseudo(self.visitor, LONG_GONE, draft)
                )
            )
        return Done()


def _pseudo(visitor: Visitor, view: Id, draft: Draft) -> ViewRow:
    return ViewRow(
        contact_id=visitor.contact_id,
        view=view,
        token_id=visitor.token_id,
        connection="",
        connected=False,
        opened_at=draft.now,
        given_seq=0,
        seen_seq=0,
    )


def _fold(have: WorkingSet, draft: Draft, rows: Sequence[ViewRow], *, into: ViewRow) -> ViewRow:
    """Let one page stand for others: it may have what they had and owes the confirmations they owed."""
    views = {row.view for row in rows}
    pending = have.find(PendingRemovalRow, contact_id=into.contact_id)
    owed = {row.message_id for row in pending if row.view == into.view}
    surplus = []
    for due in pending:
        if due.view in views and due.message_id in owed:
            surplus.append(due)
        elif due.view in views:
            owed.add(due.message_id)
            draft.delete(due)
            draft.put(msgspec.structs.replace(due, view=into.view))
    conversation = have.one(ConversationRow, contact_id=into.contact_id)
    if surplus and conversation:
        confirm(have, draft, conversation, surplus, by=into.contact_id)
    for row in rows:
        draft.delete(row)
    return msgspec.structs.replace(
        into,
        given_seq=max(into.given_seq, *(row.given_seq for row in rows)),
        seen_seq=max(into.seen_seq, *(row.seen_seq for row in rows)),
    )


class CloseView(msgspec.Struct, frozen=True, kw_only=True):
    """A page's connection dropped after it had been handed everything up to `given_seq`; it may come back."""

    visitor: Visitor
    view: Id
    connection: Id
    given_seq: int

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the page."""
        return [by_key(ViewRow, self.visitor.contact_id, self.view)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Note what it was given; only its latest connection's end makes it unconnected."""
        row = have.get(ViewRow, self.visitor.contact_id, self.view)
        if row is not None:
            connected = row.connected and row.connection != self.connection
            given = max(row.given_seq, self.given_seq)
            draft.put(msgspec.structs.replace(row, connected=connected, given_seq=given))
        return Done()


class SayGoodbye(msgspec.Struct, frozen=True, kw_only=True):
    """A page is going for good: it shows nothing any more, so nothing need be removed from it."""

    visitor: Visitor
    view: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the page and what it owes."""
        return _page_needs(have, self.visitor, self.view)

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Confirm what the page owed and forget it; that the contact had the messages is remembered."""
        row = have.get(ViewRow, self.visitor.contact_id, self.view)
        if row is None:
            return Done()
        draft.delete(row)
        conversation = have.one(ConversationRow, contact_id=self.visitor.contact_id)
        if conversation is not None:
            given = conversation.last_seq if row.connected else row.given_seq
            conversation = msgspec.structs.replace(
                conversation,
                given_seq=max(conversation.given_seq, given),
                seen_seq=max(conversation.seen_seq, row.seen_seq),
            )
            draft.put(conversation)
            owed = _owed(have, self.visitor.contact_id, self.view)
            confirm(have, draft, conversation, owed, by=self.visitor.contact_id)
        return Done()


class AckView(msgspec.Struct, frozen=True, kw_only=True):
    """A page has applied everything up to `upto`, as far as it was handed to it on this connection."""

    visitor: Visitor
    view: Id
    upto: int

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the page, what it owes, and what it owes from when it was another contact's."""
        lookups = [
            *_page_needs(have, self.visitor, self.view),
            where(ViewRow, token_id=self.visitor.token_id, view=self.view),
        ]
        if not have.missing([lookups[-1]]):
            for row in have.find(ViewRow, token_id=self.visitor.token_id, view=self.view):
                lookups += [
                    where(ConversationRow, contact_id=row.contact_id),
                    *removal_needs(have, row.contact_id),
                ]
        return lookups

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Mark replies delivered, confirm removals."""
        contact_id = self.visitor.contact_id
        row = have.get(ViewRow, contact_id, self.view)
        if row is None:
            return Done()
        for old in have.find(ViewRow, token_id=self.visitor.token_id, view=self.view):
            if old.contact_id != contact_id:
                _forget(have, draft, old)
        conversation = have.one(ConversationRow, contact_id=contact_id)
        upto = min(self.upto, conversation.last_seq if conversation else 0)
        if conversation is not None:
            owed = [each for each in _owed(have, contact_id, self.view) if each.seq <= upto]
            conversation = confirm(have, draft, conversation, owed, by=contact_id)
            _mark(draft, conversation, "delivered_at", conversation.delivered_seq, upto)
        return Done()


class ReportSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The person saw everything up to `seq` on this page."""

    visitor: Visitor
    view: Id
    seq: int

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the page and the conversation."""
        contact_id = self.visitor.contact_id
        return [by_key(ViewRow, contact_id, self.view), where(ConversationRow, contact_id=contact_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Mark replies seen; never back, never beyond what there is."""
        row = have.get(ViewRow, self.visitor.contact_id, self.view)
        conversation = have.one(ConversationRow, contact_id=self.visitor.contact_id)
        if row is None or conversation is None:
            return Done()
        seq = min(self.seq, conversation.last_seq)
        if seq > row.seen_seq:
            draft.put(msgspec.structs.replace(row, seen_seq=seq))
        _mark(draft, conversation, "seen_at", conversation.seen_seq, seq)
        return Done()


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """Messages up to `upto` are about to be handed over HTTP, which nobody will acknowledge."""

    visitor: Visitor
    upto: int

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the contact's pages and conversation."""
        contact_id = self.visitor.contact_id
        return [where(ViewRow, contact_id=contact_id), where(ConversationRow, contact_id=contact_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """A connected page stands for the request; else a stand-in does, until a page says hello."""
        conversation = have.one(ConversationRow, contact_id=self.visitor.contact_id)
        if conversation is None:
            return Done()
        upto = min(self.upto, conversation.last_seq)
        if upto > conversation.given_seq:
            draft.put(msgspec.structs.replace(conversation, given_seq=upto))
        rows = have.find(ViewRow, contact_id=self.visitor.contact_id)
        if not is_stood_for(rows, upto):
            stand_in = next((row for row in rows if row.view == OVER_HTTP), None)
            stand_in = stand_in or _pseudo(self.visitor, OVER_HTTP, draft)
            draft.put(msgspec.structs.replace(stand_in, given_seq=upto))
        return Done()


def handed_over(conversation: ConversationRow) -> int:
    """Return up to where the contact is on record as having been handed everything, by whatever way."""
    return max(conversation.given_seq, conversation.delivered_seq)


def is_stood_for(views: Iterable[ViewRow], upto: int) -> bool:
    """Say whether a page answers for what is fetched over HTTP: a connected one, or the stand-in."""
    return any(row.connected or (row.view == OVER_HTTP and row.given_seq >= upto) for row in views)


def _page_needs(have: WorkingSet, visitor: Visitor, view: Id) -> list[Lookup]:
    return [
        by_key(ViewRow, visitor.contact_id, view),
        where(ConversationRow, contact_id=visitor.contact_id),
        *removal_needs(have, visitor.contact_id),
    ]


def _owed(have: WorkingSet, contact_id: Id, view: Id) -> list[PendingRemovalRow]:
    return [row for row in have.find(PendingRemovalRow, contact_id=contact_id) if row.view == view]


def _forget(have: WorkingSet, draft: Draft, old: ViewRow) -> None:
    """The page shows another contact's thread now: what it showed of this one is gone from it."""
    draft.delete(old)
    conversation = have.one(ConversationRow, contact_id=old.contact_id)
    if conversation is not None:
        given = max(conversation.given_seq, old.given_seq)
        conversation = msgspec.structs.replace(conversation, given_seq=given)
        draft.put(conversation)
        confirm(have, draft, conversation, _owed(have, old.contact_id, old.view), by=old.contact_id)


def _mark(draft: Draft, conversation: ConversationRow, column: str, after: int, upto: int) -> None:
    """Mark replies in (after, upto] and move the contact's high-water mark, with an entry if there may be
    any.
    """
    if upto <= after:
        return
    seen = column == "seen_at"
    high = {"seen_seq": upto} if seen else {"delivered_seq": upto}
    if conversation.last_reply_seq > after:
        kind = EntryKind.MESSAGES_SEEN if seen else EntryKind.MESSAGES_DELIVERED
        version = draft.log(
            kind, conversation.contact_id, conversation_id=conversation.id, data={"upto": upto}
        )
        draft.marks.append(
            Mark(
                conversation_id=conversation.id,
                column=column,
                after=after,
                upto=upto,
                at=draft.now,
                version=version,
            )
        )
        conversation = msgspec.structs.replace(conversation, version=version, **high)
    else:
        conversation = msgspec.structs.replace(conversation, **high)
    draft.put(conversation)
