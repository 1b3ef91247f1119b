"""The two doors: short reads, each in a fresh snapshot.

Belongs here: snapshots, threads and bounds.

The contact's door uses connections that can't read what no contact may see (see `authorizer`, `postgresql`),
so a forgotten filter raises there instead of leaking.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from sqlalchemy import Engine

from unsay.core.desk_time import desk_time
from unsay.core.entries import Entry, EntryKind
from unsay.core.limits import READ_THREADS, READS_WAITING_MAX_COUNT
from unsay.core.words import Id, Millis
from unsay.desk.ports import ContactDoor, DeskDoor, OverloadedError, UnavailableError
from unsay.desk.rows import ConversationRow, DeskRow, LogRow, Row
from unsay.store.codec import codec
from unsay.store.database import Database, describe
from unsay.store.finding import NONE, Conditions, FindingStatements
from unsay.store.line import HungUpError, Line, LineError

T = TypeVar("T")
R = TypeVar("R", bound=Row)
D = TypeVar("D", bound="Snapshot")
EVERYTHING = 2**31 - 1


class Snapshot:
    """One read's view of the database; what both doors can ask."""

    def __init__(self, database: Database, line: Line, statements: FindingStatements) -> None:
        self._database = database
        self._line = line
        self._statements = statements

    def epoch(self) -> Id:
        """Return the name of the desk's timeline."""
        desk = self.get(DeskRow, 1)
        assert desk is not None, "a desk has its row"
        return desk.epoch

    def head(self) -> int:
        """Return the position of the last entry."""
        return self._last()[0]

    def now(self) -> Millis:
        """Return desk time."""
        return desk_time(clock=self._database.clock(self._line.scalar), last_entry_at=self._last()[1])

    def get(self, table: type[R], key: object) -> R | None:
        """Return the row with this single-column primary key."""
        rows = self.find(table, equals={table.KEY[0]: key}, limit=1)
        return rows[0] if rows else None

    def find(
        self,
        table: type[R],
        *,
        equals: dict[str, object] | None = None,
        among: dict[str, Sequence[object]] | None = None,
        above: dict[str, object] | None = None,
        below: dict[str, object] | None = None,
        order: str | None = None,
        descending: bool = False,
        limit: int | None = None,
    ) -> list[R]:
        """Return rows matching all conditions; see the port."""
        where = Conditions(equals or NONE, among or {}, above or NONE, below or NONE)
        return self._find(table, where, order, descending=descending, limit=limit)

    def _find(
        self, table: type[R], where: Conditions, order: str | None, *, descending: bool, limit: int | None
    ) -> list[R]:
        if not where.can_match():
            return []
        statement = self._statements.find(table, where, order, descending=descending)
        arguments = self._statements.arguments(where, EVERYTHING if limit is None else limit)
        return codec(table).to_rows(self._line.query(statement, arguments))

    def count(
        self,
        table: type[R],
        *,
        equals: dict[str, object],
        above: dict[str, object] | None = None,
        at_most: int,
    ) -> int:
        """Count matching rows, stopping at `at_most`."""
        where = Conditions(equals, {}, above or NONE, NONE)
        statement = self._statements.count(table, where)
        ((found,),) = self._line.query(statement, self._statements.arguments(where, at_most))
        assert isinstance(found, int)
        return found

    def _last(self) -> tuple[int, Millis]:
        found = self._line.query(self._statements.head(), {})
        position, at = next(iter(found), (0, 0))
        assert isinstance(position, int)
        assert isinstance(at, int)
        return position, at


