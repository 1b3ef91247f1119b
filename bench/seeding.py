"""Desks with a past: contacts and threads written straight into a desk that nobody serves, in bulk.

Belongs here: rows that `unsay verify` finds nothing wrong with, written by the store's own statements. Not
here: asking a server anything.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.words import (
    AuthorKind,
    ChannelKind,
    ContactHad,
    DeliveryState,
    MessageKind,
    Removal,
    Scope,
    Status,
)
from unsay.desk.rows import (
    ChannelRow,
    ChannelSecretRow,
    ContactRow,
    ContactTokenRow,
    ConversationRow,
    LogRow,
    MessageContentRow,
    MessageRow,
    PendingRemovalRow,
    RecalledContentRow,
    RecallRow,
    Row,
    TokenRow,
)
from unsay.main.desks import open_data
from unsay.main.ids import Ids
from unsay.main.settings import Settings
from unsay.store.codec import codec
from unsay.store.statements import Statement, WritingStatements
from unsay.store.tables import IN_ORDER
from unsay.web.secrets import hash_of, new_token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from unsay.store.opening import Store

_CHUNK_ROWS = 30_000
_DAY_SECONDS = 86_400
_AGO_MILLIS = 60_000
_TEXT = "Thank you, that is what I was looking for. Could you tell me when the blue one is back?"
BOT = "Bot"


class Thread(msgspec.Struct):
    """A contact with a thread: what it takes to be them and to write to them.

    `messages`: ids in the thread's order; the first is the contact's own, the others are replies of the bot.
    """

    contact_id: str
    token: str
    conversation_id: str
    messages: list[str]
    last_seq: int


class Past(msgspec.Struct):
    """What was written: who may answer, and the threads."""

    bot_id: str
    bot_token: str
    threads: list[Thread]


class Seeder:
    """Writes into the desk of one directory, or of one database."""

    def __init__(self, home: Path, database_url: str | None = None) -> None:
        self._settings = Settings(data=home / "data", database_url=database_url)
        self._new_id = Ids().new
        self._at = time.time_ns() // 1_000_000 - _AGO_MILLIS
        self._head = 0
        self.past = Past(bot_id=self._new_id(), bot_token=new_token(), threads=[])

    def fill(self, *, contacts: int, messages_each: int) -> Past:
        """Make a desk with so many threads of so many messages."""
        channel_id = self._new_id()
        with closing(open_data(self._settings)) as store:
            store.migrate(tool=True)
            _insert(store, self._frame(channel_id))
            _insert(store, (row for _ in range(contacts) for row in self._thread(channel_id, messages_each)))
        return self.past

    def pass_by(self, views: list[str], *, messages: int) -> None:
        """Let each thread go on by a recall of its last reply, which its page of `views` has yet to confirm,
        and by so many messages.
        """
        new: list[Row] = []
        with closing(open_data(self._settings)) as store:
            self._head = store.read_desk(lambda door: door.head())
            self._at = time.time_ns() // 1_000_000
            speak = WritingStatements(store.database.dialect, store.database.writing.dialect)
            recalled, moved, threads = list[tuple[object, ...]](), list[tuple[object, ...]](), []
            for thread, view in zip(self.past.threads, views, strict=True):
                message_id, seq = thread.messages[-1], thread.last_seq + 1
                new += self._recall(thread, view)
                recalled.append((self._head, seq, True, message_id))
                moved.append((message_id,))
                for _ in range(messages):
                    new += self._posted(thread, self.past.bot_id, MessageKind.REPLY)
                threads.append((self._at, thread.messages[-1], self._head, *[thread.last_seq] * 2))
                threads[-1] += (thread.conversation_id,)
            columns = ("last_activity_at", "last_message_id", "version", "last_seq", "last_reply_seq")
            _run(store, speak.delete(MessageContentRow), moved)
            _run(store, speak.update(MessageRow, ("version", "changed_seq", "recalled")), recalled)
            _run(store, speak.update(ConversationRow, columns), threads)
            _insert(store, iter(new))

    def _frame(self, channel_id: str) -> Iterator[Row]:
        yield ChannelRow(
            id=channel_id,
            kind=ChannelKind.WEBSITE,
            name="Bench",
            key=new_token()[:22],
            origins=[],
            recall_window_seconds=_DAY_SECONDS,
            created_at=self._at,
        )
        yield ChannelSecretRow(channel_id=channel_id, identity_secret=new_token())
        yield TokenRow(
            id=self.past.bot_id,
            token_hash=hash_of(self.past.bot_token),
            name=BOT,
            scope=Scope.REPLY,
            created_at=self._at,
            revoked_at=None,
        )
        yield self._entry(EntryKind.CHANNEL_ADDED, channel_id)
        yield self._entry(EntryKind.TOKEN_ADDED, self.past.bot_id)

    def _thread(self, channel_id: str, messages: int) -> Iterator[Row]:
        contact_id, token = self._new_id(), new_token()
        thread = Thread(contact_id, token, self._new_id(), [], 0)
        self.past.threads.append(thread)
        yield ContactRow(
            id=contact_id,
            channel_id=channel_id,
            external_id=None,
            name=f"Visitor {contact_id[-4:]}",
            email=None,
            verified=False,
            created_at=self._at,
        )
        yield ContactTokenRow(
            id=self._new_id(),
            token_hash=hash_of(token),
            contact_id=contact_id,
            channel_id=channel_id,
            created_at=self._at,
            expires_at=self._at + 365 * _DAY_SECONDS * 1000,
        )
        last_id = self._new_id()
        yield self._conversation(thread, channel_id, messages, last_id)
        yield self._entry(EntryKind.CONVERSATION_OPENED, contact_id, conversation_id=thread.conversation_id)
        for i in range(messages):
            author, kind = (
                (contact_id, MessageKind.CONTACT) if i == 0 else (self.past.bot_id, MessageKind.REPLY)
            )
            yield from self._posted(thread, author, kind, last_id if i == messages - 1 else None)

    def _conversation(self, thread: Thread, channel_id: str, messages: int, last_id: str) -> ConversationRow:
        """Return the thread's row as it will be when all its messages are written."""
        return ConversationRow(
            id=thread.conversation_id,
            channel_id=channel_id,
            contact_id=thread.contact_id,
            status=Status.OPEN,
            assignee_id=None,
            labels=[],
            snoozed_until=None,
            created_at=self._at,
            last_activity_at=self._at,
            last_message_id=last_id if messages else None,
            version=self._head + 1 + messages,
            last_seq=messages,
            last_reply_seq=messages if messages > 1 else 0,
            contact_messages=min(messages, 1),
            seen_seq=messages,
            delivered_seq=messages,
            given_seq=messages,
        )

    def _posted(
        self, thread: Thread, author: str, kind: MessageKind, message_id: str | None = None
    ) -> Iterator[Row]:
        message_id = message_id or self._new_id()
        thread.messages.append(message_id)
        thread.last_seq += 1
        seq, where = thread.last_seq, thread.conversation_id
        yield self._entry(
            EntryKind.MESSAGE_POSTED, author, conversation_id=where, message_id=message_id, seq=seq
        )
        of_contact = kind is MessageKind.CONTACT
        yield MessageRow(
            id=message_id,
            conversation_id=where,
            position=self._head,
            seq=seq,
            version=self._head,
            changed_seq=seq,
            kind=kind,
            author_kind=AuthorKind.CONTACT if of_contact else AuthorKind.BOT,
            author_id=author,
            author_name="Visitor" if of_contact else BOT,
            client_ref=message_id,
            reply_to=None,
            delivery=DeliveryState.SENT,
            sent_at=self._at,
            delivered_at=None,
            seen_at=None,
            recalled=False,
            contact_messages=1,
        )
        yield MessageContentRow(message_id=message_id, text=_TEXT)

    def _recall(self, thread: Thread, view: str) -> Iterator[Row]:
        """Take back the thread's last message, as `desk.recalling` does."""
        thread.last_seq += 1
        message_id, seq, by = thread.messages[-1], thread.last_seq, self.past.bot_id
        where = thread.conversation_id
        yield self._entry(
            EntryKind.MESSAGE_RECALLED, by, conversation_id=where, message_id=message_id, seq=seq
        )
        yield RecalledContentRow(message_id=message_id, text=_TEXT)
        yield RecallRow(
            message_id=message_id,
            conversation_id=where,
            by_id=by,
            by_name=BOT,
            at=self._at,
            reason=None,
            note=None,
            seq=seq,
            contact_had=ContactHad.DELIVERED,
            removal=Removal.PENDING,
            removed_at=None,
            waiting_for=1,
        )
        yield PendingRemovalRow(message_id=message_id, view=view, contact_id=thread.contact_id, seq=seq)

    def _entry(
        self,
        kind: EntryKind,
        actor: str,
        *,
        conversation_id: str | None = None,
        message_id: str | None = None,
        seq: int | None = None,
    ) -> LogRow:
        self._head += 1
        return LogRow(
            position=self._head,
            at=self._at,
            kind=kind.value,
            actor=actor,
            conversation_id=conversation_id,
            message_id=message_id,
            seq=seq,
            data={},
        )


def _insert(store: Store, rows: Iterator[Row]) -> None:
    """Write rows in transactions of many, each table's after those it refers to."""
    speak = WritingStatements(store.database.dialect, store.database.writing.dialect)
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        by_table: dict[type[Row], list[tuple[object, ...]]] = defaultdict(list)
        for row in chunk:
            by_table[type(row)].append(codec(type(row)).to_values(row))
        with store.database.writing.begin() as connection:
            for table in IN_ORDER:
                if table in by_table:
                    connection.exec_driver_sql(speak.insert(table).sql, by_table[table])


def _run(store: Store, statement: Statement, rows: Iterable[tuple[object, ...]]) -> None:
    with store.database.writing.begin() as connection:
        connection.exec_driver_sql(statement.sql, list(rows))
