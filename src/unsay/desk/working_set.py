"""What a batch of deeds has loaded and changed so far.

Belongs here: finding and changing rows in memory. Not here: SQL, rules.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar, cast

import msgspec

from unsay.core.entries import EntryKind, NewEntry
from unsay.core.words import Id, MessageKind, Millis
from unsay.desk.rows import AuditRow, MessageRow, Row

R = TypeVar("R", bound=Row)
Key = tuple[object, ...]


class Lookup(msgspec.Struct, frozen=True):
    """Rows of a table whose `columns` equal `key`: what a deed needs loaded."""

    table: type[Row]
    columns: tuple[str, ...]
    key: Key


def by_key(table: type[Row], *key: object) -> Lookup:
    """Ask for one row by its primary key."""
    return Lookup(table, table.KEY, key)


def where(table: type[Row], **equals: object) -> Lookup:
    """Ask for the rows whose columns equal the given values."""
    return Lookup(table, tuple(equals), tuple(equals.values()))


def identity(row: Row) -> tuple[type[Row], Key]:
    """Return a row's table and primary key."""
    return type(row), values(row, row.KEY)


def values(row: Row, columns: tuple[str, ...]) -> Key:
    """Return a row's values of `columns`."""
    return tuple(getattr(row, column) for column in columns)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Replies of a conversation with `after` < seq <= `upto` became delivered or seen at `at`."""

    conversation_id: Id
    column: str
    """`delivered_at` or `seen_at`."""
    after: int
    upto: int
    at: Millis
    version: int


class Draft:
    """What one deed wants written; applied to the working set only if the deed is not refused."""

    def __init__(self, head: int, now: Millis) -> None:
        self.now = now
        self.entries: list[NewEntry] = []
        self.rows: dict[tuple[type[Row], Key], Row] = {}
        self.deleted: dict[tuple[type[Row], Key], Row] = {}
        self.marks: list[Mark] = []
        self.audits: list[AuditRow] = []
        self.recalled: list[Id] = []
        self._head = head

    def log(
        self,
        kind: EntryKind,
        actor: Id,
        *,
        conversation_id: Id | None = None,
        message_id: Id | None = None,
        seq: int | None = None,
        data: dict[str, str | int | bool | None] | None = None,
    ) -> int:
        """Add an entry and return the position it will have."""
        self.entries.append(
            NewEntry(
                kind=kind,
                actor=actor,
                conversation_id=conversation_id,
                message_id=message_id,
                seq=seq,
                data=data or {},
            )
        )
        return self._head + len(self.entries)

    def put(self, row: Row) -> None:
        """Write `row`, new or changed."""
        self.deleted.pop(identity(row), None)
        self.rows[identity(row)] = row

    def delete(self, row: Row) -> None:
        """Remove `row`."""
        self.rows.pop(identity(row), None)
        self.deleted[identity(row)] = row

    def audit(self, row: AuditRow) -> None:
        """Write `row` whether or not the deed is refused."""
        self.audits.append(row)


class WorkingSet:
    """The rows a batch has loaded, as the deeds before this one left them."""

    def __init__(self, *, head: int, now: Millis) -> None:
        self.head = head
        """Position of the last entry, those of this batch included."""
        self.now = now
        self.entries: list[NewEntry] = []
        self.marks: list[Mark] = []
        self.recalled: list[Id] = []
        self._rows: dict[type[Row], dict[Key, Row]] = defaultdict(dict)
        self._loaded: dict[tuple[type[Row], Key], Row] = {}
        self._touched: dict[tuple[type[Row], Key], None] = {}
        self._asked: dict[type[Row], dict[tuple[str, ...], set[Key]]] = defaultdict(dict)
        self._index: dict[tuple[type[Row], tuple[str, ...]], dict[Key, dict[Key, None]]] = {}

    def missing(self, lookups: Iterable[Lookup]) -> list[Lookup]:
        """Return those of `lookups` not yet loaded."""
        return [each for each in lookups if each.key not in self._asked[each.table].get(each.columns, ())]

    def load(self, lookups: Iterable[Lookup], rows: Iterable[Row]) -> None:
        """Take in what the database answered to `lookups`."""
        for each in lookups:
            columns = self._asked[each.table]
            if each.columns not in columns:
                columns[each.columns] = set()
                index = self._index[each.table, each.columns] = defaultdict(dict)
                for key, row in self._rows[each.table].items():
                    index[values(row, each.columns)][key] = None
            columns[each.columns].add(each.key)
        for row in rows:
            table, key = identity(row)
            if key not in self._rows[table] and (table, key) not in self._touched:
                self._rows[table][key] = row
                self._loaded[table, key] = row
                self._file(row, key)

    def get(self, table: type[R], *key: object) -> R | None:
        """Return the row with this primary key, which must have been asked for, found or written here."""
        row = self._rows[table].get(key)
        known = (
            row is not None or (table, key) in self._touched or key in self._asked[table].get(table.KEY, ())
        )
        assert known, f"{table.__name__} {key} was not asked for"
        return cast("R | None", row)

    def find(self, table: type[R], **equals: object) -> list[R]:
        """Return the rows whose columns equal these values, as they came; must have been asked for."""
        columns, key = tuple(equals), tuple(equals.values())
        assert key in self._asked[table].get(columns, ()), (
            f"{table.__name__} where {columns} was not asked for"
        )
        rows = self._rows[table]
        return [cast("R", rows[each]) for each in self._index[table, columns].get(key, ())]

    def one(self, table: type[R], **equals: object) -> R | None:
        """Return the row whose columns equal these values, where at most one can."""
        return next(iter(self.find(table, **equals)), None)

    def apply(self, draft: Draft) -> None:
        """Make `draft` part of what later deeds see and of what will be written."""
        self.entries.extend(draft.entries)
        self.head += len(draft.entries)
        self.recalled.extend(draft.recalled)
        for (table, key), row in draft.deleted.items():
            self._unfile(self._rows[table].pop(key, row), key)
            self._touched[table, key] = None
        for row in draft.rows.values():
            self._put(row)
        for mark in draft.marks:
            self._mark(mark)

    def keep_audits(self, draft: Draft) -> None:
        """Take the audit rows of `draft`, refused or not."""
        for row in draft.audits:
            self._put(row)

    def changes(self) -> Iterable[tuple[type[Row], Key, Row | None, Row | None]]:
        """Yield (table, key, row as loaded, row as it is now) for everything touched."""
        for table, key in self._touched:
            yield table, key, self._loaded.get((table, key)), self._rows[table].get(key)

    def _put(self, row: Row) -> None:
        table, key = identity(row)
        old = self._rows[table].get(key)
        if old is not None:
            self._unfile(old, key)
        self._rows[table][key] = row
        self._touched[table, key] = None
        self._file(row, key)

    def _mark(self, mark: Mark) -> None:
        self.marks.append(mark)
        messages = self._rows[MessageRow]
        for key, row in messages.items():
            message = cast("MessageRow", row)
            if is_marked(message, mark):
                changes = {mark.column: mark.at, "version": max(message.version, mark.version)}
                messages[key] = msgspec.structs.replace(message, **changes)

    def _file(self, row: Row, key: Key) -> None:
        for columns in self._asked[type(row)]:
            self._index[type(row), columns][values(row, columns)][key] = None

    def _unfile(self, row: Row, key: Key) -> None:
        for columns in self._asked[type(row)]:
            self._index[type(row), columns].get(values(row, columns), {}).pop(key, None)


def is_marked(message: MessageRow, mark: Mark) -> bool:
    """Say whether `mark` applies to `message`: the store's UPDATE says the same in SQL."""
    return (
        message.conversation_id == mark.conversation_id
        and message.kind is MessageKind.REPLY
        and message.seq is not None
        and mark.after < message.seq <= mark.upto
        and getattr(message, mark.column) is None
    )
