"""The contact's side of the feed and of history: everything a contact may be told of their thread, through
the contact's door only.

Rendered from current rows by `core.audience.contact_view`. `changed_seq` says when a message last changed how
the contact sees it, so a message posted and recalled inside a range renders to nothing, and one shown before
is removed.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from unsay.core.audience import ContactMessage, Posted, contact_view
from unsay.core.limits import PAGE_OF_MESSAGES, UNREAD_MAX_COUNT
from unsay.core.refusals import Refusal
from unsay.core.resume import Standing, must_reset
from unsay.core.timestamps import rfc3339
from unsay.core.words import AuthorKind, Id, MessageKind
from unsay.desk.cutting import FETCH_ROWS, cut, first_fitting, view_bytes
from unsay.desk.paging import parse_number
from unsay.desk.people import Visitor
from unsay.desk.ports import ContactDoor
from unsay.desk.rows import ChannelRow, ContactRow, ConversationRow, MessageContentRow, MessageRow, ViewRow
from unsay.desk.viewing import handed_over, is_on_record

NO_PAGES: Mapping[Id, int] = MappingProxyType({})


class ContactAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A contact's page that has applied everything up to `after`."""

    contact_id: Id
    after: int


class ContactChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is told next.

    `message_ids` are those whose text is in `show`: what the fence must let through.

    `more`: ask again at once; `reset`: the page must start afresh.
    """

    after: int
    upto: int
    show: list[ContactMessage]
    remove: list[Id]
    message_ids: frozenset[Id]
    more: bool
    reset: bool


class ContactWelcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page stands after its hello; `messages` (oldest first) only on a reset.

    `server_time` in milliseconds.
    """

    reset: bool
    epoch: Id
    upto: int
    server_time: int
    contact_id: Id
    contact_name: str
    channel_name: str
    unread: int
    messages: list[ContactMessage]
    message_ids: frozenset[Id]


class ContactPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of the thread, newest first.

    `hand_over`: the seq up to which replies in it must first be noted as handed over, 0 if all are.
    """

    items: list[ContactMessage]
    next: str | None
    upto: int
    epoch: Id
    hand_over: int


def contact_welcome(
    door: ContactDoor, visitor: Visitor, *, after: int | None, epoch: Id | None
) -> ContactWelcome | None:
    """Judge a hello: go on from `after`, or start afresh with the latest messages.

    None if the contact is gone.
    """
    contact, channel = door.get(ContactRow, visitor.contact_id), door.get(ChannelRow, visitor.channel_id)
    if contact is None or channel is None:
        return None
    conversation = conversation_of(door, contact.id)
    standing = Standing(epoch=door.epoch(), upto=conversation.last_seq if conversation else 0)
    reset = must_reset(after=after, epoch=epoch, standing=standing)
    messages = _latest(door, conversation) if conversation and reset else []
    return ContactWelcome(
        reset=reset,
        epoch=standing.epoch,
        upto=standing.upto,
        server_time=door.now(),
        contact_id=contact.id,
        contact_name=contact.name,
        channel_name=channel.name,
        unread=_unread(door, conversation),
        messages=messages,
        message_ids=frozenset(message.id for message in messages),
    )


def contact_changes_of(door: ContactDoor, asks: Sequence[ContactAsk]) -> list[ContactChanges]:
    """Return what each page is told next, in the order asked."""
    threads = door.find(ConversationRow, among={"contact_id": sorted({ask.contact_id for ask in asks})})
    of = {row.contact_id: row for row in threads}
    ranges = {(ask.contact_id, ask.after) for ask in asks}
    loads = {(contact, after): _load(door, of.get(contact), after) for contact, after in ranges}
    material = _Material(door, [row for rows in loads.values() for row in rows])
    return [material.changes(of.get(ask.contact_id), ask, loads[ask.contact_id, ask.after]) for ask in asks]


def contact_messages(
    door: ContactDoor,
    visitor: Visitor,
    *,
    before: str | None,
    limit: int,
    view: Id | None = None,
    live: Mapping[Id, int] = NO_PAGES,
) -> ContactPage | Refusal:
    """Return part of the thread; `before` is an exclusive seq, `view` the page that asks, if it says so.

    `live`: up to where this process has handed over to each of the contact's connected pages.
    """
    seq = parse_number(before)
    if isinstance(seq, Refusal):
        return seq
    conversation = conversation_of(door, visitor.contact_id)
    rows = _visible(door, conversation, before=seq, limit=limit + 1) if conversation else []
    material = _Material(door, rows)
    fitting = first_fitting(rows, limit=limit, size=material.size)
    items = material.views(fitting)
    return ContactPage(
        items=items,
        next=str(fitting[-1].seq) if len(rows) > len(fitting) else None,
        upto=conversation.last_seq if conversation else 0,
        epoch=door.epoch(),
        hand_over=_unrecorded(door, conversation, visitor, items, view, live) if conversation else 0,
    )


def _unrecorded(
    door: ContactDoor,
    conversation: ConversationRow,
    visitor: Visitor,
    items: Sequence[ContactMessage],
    view: Id | None,
    live: Mapping[Id, int],
) -> int:
    """Return up to where handing over `items` over HTTP is not yet on record. What the contact wrote
    themselves can't be recalled, so it needs none.
    """
    upto = max((each.seq for each in items if each.author.kind is not AuthorKind.CONTACT), default=0)
    views = door.find(ViewRow, equals={"contact_id": conversation.contact_id}) if upto else []
    recorded = upto <= handed_over(conversation) and is_on_record(views, visitor, upto, view=view, live=live)
    return 0 if recorded else upto


def contact_message(door: ContactDoor, visitor: Visitor, message_id: Id) -> ContactMessage | None:
    """Return one message of the contact's own thread as it is now, if they may see it."""
    row = door.get(MessageRow, message_id)
    conversation = conversation_of(door, visitor.contact_id)
    if row is None or conversation is None or row.conversation_id != conversation.id:
        return None
    return next(iter(_Material(door, [row]).views([row])), None)


