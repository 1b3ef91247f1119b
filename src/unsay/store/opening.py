"""Opening the store: one object with the writer, the doors and the keeper's tools.

Belongs here: putting the parts together.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from unsay.desk.ports import DeskDoor, Fence
from unsay.store.database import Clock, Database, NewId
from unsay.store.doors import ReadingDoors
from unsay.store.postgresql import PostgresqlDatabase
from unsay.store.schema import migrate
from unsay.store.sqlite import SqliteDatabase
from unsay.store.transactions import Transactions
from unsay.store.verify import Finding, verify
from unsay.store.writer import QueueingWriter

T = TypeVar("T")


class Store:
    """A desk's data."""

    def __init__(self, database: Database, new_id: NewId) -> None:
        self.database = database
        self.doors = ReadingDoors(database)
        self._new_id = new_id

    def migrate(self, *, tool: bool) -> None:
        """Bring the schema up to date; raises `StoreError` if that can't be."""
        migrate(self.database, self._new_id, tool=tool)

    def serve(self) -> None:
        """Be the server on this data until `close`; raises `StoreError` if there is one already."""
        self.database.serve()

    def writer(self, fence: Fence, wake: Callable[[int], None]) -> QueueingWriter:
        """Return a writer; `wake` is told the head after each commit with new entries, on the writer's
        thread.
        """
        return QueueingWriter(Transactions(self.database, fence, wake))

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


def open_store(*, data_dir: Path, database_url: str | None, clock: Clock | None, new_id: NewId) -> Store:
    """Open the SQLite file in `data_dir`, or the PostgreSQL database of `database_url`.

    `clock` in milliseconds; None is the database's own, or the machine's for SQLite. Raises `StoreError`.
    """
    if database_url is not None:
        return Store(PostgresqlDatabase(database_url, clock), new_id)
    assert clock is not None, "a SQLite file has no clock of its own"
    return Store(SqliteDatabase(data_dir, clock), new_id)