class DeskSnapshot(Snapshot):
    """See `desk.ports.DeskDoor`."""

    def entries(self, *, after: int, limit: int) -> list[Entry]:
        """Return log entries with position > `after`, oldest first."""
        rows = self.find(LogRow, above={"position": after}, order="position", limit=limit)
        return [
            Entry(
                position=row.position,
                at=row.at,
                kind=EntryKind(row.kind),
                actor=row.actor,
                conversation_id=row.conversation_id,
                message_id=row.message_id,
                seq=row.seq,
                data=row.data,
            )
            for row in rows
        ]

    def conversations_holding(
        self,
        text: str,
        *,
        equals: dict[str, object],
        below: dict[str, object] | None,
        order: str,
        descending: bool,
        limit: int,
    ) -> list[ConversationRow]:
        """Return conversations whose contact or messages hold `text`; see the port."""
        where = Conditions(equals=equals, below=below or NONE, holding=text)
        return self._find(ConversationRow, where, order, descending=descending, limit=limit)


class Door(Generic[D]):
    """Threads that read through one kind of connection, with a bound on how many reads may wait."""

    def __init__(self, database: Database, engine: Engine, snapshot: type[D], name: str) -> None:
        self._database = database
        self._engine = engine
        self._snapshot = snapshot
        self._statements = FindingStatements(database.dialect, engine.dialect)
        self._threads = ThreadPoolExecutor(READ_THREADS, thread_name_prefix=name)
        self._waiting = 0
        self._own = threading.local()
        self._lines: list[Line] = []

    async def read(self, read: Callable[[D], T], *, hot: bool) -> T:
        """Run `read` on a thread, or here if it is hot and no network is between."""
        if hot and self._database.is_in_process:
            return self.read_here(read)
        if self._waiting >= READS_WAITING_MAX_COUNT:
            raise OverloadedError("Too many reads are waiting.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_here, read)
        finally:
            self._waiting -= 1

    def read_here(self, read: Callable[[D], T]) -> T:
        """Run `read` in a fresh snapshot, here.

        Raises `UnavailableError` when the database can't be asked.
        """
        try:
            try:
                return self._read_once(read)
            except HungUpError:
                # The database had hung up, perhaps long ago; a read changes nothing, so it is asked again.
                self._drop()
                return self._read_once(read)
        except LineError as failed:
            self._drop()
            raise UnavailableError(f"The database can't be read: {describe(failed.trouble)}") from None

    def close(self) -> None:
        """Finish what is being read and let go of the connections."""
        self._threads.shutdown(cancel_futures=True)
        for line in self._lines:
            line.close()

    def _read_once(self, read: Callable[[D], T]) -> T:
        line = self._line()
        line.begin()
        try:
            answer = read(self._snapshot(self._database, line, self._statements))
        except LineError:
            raise  # what is left of the connection is thrown away
        except BaseException:
            line.rollback()
            raise
        line.rollback()
        return answer

    def _line(self) -> Line:
        found: Line | None = getattr(self._own, "line", None)
        if found is None:
            found = self._own.line = Line(self._engine, self._database.begins_reading)
            self._lines.append(found)
        return found

    def _drop(self) -> None:
        found: Line | None = getattr(self._own, "line", None)
        if found is not None:
            self._own.line = None
            self._lines.remove(found)
            found.drop()


class ReadingDoors:
    """See `desk.ports.Doors`."""

    def __init__(self, database: Database) -> None:
        self._contact = Door(database, database.contact, Snapshot, "contact-door")
        self._desk = Door(database, database.desk, DeskSnapshot, "desk-door")

    async def contact(self, read: Callable[[ContactDoor], T], *, hot: bool = False) -> T:
        """Read through the contact's door."""
        return await self._contact.read(read, hot=hot)

    async def desk(self, read: Callable[[DeskDoor], T], *, hot: bool = False) -> T:
        """Read through the desk's door."""
        return await self._desk.read(read, hot=hot)

    def desk_here(self, read: Callable[[DeskDoor], T]) -> T:
        """Read through the desk's door without an event loop."""
        return self._desk.read_here(read)

    def contact_here(self, read: Callable[[ContactDoor], T]) -> T:
        """Read through the contact's door without an event loop."""
        return self._contact.read_here(read)

    def close(self) -> None:
        """Let go of everything."""
        self._contact.close()
        self._desk.close()