def contact_unread(door: ContactDoor, visitor: Visitor) -> int:
    """Return how many replies the contact has not seen, recalled ones not counted."""
    return _unread(door, conversation_of(door, visitor.contact_id))


def conversation_of(door: ContactDoor, contact_id: Id) -> ConversationRow | None:
    """Return the contact's conversation, if they ever wrote."""
    return next(iter(door.find(ConversationRow, equals={"contact_id": contact_id}, limit=1)), None)


class _Material:
    """Texts and quoted messages of some rows, loaded once, through the contact's door."""

    def __init__(self, door: ContactDoor, rows: Sequence[MessageRow]) -> None:
        shown = [row.id for row in rows if not row.recalled and row.kind is not MessageKind.NOTE]
        quoted = sorted({row.reply_to for row in rows if row.reply_to})
        contents = door.find(MessageContentRow, among={"message_id": shown})
        self._texts = {row.message_id: row.text for row in contents}
        self._recalled = {row.id: row.recalled for row in door.find(MessageRow, among={"id": quoted})}

    def view(self, row: MessageRow) -> ContactMessage | None:
        """Return what the contact may see of `row`."""
        posted = Posted(
            id=row.id,
            seq=row.seq,
            kind=row.kind,
            author_kind=row.author_kind,
            author_name=row.author_name,
            client_ref=row.client_ref,
            sent_at=row.sent_at,
            recalled=row.recalled,
            text=self._texts.get(row.id),
            reply_to=row.reply_to,
            reply_to_recalled=self._recalled.get(row.reply_to, True) if row.reply_to else False,
        )
        return contact_view(posted, sent_at=rfc3339(row.sent_at))

    def views(self, rows: Sequence[MessageRow]) -> list[ContactMessage]:
        """Return what the contact may see of `rows`, in their order."""
        return [view for row in rows if (view := self.view(row)) is not None]

    def size(self, row: MessageRow) -> int:
        """Return an upper bound of the bytes `row` takes in a frame."""
        return view_bytes(self._texts.get(row.id), row.author_name)

    def changes(
        self, conversation: ConversationRow | None, ask: ContactAsk, rows: Sequence[MessageRow]
    ) -> ContactChanges:
        """Return what `rows`, changed after `ask.after`, mean for that page."""
        last = conversation.last_seq if conversation else 0
        fitting, cut_at = cut(rows, number=_changed, size=self.size)
        upto = last if cut_at is None else cut_at
        show = self.views(fitting)
        shown = frozenset(message.id for message in show)
        given = max(ask.after, handed_over(conversation) if conversation else 0)
        gone = [row.id for row in fitting if row.id not in shown and row.seq is not None and row.seq <= given]
        return ContactChanges(
            after=ask.after,
            upto=upto,
            show=show,
            remove=gone,
            message_ids=shown,
            more=upto < last,
            reset=ask.after > last or upto < ask.after or (upto == ask.after and upto < last),
        )


def _changed(row: MessageRow) -> int:
    assert row.changed_seq is not None, "a message of the contact's thread has changed_seq"
    return row.changed_seq


def _load(door: ContactDoor, conversation: ConversationRow | None, after: int) -> list[MessageRow]:
    if conversation is None:
        return []
    return door.find(
        MessageRow,
        equals={"conversation_id": conversation.id},
        above={"changed_seq": after},
        order="changed_seq",
        limit=FETCH_ROWS,
    )


def _visible(
    door: ContactDoor, conversation: ConversationRow, *, before: int | None, limit: int
) -> list[MessageRow]:
    """Return messages the contact may see, newest first; `limit` counts only those."""
    return door.find(
        MessageRow,
        equals={"conversation_id": conversation.id, "recalled": False},
        above={"seq": 0},
        below={"seq": before} if before is not None else None,
        order="seq",
        descending=True,
        limit=limit,
    )


def _latest(door: ContactDoor, conversation: ConversationRow) -> list[ContactMessage]:
    """Return the latest messages, oldest first, as many as fit a frame."""
    rows = _visible(door, conversation, before=None, limit=PAGE_OF_MESSAGES)
    material = _Material(door, rows)
    fitting, _ = cut(rows, number=lambda row: -(row.seq or 0), size=material.size)
    return material.views(fitting)[::-1]


def _unread(door: ContactDoor, conversation: ConversationRow | None) -> int:
    if conversation is None:
        return 0
    return door.count(
        MessageRow,
        equals={"conversation_id": conversation.id, "kind": MessageKind.REPLY, "recalled": False},
        above={"seq": conversation.seen_seq},
        at_most=UNREAD_MAX_COUNT,
    )
