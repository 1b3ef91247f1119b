"""Opening the store: one object with the writer, the doors and the keeper's tools.

Belongs here: putting the parts together.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from unsay.desk.ports import DeskDoor, Fence
from unsay.desk.working_set import WorkingSet
from unsay.store.database import Clock, Database, NewId, StoreError
from unsay.store.doors import ReadingDoors
from unsay.store.postgresql import PostgresqlDatabase
from unsay.store.schema import SCHEMA, migrate, revision
from unsay.store.server_lock import ServerLock
from unsay.store.sqlite import SqliteDatabase
from unsay.store.transactions import Transactions
from unsay.store.verify import Finding, verify
from unsay.store.writer import QueueingWriter

T = TypeVar("T")


class Store:
    """A desk's data."""

    def __init__(self, database: Database, data_dir: Path, new_id: NewId) -> None:
        self.database = database
        self._data_dir = data_dir
        self._lock: ServerLock | None = None
        self.doors = ReadingDoors(database)
        self._new_id = new_id

    def migrate(self, *, tool: bool) -> None:
        """Bring the schema up to date; raises `StoreError` if that can't be."""
        migrate(self.database, self._new_id, tool=tool)

    def look(self) -> None:
        """Make sure that there is a desk of this program's schema; raises `StoreError`, changes nothing."""
        found = revision(self.database)
        if found is None:
            raise StoreError("There is no desk here yet. `unsay serve` makes one.")
        if found != SCHEMA:
            raise StoreError(
                f"The data is of schema {found}, this Unsay's is {SCHEMA}; `unsay serve` upgrades."
            )

    def serve(self) -> None:
        """Be the one server on this data directory until `close`; raises `StoreError` if there is one.

        A PostgreSQL may have several, each with a directory of its own.
        """
        self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = ServerLock(self._data_dir)
        self.database.serve()

    def writer(self, fence: Fence, tell: Callable[[WorkingSet], None]) -> QueueingWriter:
        """Return a writer; `tell` is told of each batch that is committed with new entries, on the writer's
        thread, before anybody has an answer.
        """
        return QueueingWriter(Transactions(self.database, fence, tell))

    def read_desk(self, read: Callable[[DeskDoor], T]) -> T:
        """Read through the desk's door here and now."""
        return self.doors.desk_here(read)

    def verify(self) -> list[Finding]:
        """Check the laws on the data."""
        with self.database.desk.begin() as connection:
            return verify(connection, self.database.dialect)

    def close(self) -> None:
        """Let go of everything."""
        self.doors.close()
        self.database.close()
        if self._lock is not None:
            self._lock.release()


def open_store(*, data_dir: Path, database_url: str | None, clock: Clock | None, new_id: NewId) -> Store:
    """Open the SQLite file in `data_dir`, or the PostgreSQL database of `database_url`.

    `clock` in milliseconds; None is the database's own, or the machine's for SQLite. Raises `StoreError`.
    """
    if database_url is not None:
        return Store(PostgresqlDatabase(database_url, clock), data_dir, new_id)
    assert clock is not None, "a SQLite file has no clock of its own"
    return Store(SqliteDatabase(data_dir, clock), data_dir, new_id)
