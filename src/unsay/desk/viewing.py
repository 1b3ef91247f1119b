"""Viewing: a contact's pages come, acknowledge, see, drop and go. What receipts stand on is written here.

A row in `views` is one open page. `OVER_HTTP` begins the name of a stand-in for what a browser fetched over
HTTP while none of its pages was connected, and `LONG_GONE` stands for old pages that dropped and never came
back, folded into one so that their number stays bounded.
"""

from collections.abc import Iterable, Mapping, Sequence

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
        """Open the page; what its browser fetched over HTTP while none was open counts as this page's."""
        contact_id = self.visitor.contact_id
        rows = {row.view: row for row in have.find(ViewRow, contact_id=contact_id)}
        known = rows.pop(self.view, None)
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
        stand_in = rows.pop(_stand_in(self.visitor), None)
        surplus: list[PendingRemovalRow] = []
        if stand_in:
            opened, surplus = _fold(have, draft, [stand_in], into=opened)
        draft.put(opened)
        surplus += _make_room(have, draft, self.visitor, rows)
        conversation = have.one(ConversationRow, contact_id=contact_id)
        if surplus and conversation:
            # All at once: a draft does not see its own changes.
            confirm(have, draft, conversation, surplus, by=contact_id)
        return Done()


def _stand_in(visitor: Visitor) -> Id:
    return f"{OVER_HTTP}:{visitor.token_id}"


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


def _make_room(
    have: WorkingSet, draft: Draft, visitor: Visitor, rows: Mapping[Id, ViewRow]
) -> list[PendingRemovalRow]:
    """Fold the older half of many dropped pages into one; returns removals that one owed already."""
    dropped = [row for row in rows.values() if not row.connected and row.view != LONG_GONE]
    if len(dropped) < VIEWS_KEPT_PER_CONTACT:
        return []
    dropped.sort(key=lambda row: row.opened_at)
    into = rows.get(LONG_GONE) or _pseudo(visitor, LONG_GONE, draft)
    folded, surplus = _fold(have, draft, dropped[: len(dropped) // 2], into=into)
    draft.put(folded)
    return surplus


def _fold(
    have: WorkingSet, draft: Draft, rows: Sequence[ViewRow], *, into: ViewRow
) -> tuple[ViewRow, list[PendingRemovalRow]]:
    """Let one page stand for others: it may have what they had and owes the confirmations they owed.

    Returns it, and the removals that it owed already or that two of them owed: those are waited for less.
    """
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
    for row in rows:
        draft.delete(row)
    folded = msgspec.structs.replace(
        into,
        given_seq=max(into.given_seq, *(row.given_seq for row in rows)),
        seen_seq=max(into.seen_seq, *(row.seen_seq for row in rows)),
    )
    return folded, surplus


class CloseView(msgspec.Struct, frozen=True, kw_only=True):
    """A page's connection dropped after it had been handed everything up to `given_seq`; it may come back."""

    visitor: Visitor
    view: Id
    connection: Id
    given_seq: int

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the page and the conversation."""
        contact_id = self.visitor.contact_id
        return [by_key(ViewRow, contact_id, self.view), where(ConversationRow, contact_id=contact_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Note what it was given; only its latest connection's end makes it unconnected."""
        row = have.get(ViewRow, self.visitor.contact_id, self.view)
        if row is not None:
            conversation = have.one(ConversationRow, contact_id=self.visitor.contact_id)
            connected = row.connected and row.connection != self.connection
            given = max(row.given_seq, min(self.given_seq, conversation.last_seq if conversation else 0))
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
    """Replies up to `upto` are about to be handed over HTTP, which nobody will acknowledge.

    `view`: the page that asks, if it says so; else any page of the same browser may be the one.
    """

    visitor: Visitor
    upto: int
    view: Id | None = None

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the contact's pages, pending removals and conversation."""
        contact_id = self.visitor.contact_id
        return [
            where(ViewRow, contact_id=contact_id),
            where(ConversationRow, contact_id=contact_id),
            *removal_needs(have, contact_id),
        ]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Note it for every page that may be asking; where none is open, a stand-in waits for one."""
        conversation = have.one(ConversationRow, contact_id=self.visitor.contact_id)
        if conversation is None:
            return Done()
        upto = min(self.upto, conversation.last_seq)
        if upto > conversation.given_seq:
            conversation = msgspec.structs.replace(conversation, given_seq=upto)
            draft.put(conversation)
        rows = {row.view: row for row in have.find(ViewRow, contact_id=self.visitor.contact_id)}
        asking = _asking(rows.values(), self.visitor, self.view)
        for row in asking:
            if row.given_seq < upto:
                rows[row.view] = msgspec.structs.replace(row, given_seq=upto)
                draft.put(rows[row.view])
        if not _is_somebody(asking, self.visitor, self.view):
            surplus = _make_room(have, draft, self.visitor, rows)
            new = _pseudo(self.visitor, self.view or _stand_in(self.visitor), draft)
            draft.put(msgspec.structs.replace(new, given_seq=upto))
            if surplus:
                confirm(have, draft, conversation, surplus, by=self.visitor.contact_id)
        return Done()


def handed_over(conversation: ConversationRow) -> int:
    """Return up to where the contact is on record as having been handed everything, by whatever way."""
    return max(conversation.given_seq, conversation.delivered_seq)


def is_on_record(
    views: Sequence[ViewRow], visitor: Visitor, upto: int, *, view: Id | None, live: Mapping[Id, int]
) -> bool:
    """Say whether every page that may be asking is on record as having been given `upto`.

    `live`: how far this process has handed over to connected pages. It is noted when they drop, and after a
    crash they are presumed to have everything, so it is as good as on record.
    """
    asking = _asking(views, visitor, view)
    return _is_somebody(asking, visitor, view) and all(
        row.given_seq >= upto or (row.connected and live.get(row.view, 0) >= upto) for row in asking
    )


def _asking(views: Iterable[ViewRow], visitor: Visitor, view: Id | None) -> list[ViewRow]:
    """Return the pages one of which is asking over HTTP."""
    if view is not None:
        return [row for row in views if row.view == view]
    return [row for row in views if row.token_id == visitor.token_id and row.view != LONG_GONE]


def _is_somebody(asking: Sequence[ViewRow], visitor: Visitor, view: Id | None) -> bool:
    """Say whether the page that asks must be among these, as far as one can know."""
    if view is not None:
        return bool(asking)
    return any(row.connected or row.view == _stand_in(visitor) for row in asking)


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
