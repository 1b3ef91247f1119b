"""The desk's feed: what changed since a desk page last looked, and what the log says happened since a process
last looked.

Rendered from current rows. A row's `version` says when it last changed how it looks, so any range is one
indexed query whatever happened in it, and live push, catch-up after a night and overload are the same code
with different ranges.
"""

from collections.abc import Container, Sequence

import msgspec

from unsay.core.entries import REFRESHING, REVOKING, Entry, EntryKind, NewEntry
from unsay.core.limits import FEED_ENTRIES_PER_LOOK
from unsay.core.resume import Standing, must_reset
from unsay.core.words import Id
from unsay.desk import views
from unsay.desk.cutting import FETCH_ROWS, cut
from unsay.desk.people import Caller
from unsay.desk.ports import DeskDoor
from unsay.desk.rendering import load_shelf
from unsay.desk.rows import ConversationRow, LogRow, MessageRow
from unsay.desk.working_set import WorkingSet

NEAR_ENTRIES = 200
"""Pages no further behind than this are served from one shared load."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What the log says happened after position `after` and up to `head`: `contacts` whose thread changed,
    `recalled` messages, whether rights may have ended.
    """

    after: int
    head: int
    more: bool
    contacts: frozenset[Id]
    recalled: tuple[Id, ...]
    revoking: bool


class DeskAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A desk page at position `after`, watching some conversations."""

    caller: Caller
    after: int
    watching: frozenset[Id]


class DeskChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk page is shown next. `more`: ask again at once; `reset`: start afresh."""

    after: int
    upto: int
    conversations: list[views.Conversation]
    messages: list[views.Message]
    more: bool
    reset: bool


class DeskWelcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where a desk page stands after its hello; `server_time` in milliseconds of desk time."""

    reset: bool
    epoch: Id
    upto: int
    server_time: int


def look(door: DeskDoor, after: int, limit: int = FEED_ENTRIES_PER_LOOK) -> Look:
    """Read on in the log from position `after`, at most `limit` entries."""
    entries = door.entries(after=after, limit=limit)
    threads = {entry.conversation_id for entry in entries if entry.seq is not None}
    rows = door.find(ConversationRow, among={"id": sorted(each for each in threads if each)})
    return _look(
        entries,
        after=after,
        head=entries[-1].position if entries else after,
        more=len(entries) == limit,
        conversations=rows,
    )


def look_at_batch(have: WorkingSet) -> Look:
    """Return what `look` would read of a batch that is committed."""
    threads = {entry.conversation_id for entry in have.entries if entry.seq is not None}
    rows = [have.get(ConversationRow, each) for each in threads]
    return _look(
        have.entries,
        after=have.head - len(have.entries),
        head=have.head,
        more=False,
        conversations=[row for row in rows if row],
    )


def _look(
    entries: Sequence[NewEntry | Entry],
    *,
    after: int,
    head: int,
    more: bool,
    conversations: Sequence[ConversationRow],
) -> Look:
    kinds = {entry.kind for entry in entries}
    return Look(
        after=after,
        head=head,
        more=more,
        contacts=frozenset(row.contact_id for row in conversations),
        recalled=tuple(
            e.message_id for e in entries if e.kind is EntryKind.MESSAGE_RECALLED and e.message_id
        ),
        revoking=not kinds.isdisjoint(REVOKING),
    )


def desk_welcome(door: DeskDoor, *, after: int | None, epoch: Id | None) -> DeskWelcome:
    """Judge a hello: go on from `after`, or start afresh."""
    standing = Standing(epoch=door.epoch(), upto=door.head())
    reset = must_reset(after=after, epoch=epoch, standing=standing)
    if not reset and after is not None:
        reset = _last_refresh(door, after) > after
    return DeskWelcome(reset=reset, epoch=standing.epoch, upto=standing.upto, server_time=door.now())


def desk_changes_of(door: DeskDoor, asks: Sequence[DeskAsk], online: Container[Id]) -> list[DeskChanges]:
    """Return what each page is shown next, in the order asked."""
    head = door.head()
    near = [ask for ask in asks if head - ask.after <= NEAR_ENTRIES]
    answers = dict(zip(map(id, near), _changes(door, near, head, online), strict=True)) if near else {}
    for ask in asks:
        if id(ask) not in answers:
            answers[id(ask)] = _changes(door, [ask], head, online)[0]
    return [answers[id(ask)] for ask in asks]


def _changes(door: DeskDoor, asks: Sequence[DeskAsk], head: int, online: Container[Id]) -> list[DeskChanges]:
    """Serve `asks` from one load, from the furthest behind on."""
    after = min(ask.after for ask in asks)
    watched = sorted(frozenset[Id]().union(*(ask.watching for ask in asks)))
    threads = door.find(ConversationRow, above={"version": after}, order="version", limit=FETCH_ROWS)
    changed = door.find(
        MessageRow,
        among={"conversation_id": watched},
        above={"version": after},
        order="version",
        limit=FETCH_ROWS,
    )
    shelf = load_shelf(door, messages=changed, conversations=threads, viewers={ask.caller.id for ask in asks})

    conversations, threads_upto = cut(threads, number=lambda row: row.version, size=shelf.conversation_bytes)
    messages, messages_upto = cut(changed, number=lambda row: row.version, size=shelf.message_bytes)
    upto = min([head, *(each for each in (threads_upto, messages_upto) if each is not None)])
    stuck = upto <= after < head
    refreshed = _last_refresh(door, after)
    return [
        DeskChanges(
            after=ask.after,
            upto=max(upto, ask.after),
            conversations=[
                shelf.conversation(row, ask.caller.id, online)
                for row in conversations
                if ask.after < row.version <= upto
            ],
            messages=[
                shelf.message(row, ask.caller.id)
                for row in messages
                if ask.after < row.version <= upto and row.conversation_id in ask.watching
            ],
            more=max(upto, ask.after) < head,
            reset=stuck or refreshed > ask.after or ask.after > head,
        )
        for ask in asks
    ]


def _last_refresh(door: DeskDoor, after: int) -> int:
    """Return the position of the last entry after `after` that may have changed any number of conversations,
    or 0.
    """
    kinds = sorted(kind.value for kind in REFRESHING)
    rows = door.find(
        LogRow, among={"kind": kinds}, above={"position": after}, order="position", descending=True, limit=1
    )
    return rows[0].position if rows else 0
